import { readBasicLocal, type TimeZone } from './time-zone.ts';

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** A weekday, 0 for Monday; `nth` is which one of a month, from its end where it is negative, null for each. */
export interface RuleDay {
  readonly weekday: number;
  readonly nth: number | null;
}

/** What of RFC 5545 (3.3.10) is understood of a rule. */
export interface Recurrence {
  readonly frequency: Frequency;
  readonly interval: number;
  /** Occurrences altogether; null for no such end. */
  readonly count: number | null;
  /** Instant after which there is none; null for no such end. */
  readonly untilMs: number | null;
  readonly days: readonly RuleDay[];
  readonly monthDays: readonly number[];
  readonly months: readonly number[];
  readonly positions: readonly number[];
  /** On which weekday weeks begin, 0 for Monday. */
  readonly weekStart: number;
}

export type ReadRule =
  | { readonly kind: 'usable'; readonly rule: Recurrence }
  | { readonly kind: 'refused'; readonly reason: string };

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const frequencies: readonly string[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] satisfies Frequency[];
const DAY_MS = 86_400_000;
const LONGEST_RULE = 500;

/** A whole number within bounds, a sign allowed where they go below zero; 0 is none where both signs are. */
function whole(text: string, min: number, max: number): number | null {
  const value = /^[+-]?\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max && (min > 0 || value !== 0) ? value : null;
}

function list<Item>(text: string, read: (word: string) => Item | null): Item[] | null {
  const items: Item[] = [];
  for (const word of text.split(',')) {
    const item = read(word);
    if (item === null) return null;
    items.push(item);
  }
  return items;
}

function readDay(word: string): RuleDay | null {
  const match = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(word);
  if (match === null) return null;
  const nth = match[1] === undefined ? null : whole(match[1], -5, 5);
  if (match[1] !== undefined && nth === null) return null;
  return { weekday: weekdays.indexOf(match[2] ?? ''), nth };
}

function readUntil(text: string, zone: TimeZone): number | null {
  if (/^\d{8}$/.test(text)) {
    const midnight = readBasicLocal(`${text}T000000`);
    return midnight === null ? null : zone.toInstant(midnight + DAY_MS) - 1;
  }
  const local = readBasicLocal(text.replace(/Z$/, ''));
  if (local === null) return null;
  return text.endsWith('Z') ? local : zone.toInstant(local);
}

interface Draft {
  frequency?: Frequency;
  interval: number;
  count: number | null;
  untilMs: number | null;
  days: readonly RuleDay[];
  monthDays: readonly number[];
  months: readonly number[];
  positions: readonly number[];
  weekStart: number;
}

/** Takes one part of a rule into the draft; false when it cannot be understood. */
function take(draft: Draft, name: string, value: string, zone: TimeZone): boolean {
  const keep = <Key extends keyof Draft>(key: Key, read: Draft[Key] | null): boolean => {
    if (read === null || read === undefined) return false;
    draft[key] = read;
    return true;
  };
  switch (name) {
    case 'FREQ':
      return frequencies.includes(value) && keep('frequency', value as Frequency);
    case 'INTERVAL':
      return keep('interval', whole(value, 1, 999));
    case 'COUNT':
      return keep('count', whole(value, 1, 5_000));
    case 'UNTIL':
      return keep('untilMs', readUntil(value, zone));
    case 'BYDAY':
      return keep('days', list(value, readDay));
    case 'BYMONTHDAY':
      return keep(
        'monthDays',
        list(value, (word) => whole(word, -31, 31)),
      );
    case 'BYMONTH':
      return keep(
        'months',
        list(value, (word) => whole(word, 1, 12)),
      );
    case 'BYSETPOS':
      return keep(
        'positions',
        list(value, (word) => whole(word, -366, 366)),
      );
    case 'WKST':
      return weekdays.includes(value) && keep('weekStart', weekdays.indexOf(value));
    default:
      return false;
  }
}

/** Why a rule that can be read says nothing that can be planned by; null when it does. */
function judge({ count, days, frequency, monthDays, months, positions, untilMs }: Draft): string | null {
  if (frequency === undefined) return 'The rule has to say how often: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.';
  if (count !== null && untilMs !== null) return 'COUNT and UNTIL exclude each other.';
  const hasNth = days.some(({ nth }) => nth !== null);
  if (hasNth && (frequency === 'DAILY' || frequency === 'WEEKLY'))
    return 'Only in rules by the month or the year may a weekday have a number.';
  if (monthDays.length > 0 && frequency === 'WEEKLY') return 'A weekly rule has no days of the month.';
  if (days.length > 0 && frequency === 'YEARLY' && months.length === 0)
    return 'A yearly rule with weekdays has to name its months (BYMONTH).';
  if (positions.length > 0 && days.length === 0 && monthDays.length === 0)
    return 'BYSETPOS chooses among the days of BYDAY or BYMONTHDAY.';
  return null;
}

/** Reads a rule, with or without `RRULE:` before it. `zone` is where an end without one is meant. */
export function readRule(written: string, zone: TimeZone): ReadRule {
  const text = written
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  const draft: Draft = {
    interval: 1,
    count: null,
    untilMs: null,
    days: [],
    monthDays: [],
    months: [],
    positions: [],
    weekStart: 0,
  };
  const seen = new Set<string>();
  for (const part of text.slice(0, LONGEST_RULE).split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    const isFine = rest.length === 0 && !seen.has(name) && take(draft, name, value, zone);
    if (!isFine || text.length > LONGEST_RULE)
      return { kind: 'refused', reason: `The rule cannot be understood at "${part.slice(0, 40)}".` };
    seen.add(name);
  }
  const reason = judge(draft);
  if (reason !== null || draft.frequency === undefined) return { kind: 'refused', reason: reason ?? '' };
  return { kind: 'usable', rule: { ...draft, frequency: draft.frequency } };
}
