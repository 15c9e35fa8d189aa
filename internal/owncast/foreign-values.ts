import { toOneLine } from '../platform/one-line.ts';

/** What a column of text holds. Owncast declared some such that SQLite keeps digits there as numbers. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : null;
}

/** One line, not empty and not longer than `max` characters. */
export function word(value: unknown, max: number): string | null {
  const line = toOneLine(text(value) ?? '');
  return line === '' ? null : line.slice(0, max);
}

/** Whether a column says yes, however it was declared. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === 1n || value === 'true';
}
