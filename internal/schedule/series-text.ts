import { type Recurrence, readRule } from './recurrence.ts';
import { isTimeZone, readBasicLocal, type TimeZone, timeZone } from './time-zone.ts';

/** How it went to plan something. */
export type Planned =
  | { readonly kind: 'planned'; readonly id: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly reason: string };

/** A series as somebody wrote it. */
export interface Series {
  readonly kind: 'usable';
  readonly zone: TimeZone;
  readonly startLocalMs: number;
  readonly rule: Recurrence;
  readonly ruleText: string;
  /** Local starts that are left out. */
  readonly left: readonly number[];
}

type Refused = Extract<Planned, { kind: 'refused' }>;

const LONGEST_TEXT = 8_000;

/** Clients of Owncast look for some words in a reason, such as "name is required". */
export function refused(reason: string): Refused {
  return { kind: 'refused', reason };
}

/** Reads `DTSTART`, `RRULE` and `EXDATE` of RFC 5545, a line each. `zoneName` is the zone of times that name none. */
export function readSeries(text: string, zoneName: string | undefined): Series | Refused {
  const lines = text
    .slice(0, LONGEST_TEXT)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const start = lines.find((line) => /^DTSTART[;:]/i.test(line));
  const rules = lines.filter((line) => /^RRULE:/i.test(line));
  const others = lines.filter((line) => line !== start && !rules.includes(line) && !/^EXDATE[;:]/i.test(line));
  if (start === undefined)
    return refused('The recurrence needs its start: DTSTART;TZID=Europe/Berlin:20270302T200000.');
  const [rule] = rules;
  if (rule === undefined || rules.length > 1)
    return refused('The recurrence needs one rule: RRULE:FREQ=WEEKLY;BYDAY=TU.');
  if (others.length > 0 || text.length > LONGEST_TEXT)
    return refused('The recurrence has DTSTART, RRULE and EXDATE, and no more.');
  const read = readDate(start, zoneName);
  if (read.kind === 'refused') return read;
  const { zone, localMs: startLocalMs } = read;
  const parsed = readRule(rule, zone);
  if (parsed.kind === 'refused') return parsed;
  const left: number[] = [];
  for (const line of lines.filter((one) => /^EXDATE[;:]/i.test(one))) {
    const [head, dates] = splitLine(line);
    for (const date of dates.split(',')) {
      const exception = readDate(`${head}:${date}`, zone.name);
      if (exception.kind === 'refused') return exception;
      left.push(zone.toLocal(exception.zone.toInstant(exception.localMs)));
    }
  }
  return {
    kind: 'usable',
    zone,
    startLocalMs,
    rule: parsed.rule,
    ruleText: rule.slice('RRULE:'.length).toUpperCase(),
    left,
  };
}

function splitLine(line: string): readonly [string, string] {
  const at = line.lastIndexOf(':');
  return [line.slice(0, at), line.slice(at + 1)];
}

function readDate(
  line: string,
  zoneName: string | undefined,
): Refused | { readonly kind: 'usable'; readonly zone: TimeZone; readonly localMs: number } {
  const [head, written] = splitLine(line);
  const named = /;TZID="?([^;:"]+)"?/i.exec(head)?.[1] ?? (written.endsWith('Z') ? 'UTC' : zoneName);
  if (named === undefined) return refused('The time zone is missing: DTSTART;TZID=Europe/Berlin:20270302T200000.');
  if (!isTimeZone(named))
    return refused(`There is an unknown timezone, ${named.slice(0, 64)}; names are such as Europe/Berlin.`);
  const localMs = readBasicLocal(written.toUpperCase().replace(/Z$/, ''));
  if (localMs === null) return refused(`A time in the recurrence cannot be read: ${written.slice(0, 40)}.`);
  return { kind: 'usable', zone: timeZone(named), localMs };
}
