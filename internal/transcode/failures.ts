/** How a process failed: it ended by itself or was killed, gave nothing, was too slow, or could not be started at all. */
export type FailureKind = 'died' | 'hung' | 'slow' | 'missing';

export interface Failure {
  readonly kind: FailureKind;
  /** Monotonic time in ms. */
  readonly atMs: number;
}

export interface Remedy {
  /** How long to wait before the next start. */
  readonly delayMs: number;
  /** Whether to give up the costliest rendition that is left. */
  readonly shed: boolean;
}

/** How long a failure counts. */
export const failureMemoryMs = 120_000;
const delaysMs = [0, 1_000, 2_000, 5_000, 10_000] as const;
const longestDelayMs = 10_000;
/** Looking for a missing program more often than this helps nobody. */
const leastDelayWhenMissingMs = 2_000;
const deathsBeforeShedding = 3;
const deathsBeforeSheddingExpendable = 2;
const slownessBeforeShedding = 2;

/**
 * What follows from the failures since the last rendition was shed (oldest first, the newest just happened) while `running`
 * renditions were left, `expendable` of them in codecs besides H.264 or tried again. Three deaths in two minutes, or being too slow twice, cost a rendition; the
 * last one is given up only for slowness, since a crash comes from elsewhere and ffmpeg may be repaired meanwhile. An expendable one is given up
 * at the first sign of slowness, and at the second death.
 */
export function decideRemedy(
  failures: readonly Failure[],
  { running, expendable }: { readonly running: number; readonly expendable: number },
): Remedy {
  const newest = failures.at(-1);
  if (newest === undefined) return { delayMs: 0, shed: false };
  const recent = failures.filter((failure) => newest.atMs - failure.atMs < failureMemoryMs);
  const deaths = recent.filter((failure) => failure.kind === 'died' || failure.kind === 'hung').length;
  const slow = recent.filter((failure) => failure.kind === 'slow').length;
  const delayMs = delaysMs[recent.length - 1] ?? longestDelayMs;
  return {
    delayMs: newest.kind === 'missing' ? Math.max(delayMs, leastDelayWhenMissingMs) : delayMs,
    shed:
      slow >= (expendable > 0 ? 1 : slownessBeforeShedding) ||
      (deaths >= (expendable > 0 ? deathsBeforeSheddingExpendable : deathsBeforeShedding) && running > 1),
  };
}
