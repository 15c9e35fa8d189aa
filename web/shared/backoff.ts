export interface BackOff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before attempt `attempt` (from 0): doubles up to `maxMs`, then spread over its upper half by `random`
 * (0..1), so that viewers who lost the same server do not all return in the same instant.
 */
export function backOffMs(attempt: number, random: number, { baseMs, maxMs }: BackOff): number {
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** Math.min(Math.max(attempt, 0), 30));
  return Math.round(ceilingMs * (0.5 + 0.5 * random));
}
