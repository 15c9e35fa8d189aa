import { backOffMs } from '../../shared/backoff.ts';
import type { Phase } from '../status.ts';

/** What the viewer is told; also the value of `data-state` on the player. */
export type PlayerState =
  | 'offline'
  | 'ready'
  | 'connecting'
  | 'playing'
  | 'paused'
  | 'stalled'
  | 'away'
  | 'reconnecting'
  | 'failed'
  | 'unsupported';

/** Why playback broke off, as the engine sees it. */
export type FailureKind = 'network' | 'media' | 'codec';

export interface Failure {
  readonly kind: FailureKind;
  /** One sentence of the engine's, for the curious. */
  readonly detail: string;
  readonly atMs: number;
}

/** All that the decision rests on. Times are of one monotonic clock. */
export interface Facts {
  readonly nowMs: number;
  readonly supported: boolean;
  /** The picture may start: the channel lets it start by itself, or the viewer asked for it. */
  readonly wanted: boolean;
  readonly phase: Phase;
  /** When `phase` last changed. */
  readonly phaseSinceMs: number;
  /** The server answered the last question. */
  readonly reachable: boolean;
  readonly engine: 'none' | 'running' | 'failed';
  /** When the engine was last started. */
  readonly engineSinceMs: number;
  /** It was started because what is on air has changed, or what the viewer wants of it, and not because anything was lost. */
  readonly isChange: boolean;
  /** When the server last gave anything: an answer, a playlist, or media. */
  readonly heardAtMs: number;
  /** A picture (or, for audio, a sound) has been played since page load. */
  readonly everPlayed: boolean;
  /** The running engine has moved the playhead. */
  readonly hasPlayed: boolean;
  /** Also while an engine that was started meanwhile has not played anything. */
  readonly pausedByViewer: boolean;
  /** The playlist has ended and everything was played. */
  readonly ended: boolean;
  /** What is on air began after the engine was started: an encoder that is cut off comes back sooner than the page asks. */
  readonly isLaterBroadcast: boolean;
  /** When the playhead last moved. */
  readonly progressAtMs: number;
  /** When the engine last put media into the buffer. */
  readonly mediaAtMs: number;
  readonly bufferedAheadSeconds: number;
  readonly lastActionAtMs: number;
  /** Reloads in a row without playback in between. */
  readonly attempts: number;
  readonly failure: Failure | null;
  /** After a failure for lack of a decoder: a picture that this browser can decode is there by now. */
  readonly hasDecodable: boolean;
  /** 0..1, fixed for one viewer: spreads retries over viewers. */
  readonly chance: number;
}

/** What to do next. `jump` seeks to the live edge, `reload` starts over. */
export type Action = 'none' | 'start' | 'stop' | 'jump' | 'reload';

export interface Decision {
  readonly state: PlayerState;
  readonly action: Action;
  /** The server should be asked soon: only it knows why nothing moves. */
  readonly urgent: boolean;
}

const noticeStallMs = 700;
const askServerMs = 1000;
/** In a change the server's answer tells whether it is there, before `quietChangeMs` have passed. */
const askInChangeMs = 300;
const quietChangeMs = 900;
const jumpAfterMs = 2000;
/** Media in hand with which a player that merely waits for more would have gone on. */
const stuckAheadSeconds = 1;
const reloadAfterMs = 6000;
const startPatienceMs = 8000;
/** From the encoder's return to its first part in the buffer. */
const returnMs = 2500;
const actionSpacingMs = 3000;
/** Failures in a row after which words of hope give way to a reason and a button; retrying goes on all the same. */
const hopefulAttempts = 5;
const retrying = { baseMs: 700, maxMs: 15_000 };

function decide(state: PlayerState, action: Action = 'none', urgent = false): Decision {
  return { state, action, urgent };
}

function decideFailed(facts: Facts): Decision {
  const failedAtMs = facts.failure?.atMs ?? facts.nowMs;
  if (facts.failure?.kind === 'codec' && !facts.hasDecodable) return decide('failed');
  const state = facts.attempts >= hopefulAttempts ? 'failed' : facts.everPlayed ? 'reconnecting' : 'connecting';
  if (!facts.reachable) return decide('reconnecting', 'none', true);
  const waitMs = facts.attempts === 0 ? 250 : backOffMs(facts.attempts - 1, facts.chance, retrying);
  return decide(state, facts.nowMs - failedAtMs >= waitMs ? 'reload' : 'none', true);
}

/** While the server is heard, a change is no loss: a moment without a picture needs no words, and a longer one not those of a lost connection. */
function stateOfStart(facts: Facts): PlayerState {
  if (facts.phase === 'away') return 'away';
  if (!facts.everPlayed) return 'connecting';
  const sinceMs = facts.nowMs - facts.engineSinceMs;
  const quietMs = Math.min(sinceMs, facts.nowMs - facts.heardAtMs);
  const isChanging = facts.isChange && facts.reachable && quietMs < quietChangeMs && sinceMs < startPatienceMs;
  if (!isChanging) return 'reconnecting';
  return sinceMs < noticeStallMs ? 'playing' : 'connecting';
}

function decideStarting(facts: Facts): Decision {
  const state = stateOfStart(facts);
  const waitedMs = facts.nowMs - Math.max(facts.engineSinceMs, facts.mediaAtMs);
  const impatient = facts.phase === 'live' && waitedMs >= startPatienceMs;
  const askAfterMs = facts.isChange ? askInChangeMs : askServerMs;
  return decide(state, impatient ? 'reload' : 'none', waitedMs >= askAfterMs);
}

function decideEnded(facts: Facts, stillMs: number): Decision {
  const goesOn = facts.phase === 'live' && (facts.isLaterBroadcast || stillMs >= startPatienceMs);
  return goesOn ? decide('connecting', 'start', true) : decide('away', 'none', true);
}

function decideStalled(facts: Facts, stillMs: number): Decision {
  if (facts.phase === 'away') return decide('away', 'none', true);
  const urgent = stillMs >= askServerMs;
  const sincePhaseMs = facts.nowMs - facts.phaseSinceMs;
  // The encoder is back; its first part is still being made.
  if (sincePhaseMs < returnMs && facts.progressAtMs < facts.phaseSinceMs) return decide('away', 'none', urgent);
  // A playhead that stands on buffered media will not move by waiting; one that has run dry is only fed by the network.
  const sinceActionMs = facts.nowMs - facts.lastActionAtMs;
  const patientSinceMs = Math.max(facts.progressAtMs, facts.mediaAtMs, facts.phaseSinceMs);
  if (sinceActionMs >= actionSpacingMs) {
    if (facts.nowMs - patientSinceMs >= reloadAfterMs) return decide('stalled', 'reload', urgent);
    if (stillMs >= 2 * reloadAfterMs) return decide('stalled', 'reload', urgent);
    if (stillMs >= jumpAfterMs && facts.bufferedAheadSeconds > stuckAheadSeconds)
      return decide('stalled', 'jump', urgent);
  }
  return decide('stalled', 'none', urgent);
}

/** Decides, from what is known at this moment, what the viewer is told and what the player does. Pure. */
export function supervise(facts: Facts): Decision {
  if (!facts.supported) return decide('unsupported');
  const stillMs = facts.nowMs - Math.max(facts.progressAtMs, facts.engineSinceMs);
  if (facts.phase === 'offline') {
    if (facts.engine === 'none') return decide('offline');
    // The last seconds of a broadcast are still in the buffer: they are shown before the page says that it is over.
    const stillPlaying = facts.engine === 'running' && facts.hasPlayed && !facts.ended && !facts.pausedByViewer;
    return stillPlaying && stillMs < askServerMs ? decide('playing') : decide('offline', 'stop');
  }
  if (!facts.wanted) return decide('ready', facts.engine === 'none' ? 'none' : 'stop');
  if (facts.engine === 'none') {
    if (!facts.reachable) return decide('reconnecting', 'none', true);
    return decide(facts.everPlayed ? 'reconnecting' : 'connecting', 'start');
  }
  if (facts.engine === 'failed') return decideFailed(facts);
  if (facts.ended) return decideEnded(facts, stillMs);
  if (facts.pausedByViewer) return decide('paused');
  if (!facts.hasPlayed) return decideStarting(facts);
  if (stillMs < noticeStallMs) return decide('playing');
  return decideStalled(facts, stillMs);
}
