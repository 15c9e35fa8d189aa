import type { PlayerState } from './supervisor.ts';

/** How playback goes, as the player knows it. */
export interface PlaybackFacts {
  /** Random, new at each load of the page: it tells viewers behind one address apart, and nothing else. */
  readonly sessionId: string;
  readonly state: PlayerState;
  readonly latencySeconds: number | null;
  readonly bitsPerSecond: number | null;
  readonly transferMs: number | null;
  /** Of the rendition on screen. */
  readonly renditionBitsPerSecond: number | null;
  /** Playback stood still since the last report. */
  readonly hasStalled: boolean;
  /** Playback broke off since the last report. */
  readonly hasFailed: boolean;
}

/** States of Common Media Client Data (CTA-5004, key `sta`). */
const states: Readonly<Record<PlayerState, string>> = {
  offline: 'e',
  ready: 's',
  connecting: 's',
  playing: 'p',
  paused: 'a',
  stalled: 'r',
  away: 'w',
  reconnecting: 'r',
  failed: 'f',
  unsupported: 'f',
};

/** The report as Common Media Client Data, version 2; what is not known is left out. */
export function describePlayback(facts: PlaybackFacts): Readonly<Record<string, unknown>> {
  const { latencySeconds, bitsPerSecond, transferMs, renditionBitsPerSecond } = facts;
  return {
    v: 2,
    e: facts.hasFailed ? 'e' : 't',
    sid: facts.sessionId,
    sta: states[facts.state],
    sf: 'h',
    st: 'l',
    ...(facts.hasStalled && { bs: true }),
    ...(latencySeconds !== null && { ltc: Math.round(latencySeconds * 1000) }),
    ...(bitsPerSecond !== null && { mtp: [Math.round(bitsPerSecond / 100_000) * 100] }),
    ...(transferMs !== null && { ttlb: Math.round(transferMs) }),
    ...(renditionBitsPerSecond !== null && { br: [Math.round(renditionBitsPerSecond / 1000)] }),
  };
}
