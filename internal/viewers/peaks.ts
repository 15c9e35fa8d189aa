/** A new broadcast within this time goes on with the session of the last one. */
const SAME_SESSION_MS = 300_000;

/** Most viewers at a time, and when that was. */
export interface Peak {
  readonly value: number;
  readonly wallMs: number;
}

export interface Peaks {
  readonly session: Peak;
  readonly overall: Peak;
}

export const noPeak: Peak = { value: 0, wallMs: 0 };

/** The peaks after a look at the count. */
export function peaksAfter(peaks: Peaks, seen: Peak): Peaks {
  return {
    session: seen.value > peaks.session.value ? seen : peaks.session,
    overall: seen.value > peaks.overall.value ? seen : peaks.overall,
  };
}

/** The peaks when a broadcast begins; `lastEndWallMs` is when the one before it ended, null when there was none. */
export function peaksAtStart(peaks: Peaks, wallMs: number, lastEndWallMs: number | null): Peaks {
  const goesOn = lastEndWallMs !== null && wallMs - lastEndWallMs <= SAME_SESSION_MS;
  return goesOn ? peaks : { ...peaks, session: { value: 0, wallMs } };
}
