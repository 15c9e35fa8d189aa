import type { ProcessEnd } from './ffmpeg-process.ts';
import { firstWords } from './last-words.ts';

/** What came of trying an encoder. */
export interface TrialRun {
  readonly frames: number;
  /** Positions of the key frames among them. */
  readonly keyFrames: readonly number[];
  /** What is wrong with its output, or null. */
  readonly garbled: string | null;
  /** What it was given, in ms, and was not enough; null when it came to its end. */
  readonly lateAfterMs: number | null;
  readonly end: ProcessEnd | null;
}

/** A chip may keep the last pictures to itself. */
const mostMissing = 5;

const notBuiltIn = /unknown encoder|encoder not found|unrecognized option/i;

/** Why an encoder does not do for renditions, or is not known to, in a sentence or two; null when it does. */
export function judgeTrial(
  run: TrialRun,
  wanted: { readonly frames: number; readonly keyFrame: number; readonly needs: string | null },
): string | null {
  const { end } = run;
  if (run.lateAfterMs !== null)
    return `It could not be tried in time: after ${run.lateAfterMs / 1000} s it had given ${run.frames} of ${wanted.frames} small pictures. The machine is busy, or it hangs.`;
  if (end === null || end.kind === 'not-started') return `ffmpeg could not be started: ${end?.lastWords ?? ''}`;
  if (end.code !== 0) return explain(end.lastWords, wanted.needs);
  if (run.garbled !== null) return `What it wrote cannot be used: ${run.garbled}`;
  if (run.frames < wanted.frames - mostMissing) return `It gave ${run.frames} of ${wanted.frames} pictures.`;
  const setsKeyFrames = run.keyFrames.length === 2 && run.keyFrames[0] === 0 && run.keyFrames[1] === wanted.keyFrame;
  return setsKeyFrames
    ? null
    : 'It does not set key frames where it is told to, so that its segments would not fit the others.';
}

/** What an encoder lacks, and ffmpeg's own words for it. */
function explain(lastWords: string, needs: string | null): string {
  const said = firstWords(lastWords);
  if (notBuiltIn.test(lastWords)) return 'This ffmpeg was built without it.';
  const words = said === '' ? 'ffmpeg gave up without a word.' : `ffmpeg says: ${said}`;
  return needs === null ? words : `It needs ${needs}. ${words}`;
}
