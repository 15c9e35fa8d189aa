import { MAX_MOVE_MS, readOccurrenceId, strikesAt } from './occurrences.ts';
import type { Plan, PlanException } from './plan.ts';
import { type Planned, readSeries, refused } from './series-text.ts';
import { ruleDates } from './rule-dates.ts';
import { isTimeZone, readInstant, readLocal, timeZone } from './time-zone.ts';

/** Where plans are kept. */
export interface PlanShelf {
  list(): readonly Plan[];
  exceptions(): readonly PlanException[];
  get(id: string): Plan | null;
  /** Adds a plan, or keeps it in place of the one of its id. */
  put(plan: Plan): void;
  /** With its exceptions. */
  remove(id: string): void;
  putException(exception: PlanException): void;
  removeException(planId: string, localMs: number): void;
  /** Forgets plans for one broadcast from before that local time, and exceptions from before it. */
  forgetBefore(localMs: number): void;
}

/** What somebody wants planned or changed; what is left out stays, or has its default. */
export interface Wish {
  /** Of a plan, or of one occurrence of a series; left out for something new. */
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** An instant (RFC 3339), or a local time of the zone. */
  readonly start?: string | undefined;
  readonly timezone?: string | undefined;
  readonly durationMinutes?: number | undefined;
  /** `DTSTART;TZID=…:…`, `RRULE:…` and `EXDATE…` of RFC 5545, a line each. */
  readonly recurrence?: string | undefined;
  /** True cancels it, false takes that back. */
  readonly cancelled?: boolean | undefined;
}

export interface PlannerNeeds {
  readonly shelf: PlanShelf;
  readonly wallMs: () => number;
  readonly newId: () => string;
  /** Told after every change. */
  readonly onChange: () => void;
}

const DEFAULT_DURATION_MINUTES = 60;
const MAX_PLANS = 300;
const MAX_EXCEPTIONS = 3_000;
const KEPT_MS = 400 * 86_400_000;

/** What of a wish is as it is kept. */
interface Fields {
  readonly name?: string;
  readonly description?: string;
  readonly durationMinutes?: number;
}

/** Plans broadcasts, changes, cancels and removes them. Nothing is written of what is refused. */
export class Planner {
  readonly #needs: PlannerNeeds;

  constructor(needs: PlannerNeeds) {
    this.#needs = needs;
  }

  /** Plans something new, or changes what the id names. */
  plan(wish: Wish): Planned {
    const outcome = wish.id === undefined ? this.#add(wish) : this.#change(wish.id, wish);
    if (outcome.kind === 'planned') this.#needs.onChange();
    return outcome;
  }

  /** Cancels a plan or one occurrence, which is shown as cancelled from then on; or removes it without a trace. */
  drop(id: string, how: 'cancel' | 'remove'): Planned {
    const { shelf } = this.#needs;
    const found = this.#find(id);
    if (found === null) return { kind: 'missing' };
    const { plan, localMs } = found;
    if (localMs !== null) {
      const status = how === 'cancel' ? 'cancelled' : 'removed';
      const outcome = this.#keepException(plan, localMs, { status });
      if (outcome.kind !== 'planned') return outcome;
    } else if (how === 'cancel') shelf.put({ ...plan, isActive: false, updatedWallMs: this.#needs.wallMs() });
    else shelf.remove(plan.id);
    this.#needs.onChange();
    return { kind: 'planned', id };
  }

  /** Forgets what was planned long ago. */
  forgetOld(): void {
    this.#needs.shelf.forgetBefore(this.#needs.wallMs() - KEPT_MS);
  }

  #add(wish: Wish): Planned {
    const { newId, shelf, wallMs } = this.#needs;
    if ((wish.name ?? '') === '') return refused('A name is required.');
    if (shelf.list().length >= MAX_PLANS) return refused(`There are ${MAX_PLANS} plans already; remove one first.`);
    if (wish.start !== undefined && wish.recurrence !== undefined)
      return refused('start and recurrence are mutually exclusive: a series has its start in DTSTART.');
    const fields = {
      id: newId(),
      description: '',
      durationMinutes: DEFAULT_DURATION_MINUTES,
      ...fieldsOf(wish),
      name: wish.name ?? '',
      isActive: true,
      createdWallMs: wallMs(),
      updatedWallMs: wallMs(),
    };
    return wish.recurrence === undefined
      ? this.#addSingle(fields, wish)
      : this.#putSeries(fields, wish.recurrence, wish);
  }

  #addSingle(fields: Omit<Plan, 'recurrence' | 'startLocalMs' | 'timeZone'>, wish: Wish): Planned {
    const zoneName = wish.timezone ?? 'UTC';
    if (!isTimeZone(zoneName)) return unknownZone(zoneName);
    const start = this.#readStart(wish.start ?? '', zoneName);
    if (typeof start !== 'number') return start;
    this.#needs.shelf.put({ ...fields, timeZone: zoneName, startLocalMs: start, recurrence: null });
    return { kind: 'planned', id: fields.id };
  }

  #putSeries(
    fields: Omit<Plan, 'recurrence' | 'startLocalMs' | 'timeZone'>,
    recurrence: string,
    { timezone }: Wish,
  ): Planned {
    const { shelf, wallMs } = this.#needs;
    const read = readSeries(recurrence, timezone);
    if (read.kind !== 'usable') return read;
    const { rule, ruleText, startLocalMs, zone, left } = read;
    const far = { fromMs: startLocalMs, untilMs: startLocalMs + KEPT_MS * 5 };
    const [first] = ruleDates(rule, startLocalMs, far);
    if (first === undefined || (rule.untilMs !== null && zone.toInstant(first) > rule.untilMs))
      return refused('The rule plans nothing at all.');
    const plan = { ...fields, timeZone: zone.name, startLocalMs: first, recurrence: ruleText };
    shelf.put(plan);
    // What was different of occurrences that are no more says nothing any more.
    for (const { planId, localMs } of shelf.exceptions())
      if (planId === plan.id && !strikesAt(plan, localMs)) shelf.removeException(planId, localMs);
    for (const localMs of left) {
      if (strikesAt(plan, localMs))
        shelf.putException({ ...unchanged, planId: plan.id, localMs, status: 'removed', updatedWallMs: wallMs() });
    }
    return { kind: 'planned', id: plan.id };
  }

  #change(id: string, wish: Wish): Planned {
    const found = this.#find(id);
    if (found === null) return { kind: 'missing' };
    const { plan, localMs } = found;
    if (wish.name === '') return refused('A name is required.');
    const refusal = refuseChange(plan, localMs, wish);
    if (refusal !== null) return refusal;
    if (localMs !== null) return this.#changeOccurrence(plan, localMs, wish);
    const { shelf, wallMs } = this.#needs;
    const isActive = wish.cancelled === undefined ? plan.isActive : !wish.cancelled;
    const changed = { ...plan, ...fieldsOf(wish), isActive, updatedWallMs: wallMs() };
    if (wish.recurrence !== undefined) return this.#putSeries(changed, wish.recurrence, { timezone: plan.timeZone });
    const start = wish.start === undefined ? plan.startLocalMs : this.#readStart(wish.start, plan.timeZone);
    if (typeof start !== 'number') return start;
    shelf.put({ ...changed, startLocalMs: start });
    return { kind: 'planned', id };
  }

  #changeOccurrence(plan: Plan, localMs: number, wish: Wish): Planned {
    const start = wish.start === undefined ? null : this.#readStart(wish.start, plan.timeZone);
    if (start !== null && typeof start !== 'number') return start;
    if (start !== null && Math.abs(start - localMs) > MAX_MOVE_MS)
      return refused('One broadcast of a series can be moved by a month at most.');
    return this.#keepException(plan, localMs, {
      ...(wish.cancelled !== undefined && { status: wish.cancelled ? 'cancelled' : 'changed' }),
      ...(start !== null && { startLocalMs: start }),
      ...fieldsOf(wish),
    });
  }

  #keepException(plan: Plan, localMs: number, change: Partial<PlanException>): Planned {
    const { shelf, wallMs } = this.#needs;
    const all = shelf.exceptions();
    const known = all.find((one) => one.planId === plan.id && one.localMs === localMs);
    if (known === undefined && all.length >= MAX_EXCEPTIONS)
      return refused(`There are ${MAX_EXCEPTIONS} exceptions already; plan the rest anew.`);
    const base = known ?? { ...unchanged, planId: plan.id, localMs, status: 'changed' as const };
    shelf.putException({ ...base, ...change, updatedWallMs: wallMs() });
    return { kind: 'planned', id: plan.id };
  }

  /** The local start of a wish; or why it is none. */
  #readStart(written: string, zoneName: string): number | Planned {
    if (written === '') return refused('A start is required.');
    const zone = timeZone(zoneName);
    const local = readLocal(written);
    const instant = local === null ? readInstant(written) : zone.toInstant(local);
    if (instant === null) return refused('The start is no time, such as 2027-03-28T20:00:00+02:00.');
    if (instant <= this.#needs.wallMs()) return refused('The start must be in the future.');
    return zone.toLocal(Math.floor(instant / 1000) * 1000);
  }

  #find(id: string): { readonly plan: Plan; readonly localMs: number | null } | null {
    const { shelf } = this.#needs;
    const whole = shelf.get(id);
    if (whole !== null) return { plan: whole, localMs: null };
    const { planId, localMs } = readOccurrenceId(id);
    const plan = shelf.get(planId);
    const isThere = plan !== null && plan.recurrence !== null && localMs !== null && strikesAt(plan, localMs);
    return isThere ? { plan, localMs } : null;
  }
}

const unchanged = { startLocalMs: null, durationMinutes: null, name: null, description: null } as const;

function refuseChange(plan: Plan, localMs: number | null, wish: Wish): Planned | null {
  if (wish.timezone !== undefined && wish.timezone !== plan.timeZone) return refused('The timezone cannot be changed.');
  const isSeries = plan.recurrence !== null && localMs === null;
  if (wish.start !== undefined && isSeries)
    return refused('A series has no single start: change its recurrence, or one of its broadcasts.');
  if (wish.recurrence !== undefined && !isSeries)
    return refused('One broadcast cannot become a recurring series; plan a new one.');
  return null;
}

function unknownZone(name: string): Planned {
  return refused(`There is an unknown timezone, ${name.slice(0, 64)}; names are such as Europe/Berlin.`);
}

function fieldsOf({ name, description, durationMinutes }: Wish): Fields {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(durationMinutes !== undefined && { durationMinutes }),
  };
}
