import { listedFragments } from './listed-fragments.ts';

interface WindowFragment {
  /** Both in seconds of the player's timeline. */
  readonly start: number;
  readonly duration: number;
  /** EXT-X-PROGRAM-DATE-TIME of its first sample, in milliseconds since 1970. */
  readonly programDateTime: number | null;
  /** Number of its run: how many discontinuities came before it. */
  readonly cc: number;
}

/** What has to be known of a live playlist; hls.js's details satisfy it. All in seconds. */
export interface LiveWindow {
  readonly fragments: readonly WindowFragment[];
  readonly fragmentHint?: WindowFragment | undefined;
  /** Where the newest media ends. */
  readonly edge: number;
  /** Since the newest media was listed: live has gone on for so long. */
  readonly age: number;
  readonly partTarget: number;
  readonly targetduration: number;
}

/**
 * Where live is now. A playlist that brings nothing new for longer than a segment says nothing of the time since: the encoder is away, or
 * nobody asks.
 */
export function liveAt(window: LiveWindow): number {
  return window.edge + Math.min(window.age, window.targetduration);
}

/** How far behind live a place on the player's timeline is; while nothing is asked for, live goes on all the same. */
export function behindOf(window: LiveWindow, seconds: number, isSuspended: boolean): number {
  return (isSuspended ? window.edge + window.age : liveAt(window)) - seconds;
}

/** Any run will do. */
export const anyRun = Number.NEGATIVE_INFINITY;
/** Browsers round places to microseconds: one just before the border would be of the run before. */
const insideSeconds = 0.125;

/** Where `firstRun` begins, or else what is listed of the runs after it. */
export function beginOfRun(window: LiveWindow, firstRun: number): number {
  const first = listedFragments(window).find(({ cc }) => cc >= firstRun);
  return first ? first.start + insideSeconds : window.edge;
}

/** The oldest media from `firstRun` on that is sure to be listed for a while: the first fragment goes any moment. */
function oldestAt(window: LiveWindow, firstRun: number): number {
  const { fragments, edge } = window;
  if (fragments.some(({ cc }) => cc < firstRun)) return beginOfRun(window, firstRun);
  return fragments[1]?.start ?? fragments[0]?.start ?? edge;
}

/** How far one can go back, in seconds behind live. */
export function oldestBehind(window: LiveWindow, firstRun: number): number {
  return liveAt(window) - oldestAt(window, firstRun);
}

/** The place on the player's timeline that is so far behind live, as near as there is media. */
export function secondsAt(window: LiveWindow, behindSeconds: number, firstRun: number): number {
  const newest = window.edge - (window.partTarget || 1);
  return Math.max(oldestAt(window, firstRun), Math.min(newest, liveAt(window) - behindSeconds));
}

/** The server's wall clock when that was on air; null where the playlist does not say. */
export function wallMsAt(window: LiveWindow, behindSeconds: number, firstRun: number): number | null {
  const seconds = secondsAt(window, behindSeconds, firstRun);
  const fragment = listedFragments(window).findLast(({ start }) => start <= seconds);
  if (!fragment || fragment.programDateTime === null) return null;
  return fragment.programDateTime + (seconds - fragment.start) * 1000;
}
