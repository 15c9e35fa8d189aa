import { endWallMs, type Plan, type PlanException } from './plan.ts';
import type { Occurrence } from './planned-broadcast.ts';
import { readRule } from './recurrence.ts';
import { ruleDates } from './rule-dates.ts';
import { readBasicLocal, type TimeZone, timeZone, writeBasicLocal } from './time-zone.ts';

const DAY_MS = 86_400_000;
/** Of one plan in one answer. */
const MAX_OF_PLAN = 500;
/** How far one occurrence may be moved: those around a window are looked at as well. */
export const MAX_MOVE_MS = 31 * DAY_MS;

/** Broadcasts that begin before `untilMs` and have not ended at `fromMs`. */
export interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Calendar {
  readonly plans: readonly Plan[];
  readonly exceptions: readonly PlanException[];
}

/** What the calendar plans within a window, in order of time; of one plan 500 at most. Pure. */
export function occurrencesIn({ plans, exceptions }: Calendar, window: Window): Occurrence[] {
  const byPlan = Map.groupBy(exceptions, ({ planId }) => planId);
  return plans
    .flatMap((plan) => occurrencesOf(plan, byPlan.get(plan.id) ?? [], window))
    .toSorted((one, other) => one.startWallMs - other.startWallMs || (one.id < other.id ? -1 : 1));
}

function occurrencesOf(plan: Plan, exceptions: readonly PlanException[], window: Window): Occurrence[] {
  const zone = timeZone(plan.timeZone);
  const changes = new Map(exceptions.map((exception) => [exception.localMs, exception]));
  const found: Occurrence[] = [];
  const add = (localMs: number): void => {
    const occurrence = describe(plan, localMs, zone, changes.get(localMs));
    if (occurrence === null || occurrence.startWallMs >= window.untilMs || endWallMs(occurrence) <= window.fromMs)
      return;
    found.push(occurrence);
  };
  const moved = exceptions.filter(({ startLocalMs }) => startLocalMs !== null);
  const isMoved = new Set(moved.map(({ localMs }) => localMs));
  for (const localMs of localStarts(plan, zone, window)) {
    if (!isMoved.has(localMs)) add(localMs);
    if (found.length >= MAX_OF_PLAN) break;
  }
  for (const { localMs } of moved) if (strikesAt(plan, localMs)) add(localMs);
  return found;
}

/** Starts that the plan itself gives, around a window. */
export function* localStarts(
  plan: Pick<Plan, 'startLocalMs' | 'durationMinutes' | 'recurrence'>,
  zone: TimeZone,
  window: Window,
): Generator<number> {
  // A local time is less than a day from UTC.
  const fromMs = window.fromMs - plan.durationMinutes * 60_000 - DAY_MS;
  const untilMs = window.untilMs + DAY_MS;
  if (plan.recurrence === null) {
    yield plan.startLocalMs;
    return;
  }
  const read = readRule(plan.recurrence, zone);
  if (read.kind === 'refused') return;
  const { untilMs: lastMs } = read.rule;
  for (const localMs of ruleDates(read.rule, plan.startLocalMs, { fromMs, untilMs })) {
    if (lastMs !== null && zone.toInstant(localMs) > lastMs) return;
    yield localMs;
  }
}

/** Whether the plan itself gives a start at exactly that local time. */
export function strikesAt(plan: Plan, localMs: number): boolean {
  const zone = timeZone(plan.timeZone);
  const instant = zone.toInstant(localMs);
  for (const start of localStarts(plan, zone, { fromMs: instant, untilMs: instant + 1 }))
    if (start === localMs) return true;
  return false;
}

function describe(
  plan: Plan,
  localMs: number,
  zone: TimeZone,
  exception: PlanException | undefined,
): Occurrence | null {
  if (exception?.status === 'removed') return null;
  const isCancelled = exception?.status === 'cancelled' || !plan.isActive;
  return {
    id: occurrenceId(plan, localMs),
    planId: plan.id,
    isOfSeries: plan.recurrence !== null,
    name: exception?.name ?? plan.name,
    description: exception?.description ?? plan.description,
    startWallMs: zone.toInstant(exception?.startLocalMs ?? localMs),
    durationMinutes: exception?.durationMinutes ?? plan.durationMinutes,
    timeZone: plan.timeZone,
    status: isCancelled ? 'cancelled' : 'scheduled',
    updatedWallMs: Math.max(plan.updatedWallMs, exception?.updatedWallMs ?? 0),
  };
}

/** A single broadcast is called as its plan; one of a series has its start after that. */
function occurrenceId(plan: Plan, localMs: number): string {
  return plan.recurrence === null ? plan.id : `${plan.id}-${writeBasicLocal(localMs)}`;
}

/** What an id names: a plan, and with `localMs` one occurrence of it. */
export function readOccurrenceId(id: string): { readonly planId: string; readonly localMs: number | null } {
  const match = /^(.+)-(\d{8}T\d{6})$/.exec(id);
  const localMs = readBasicLocal(match?.[2] ?? '');
  return localMs === null ? { planId: id, localMs: null } : { planId: match?.[1] ?? '', localMs };
}
