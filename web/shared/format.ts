/** `1:02:33` or `4:07`: how long something has gone on; negative lengths count as none. */
export function formatDuration(durationMs: number): string {
  const totalSeconds = Math.max(0, Math.floor(durationMs / 1000));
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor(totalSeconds / 60) % 60;
  const seconds = totalSeconds % 60;
  const tail = String(seconds).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;

/** `6.1 Mbit/s` or `160 kbit/s`, with the language's decimal sign. */
export function formatBitrate(bitsPerSecond: number, language = 'en'): string {
  if (bitsPerSecond >= 999_500) {
    return `${new Intl.NumberFormat(language, oneDecimal).format(bitsPerSecond / 1_000_000)} Mbit/s`;
  }
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

/** `1.6 s` with the sign for seconds that is the same everywhere, or `2:05` from a minute on: a distance behind live. */
export function formatBehind(seconds: number, language = 'en'): string {
  if (seconds >= 59.95) return formatDuration(seconds * 1000);
  return `${new Intl.NumberFormat(language, oneDecimal).format(Math.max(0, seconds))} s`;
}

const lengthUnits = [
  ['hour', 3600, Infinity],
  ['minute', 60, 60],
  ['second', 1, 60],
] as const;

/** `1 minute 20 seconds`: a length to be heard. */
export function formatLength(seconds: number, language: string): string {
  const whole = Math.max(0, Math.round(seconds));
  return lengthUnits
    .map(([unit, length, most]) => [unit, Math.floor(whole / length) % most] as const)
    .filter(([unit, count]) => count > 0 || (unit === 'second' && whole === 0))
    .map(([unit, count]) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count))
    .join(' ');
}

/** `1,204` in the page's language. */
export function formatCount(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}

const agoSteps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, lengthMs: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** Days of the calendar between two moments, where the reader is: what was 36 hours ago is not always of yesterday. */
function daysBetween(thenMs: number, nowMs: number): number {
  const midnightMs = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  // A day on which the clocks change is an hour longer or shorter.
  return Math.max(1, Math.round((midnightMs(nowMs) - midnightMs(thenMs)) / 86_400_000));
}

/** `3 hours ago`, `yesterday`, `now`; from 30 days on, the date. */
export function formatAgo(thenMs: number, nowMs: number, language: string): string {
  const elapsedMs = Math.max(0, nowMs - thenMs);
  if (elapsedMs >= 30 * 86_400_000) return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(thenMs);
  const [unit, lengthMs] = agoSteps.find(([, lengthMs]) => elapsedMs >= lengthMs) ?? (['second', 1000] as const);
  const count = unit === 'day' ? daysBetween(thenMs, nowMs) : Math.floor(elapsedMs / lengthMs);
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-count, unit);
}
