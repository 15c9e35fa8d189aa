import { localStarts } from './occurrences.ts';
import { readSeries } from './series-text.ts';
import { isTimeZone, timeZone } from './time-zone.ts';

/** How long a rule may let its first broadcast wait. */
const LONGEST_WAIT_MS = 2_000 * 86_400_000;

/** A series that was planned elsewhere, as it is kept here. Local times as `TimeZone` has them. */
export interface ForeignSeries {
  readonly timeZone: string;
  readonly startLocalMs: number;
  /** A rule of RFC 5545. */
  readonly recurrence: string;
}

/** What another program's plans are read by. */
export const foreignPlans = {
  /** Reads DTSTART and RRULE of RFC 5545; null for what is no series, or never takes place. */
  readSeries(text: string): ForeignSeries | null {
    const read = readSeries(text, undefined);
    if (read.kind === 'refused') return null;
    const { ruleText: recurrence, zone } = read;
    const plan = { recurrence, startLocalMs: read.startLocalMs, durationMinutes: 0 };
    const fromMs = zone.toInstant(read.startLocalMs);
    const window = { fromMs, untilMs: fromMs + LONGEST_WAIT_MS };
    for (const startLocalMs of localStarts(plan, zone, window))
      return { timeZone: zone.name, startLocalMs, recurrence };
    return null;
  },

  /** What a clock of a zone shows at an instant; null where there is no such zone. */
  toLocal(zoneName: string, wallMs: number): number | null {
    return isTimeZone(zoneName) ? timeZone(zoneName).toLocal(wallMs) : null;
  },
};
