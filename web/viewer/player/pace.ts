/** How far behind live the playhead is and wants to be. All in seconds. */
export interface Distance {
  readonly latencySeconds: number;
  readonly targetSeconds: number;
  readonly bufferedAheadSeconds: number;
  /** Beyond this much past the target the viewer is meant to be where they are (they paused, or went back). */
  readonly chaseSeconds: number;
}

const fastest = 1.1;
const slowest = 0.95;
/** With less than this in hand, running faster would only end in a stall. */
const enoughAheadSeconds = 1;
const thinSeconds = 0.8;

/**
 * The playback rate that brings the playhead to its distance behind live: at most 1.1, gently less the nearer it is.
 * After a stall the playhead hugs the edge with nothing in hand; then 0.95 lets a cushion grow instead of stalling again.
 */
export function playbackRate(distance: Distance): number {
  const excessSeconds = distance.latencySeconds - distance.targetSeconds;
  if (distance.bufferedAheadSeconds < thinSeconds && excessSeconds < -0.3) return slowest;
  if (excessSeconds <= 0.05 || excessSeconds > distance.chaseSeconds) return 1;
  if (distance.bufferedAheadSeconds <= enoughAheadSeconds) return 1;
  // A logistic curve in steps of 0.05, as hls.js shapes its own: small errors do not make the rate flutter.
  const rate = Math.round((2 / (1 + Math.exp(-0.75 * excessSeconds))) * 20) / 20;
  return Math.min(fastest, Math.max(1, rate));
}

/** How long a stall keeps the viewer further behind live. */
export const stallMemoryMs = 60_000;

/**
 * Where to play: the playlist's part hold-back, and half a second more for each stall of the last minute (two seconds at most),
 * because a connection that stalled once at this distance will do so again.
 */
export function targetLatencySeconds(holdBackSeconds: number, stallTimesMs: readonly number[], nowMs: number): number {
  const recentStalls = stallTimesMs.filter((atMs) => nowMs - atMs < stallMemoryMs).length;
  return holdBackSeconds + Math.min(2, recentStalls * 0.5);
}
