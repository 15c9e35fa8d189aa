/** How far a wait may be from its step, so that what failed together is not tried together: a fifth either way. */
const JITTER = 0.2;

/** How long to wait after so many failures in a row, by steps whose last one repeats. `random` gives 0 to 1. */
export function backOffMs(stepsMs: readonly number[], failures: number, random: () => number): number {
  const step = stepsMs[Math.min(failures, stepsMs.length) - 1] ?? 0;
  return Math.round(step * (1 - JITTER + 2 * JITTER * random()));
}
