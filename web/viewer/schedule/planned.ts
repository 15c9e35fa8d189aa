import { formatDuration } from '../../shared/format.ts';
import { say } from '../../shared/words.ts';

/** A planned broadcast, as the server tells of it. */
export interface Planned {
  readonly name: string;
  readonly startMs: number;
  readonly durationMinutes: number;
  /** Whether people may write in the chat for it by now. */
  readonly isChatOpen: boolean;
}

/** Reads a planned broadcast as `/api/status` and the page's state have it; null for anything else. */
export function readPlanned(value: unknown): Planned | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, startTime, durationMinutes, chatOpen } = value as Readonly<Record<string, unknown>>;
  const startMs = typeof startTime === 'string' ? Date.parse(startTime) : Number.NaN;
  if (typeof name !== 'string' || Number.isNaN(startMs)) return null;
  return {
    name,
    startMs,
    durationMinutes: typeof durationMinutes === 'number' ? durationMinutes : 60,
    isChatOpen: chatOpen === true,
  };
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** `in 3 days`, within a day `in 2:05:09`, and from the start on that it is awaited. */
export function countdownWords(startMs: number, nowMs: number, language: string): string {
  const leftMs = startMs - nowMs;
  if (leftMs <= 0) return say('schedule.anyMoment');
  if (leftMs < DAY_MS) return say('schedule.in', { time: formatDuration(leftMs) });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return relative.format(Math.floor(leftMs / DAY_MS), 'day');
}

/** `Tuesday, 2 March, 20:00` where the reader is; with the year where it is not this one. */
export function whenWords(startMs: number, nowMs: number, language: string): string {
  const isFar = Math.abs(startMs - nowMs) > 300 * DAY_MS;
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    ...(isFar && { year: 'numeric' as const }),
  }).format(startMs);
}

/** Milliseconds until the words of a countdown change. */
export function untilChangeMs(startMs: number, nowMs: number): number {
  const leftMs = startMs - nowMs;
  if (leftMs <= 0) return HOUR_MS;
  return leftMs < DAY_MS ? (leftMs % 1000) + 20 : Math.min(HOUR_MS, (leftMs % DAY_MS) + 20);
}
