import { writeCalendar } from './calendar-text.ts';
import { localStarts, occurrencesIn } from './occurrences.ts';
import { Outlook } from './outlook.ts';
import type { Plan } from './plan.ts';
import type { Occurrence } from './planned-broadcast.ts';
import { Planner, type PlanShelf } from './planner.ts';
import { type Planned, readSeries } from './series-text.ts';
import { timeZone, writeBasicLocal } from './time-zone.ts';

export interface ScheduleNeeds {
  readonly shelf: PlanShelf;
  readonly wallMs: () => number;
  readonly newId: () => string;
  readonly channelName: () => string;
  /** Told after every change that is made here. */
  readonly onChange: () => void;
}

/** A series as it is told. */
export interface SeriesFacts extends Pick<Plan, 'id' | 'name' | 'description' | 'durationMinutes' | 'isActive'> {
  /** DTSTART and RRULE of RFC 5545. */
  readonly recurrence: string;
}

const FAR_MS = 3_000 * 86_400_000;

/** Everything that is planned. */
export class Schedule {
  readonly outlook: Outlook;
  readonly planner: Planner;
  readonly #needs: ScheduleNeeds;

  constructor(needs: ScheduleNeeds) {
    this.#needs = needs;
    const { shelf, wallMs, newId, onChange } = needs;
    this.outlook = new Outlook({
      wallMs,
      read: () => ({ plans: shelf.list(), exceptions: shelf.exceptions() }),
    });
    this.planner = new Planner({
      shelf,
      wallMs,
      newId,
      onChange: () => {
        this.outlook.refresh();
        onChange();
      },
    });
  }

  series(): readonly SeriesFacts[] {
    return this.#needs.shelf.list().flatMap((plan) => {
      const { id, name, description, durationMinutes, isActive, recurrence, startLocalMs } = plan;
      if (recurrence === null) return [];
      const start = `DTSTART;TZID=${plan.timeZone}:${writeBasicLocal(startLocalMs)}`;
      return [{ id, name, description, durationMinutes, isActive, recurrence: `${start}\nRRULE:${recurrence}` }];
    });
  }

  /** What is planned once and begins at that time or later, in order of time: of a series there is always one more. */
  singlesFrom(fromMs: number): readonly Occurrence[] {
    const plans = this.#needs.shelf.list().filter(({ recurrence }) => recurrence === null);
    const found = occurrencesIn({ plans, exceptions: [] }, { fromMs, untilMs: Infinity });
    return found.filter(({ startWallMs }) => startWallMs >= fromMs);
  }

  /** The first starts to come of a series that somebody wrote, in wall-clock milliseconds; or why it is none. */
  preview(recurrence: string, maxCount: number): Planned | readonly number[] {
    const read = readSeries(recurrence, undefined);
    if (read.kind === 'refused') return read;
    const nowMs = this.#needs.wallMs();
    const { zone, ruleText, startLocalMs, left } = read;
    const plan = { recurrence: ruleText, startLocalMs, durationMinutes: 0 };
    const found: number[] = [];
    for (const localMs of localStarts(plan, timeZone(zone.name), { fromMs: nowMs, untilMs: nowMs + FAR_MS })) {
      const instant = zone.toInstant(localMs);
      if (instant < nowMs || left.includes(localMs)) continue;
      found.push(instant);
      if (found.length >= maxCount) break;
    }
    return found;
  }

  writeCalendar(occurrences: readonly Occurrence[], origin: string | null): string {
    return writeCalendar({
      channelName: this.#needs.channelName(),
      origin,
      nowWallMs: this.#needs.wallMs(),
      occurrences,
    });
  }
}
