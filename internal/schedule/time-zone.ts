const DAY_MS = 86_400_000;
/** Days of one zone whose offset is remembered. */
const MAX_DAYS = 4_000;

/**
 * A time zone of the IANA database. A local time is written as the milliseconds that its date and hour would be in UTC: so it can be
 * reckoned with, and what clocks are turned by plays no part until it is made an instant.
 */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** Offsets of whole days of UTC in which no clock is turned; null for the days in which one is. */
  readonly #offsets = new Map<number, number | null>();

  /** Throws a RangeError for what is no zone; ask `isTimeZone` before. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** What a clock on the wall shows at an instant. */
  toLocal(instantMs: number): number {
    return instantMs + this.#offsetAt(instantMs);
  }

  /**
   * The instant at which a clock on the wall shows `localMs`. Of an hour that comes twice it is the first one; an hour that is left out is reckoned
   * as if the clock had not been turned yet (RFC 5545, 3.3.5).
   */
  toInstant(localMs: number): number {
    // No zone is a day or more from UTC, and none turns its clocks twice within two days.
    const before = this.#offsetAt(localMs - DAY_MS);
    const after = this.#offsetAt(localMs + DAY_MS);
    const candidates = [localMs - before, localMs - after].filter((instant) => this.toLocal(instant) === localMs);
    return candidates.length === 0 ? localMs - before : Math.min(...candidates);
  }

  #offsetAt(instantMs: number): number {
    const day = Math.floor(instantMs / DAY_MS);
    const known = this.#offsets.get(day);
    if (known !== undefined) return known ?? this.#ask(instantMs);
    const first = this.#ask(day * DAY_MS);
    const offset = first === this.#ask((day + 1) * DAY_MS) ? first : null;
    if (this.#offsets.size >= MAX_DAYS) this.#offsets.clear();
    this.#offsets.set(day, offset);
    return offset ?? this.#ask(instantMs);
  }

  #ask(instantMs: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(instantMs)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const wholeSeconds = Math.floor(instantMs / 1000) * 1000;
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSeconds;
  }
}

const zones = new Map<string, TimeZone>();
/** There are about 600 names. */
const MAX_ZONES = 100;

/** The zone of a name that `isTimeZone` knows. */
export function timeZone(name: string): TimeZone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (zones.size >= MAX_ZONES) zones.clear();
  const zone = new TimeZone(name);
  zones.set(name, zone);
  return zone;
}

/** Whether it is a name of the IANA database such as `Europe/Berlin`, or UTC; offsets such as `+02:00` know no summer and are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(name) || name.length > 64) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A local time as `2027-03-28T20:00:00`. */
export function writeLocal(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 19);
}

/** Reads `2027-03-28T20:00`, with seconds or without, and leaves out fractions of them; null for what is none. */
export function readLocal(written: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?$/.exec(written);
  return match === null ? null : localOf(match.slice(1, 7));
}

/** Reads a time of RFC 3339, which says how far it is from UTC; null for what is none, and for what only some programs could guess. */
export function readInstant(written: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/i.test(written)) return null;
  const instant = Date.parse(written);
  return Number.isNaN(instant) ? null : instant;
}

/** Reads the form of calendars, `20270328T200000`; null for what is none. */
export function readBasicLocal(written: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(written);
  return match === null ? null : localOf(match.slice(1, 7));
}

/** The form of calendars: `20270328T200000`. */
export function writeBasicLocal(localMs: number): string {
  return writeLocal(localMs).replaceAll(/[-:]/g, '');
}

function localOf(fields: readonly (string | undefined)[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.map((field) => Number(field ?? 0));
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second);
  // A 30th of February would have become a 2nd of March.
  const date = new Date(localMs);
  const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return isThere && minute < 60 && second < 60 && year >= 1970 ? localMs : null;
}
