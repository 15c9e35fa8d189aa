/** How ffmpeg stood at one moment. Media times are ms of the broadcast, `atMs` is monotonic. */
export interface PaceSample {
  readonly atMs: number;
  /** Presentation time of the newest frame meant for ffmpeg, and of the newest that the slowest rendition has given. */
  readonly inputMs: number;
  readonly outputMs: number;
  /** How often its input queue has overflowed so far. */
  readonly overflows: number;
}

export type Pace = 'fine' | 'slow';

/** The window over which speed is judged. */
export const paceWindowMs = 10_000;
/** A process that has just begun has a whole group of pictures to catch up with. */
const warmUpMs = 5_000;
const leastSpeed = 0.95;
const maxLagMs = 3_000;
/** Below this the picture is as live as it gets, whatever the quotient of two short spans says. */
const harmlessLagMs = 1_000;
/** So many samples in a row have to be late: one may fall on a jump of the timeline. */
const lateSamples = 3;
const maxOverflows = 2;

/** Whether a process shows pictures as good as live. */
export function isPrompt(run: { readonly newestInputMs: number; readonly newestOutputMs: number }): boolean {
  return !(run.newestInputMs - run.newestOutputMs > harmlessLagMs);
}

/** Judges the samples of one process, oldest first, about one a second, none older than the window. `feedingSinceMs` is when it got its first frame. */
export function judgePace(samples: readonly PaceSample[], feedingSinceMs: number): Pace {
  const judged = samples.filter((sample) => sample.atMs - feedingSinceMs >= warmUpMs);
  const first = judged[0];
  const last = judged.at(-1);
  if (first === undefined || last === undefined) return 'fine';
  if (isLateBy(maxLagMs, judged)) return 'slow';
  if (last.overflows - first.overflows >= maxOverflows) return 'slow';
  const inputSpanMs = last.inputMs - first.inputMs;
  const isLong = last.atMs - first.atMs >= paceWindowMs * 0.9;
  if (!isLong || inputSpanMs <= 0 || !isLateBy(harmlessLagMs, judged)) return 'fine';
  return (last.outputMs - first.outputMs) / inputSpanMs < leastSpeed ? 'slow' : 'fine';
}

function isLateBy(lagMs: number, samples: readonly PaceSample[]): boolean {
  const recent = samples.slice(-lateSamples);
  return recent.length === lateSamples && recent.every((sample) => sample.inputMs - sample.outputMs > lagMs);
}
