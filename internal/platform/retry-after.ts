/** For how many milliseconds who answered wants to be left alone, by the header `Retry-After` (RFC 9110, 10.2.3): seconds, or a date; null when it does not say. */
export function retryAfterMs(written: string | undefined, nowWallMs: number): number | null {
  if (written === undefined) return null;
  const waitMs = /^\d+$/.test(written) ? Number(written) * 1000 : Date.parse(written) - nowWallMs;
  return Number.isNaN(waitMs) ? null : Math.max(0, waitMs);
}
