import type { RenditionPlan } from '../media/rendition.ts';
import type { FailureKind } from './failures.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';

/** A failure in words for the admin, and its kind for the rule. */
export interface FailureReport {
  readonly kind: FailureKind;
  /** One sentence, what and why. */
  readonly sentence: string;
  /** What ffmpeg said last, or an empty string. */
  readonly lastWords: string;
}

/** Says why a process ended that nobody had asked to. */
export function reportEnd(end: ProcessEnd, ffmpegPath: string): FailureReport {
  if (end.kind === 'not-started') {
    const sentence =
      end.code === 'ENOENT'
        ? `ffmpeg was not found as "${ffmpegPath}": install it, or say where it is with the setting "ffmpeg".`
        : `ffmpeg ("${ffmpegPath}") could not be started: ${end.code ?? end.lastWords}.`;
    return { kind: 'missing', sentence, lastWords: end.lastWords };
  }
  const lastLine = end.lastWords.split('\n').at(-1) ?? '';
  const how = end.signal === null ? `ended with code ${end.code ?? 'unknown'}` : `was killed (${end.signal})`;
  const sentence = lastLine === '' || end.signal !== null ? `ffmpeg ${how}.` : `ffmpeg ${how}: ${lastLine}`;
  return { kind: 'died', sentence, lastWords: end.lastWords };
}

export function reportSilence(silentForMs: number): FailureReport {
  return { kind: 'hung', sentence: `ffmpeg gave no picture for ${Math.round(silentForMs / 1000)} s.`, lastWords: '' };
}

export function reportSlowness(lagMs: number): FailureReport {
  const seconds = Number.isFinite(lagMs) ? `, ${(lagMs / 1000).toFixed(1)} s behind` : '';
  return { kind: 'slow', sentence: `Transcoding was slower than the picture${seconds}.`, lastWords: '' };
}

export function reportGarbage(why: string): FailureReport {
  return { kind: 'died', sentence: `ffmpeg wrote what is no video: ${why}`, lastWords: '' };
}

/**
 * Why a rendition was given up after `report`, what is made in its place, and when it is tried again: `pauseMs` later. `playsEverywhere` is of the
 * source.
 */
export function sheddingSentence(
  report: FailureReport,
  told: {
    readonly pauseMs: number;
    readonly standIn: Pick<RenditionPlan, 'name' | 'frameRate'> | null;
    readonly playsEverywhere: boolean;
  },
): string {
  const { pauseMs, standIn, playsEverywhere } = told;
  const minutes = Math.round(pauseMs / 60_000);
  const again = `it is tried again after ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`;
  if (report.kind !== 'slow') return `Given up for now, since ffmpeg kept failing; ${again}. ${report.sentence}`;
  const slow = 'the machine is too slow for it';
  const remedy = playsEverywhere
    ? 'Choose a smaller ladder, or give Aerial more cores.'
    : 'Send a smaller picture or H.264, choose a smaller ladder, or give Aerial more cores.';
  if (standIn === null) return `Given up for now, as ${slow}; ${again}. ${remedy}`;
  const { name, frameRate } = standIn;
  const instead = `Made as ${name} with ${Math.round(frameRate)} pictures a second instead`;
  return `${instead}, as ${slow}; ${again}. ${remedy}`;
}
