/** `2026-01-02 03:04:05.678 +0100 CET m=+0.1`, with a `T` and a `Z` as well, and with as little as the day. */
const form =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9})\d*)?)?)?(?:\s*(Z|[+-]\d\d:?\d\d(?::?\d\d)?)(?: \S+)*)?$/;

/** Numbers above are milliseconds, others seconds: the border is in the year 2286. */
const MOST_SECONDS = 1e10;

/**
 * When a column of Owncast's says that something was, in milliseconds since 1970; null when it says nothing. Times without a zone, as SQLite itself writes them,
 * are UTC, or of this machine where `unzoned` says so.
 */
export function parseTimestamp(value: unknown, unzoned: 'utc' | 'local' = 'utc'): number | null {
  if (typeof value === 'number' || typeof value === 'bigint') return ofNumber(Number(value));
  const match = typeof value === 'string' ? form.exec(value.trim()) : null;
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const zone = match[8];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hours > 23 || minutes > 59 || seconds > 60) return null;
  if (zone === undefined && unzoned === 'local') {
    return positive(new Date(year, month - 1, day, hours, minutes, seconds, milliseconds).getTime());
  }
  return positive(Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds) - offsetMs(zone ?? 'Z'));
}

function ofNumber(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  return positive(Math.floor(value > MOST_SECONDS ? value : value * 1000));
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (zone.slice(1).match(/\d\d/g) ?? []).map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds) * 1000;
}

/** Go's zero time lies in year 1, and stands for none. */
function positive(wallMs: number): number | null {
  return wallMs > 0 && wallMs < 8.64e15 ? wallMs : null;
}
