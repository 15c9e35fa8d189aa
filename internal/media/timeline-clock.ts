import { unwrapStamp } from './stamp-unwrapper.ts';

/** Where every broadcast's timeline starts, in ms: audio priming and early B-frames stay above zero. */
export const timelineStartMs = 10_000;

/** Where a frame lies on the broadcast's timeline. */
export interface VideoPlacement {
  readonly dtsMs: number;
  readonly ptsMs: number;
  /** Real time passed without media before this frame: it does not continue the one before. */
  readonly discontinuity: boolean;
}

export interface AudioPlacement {
  readonly ptsMs: number;
  readonly discontinuity: boolean;
}

/** A step of the stamps beyond these, against the frame before, is a jump. */
const forwardJumpMs = 1000;
const backwardJumpMs = 200;
/** A sparse track steps far by nature: a jump is also more than so many of its usual steps. */
const sparseSteps = 3;
const longestUsualStepMs = 10_000;
/** How far ahead of the wall clock a stamp may lie and still be believed. */
const aheadOfWallMs = 1000;
/** How far apart, at most, encoders interleave audio and video. */
const interleaveMs = 5000;
/** The lead over the wall clock is forgotten at this rate, so that it follows an encoder whose clock is slow (1,000 ppm). */
const leadDecay = 0.001;
/** In a silence nothing is learnt of the encoder's clock. */
const longestDecayMs = 1000;
/** PTS less DTS beyond this is not from an encoder that means it; also keeps PTS above zero. */
const maximumCompositionMs = timelineStartMs;
const firstStepMs = 20;
const smallestStepMs = 1;

interface Track {
  /** The latest stamp, unwrapped. */
  stampMs: number;
  /** What to add to a stamp to be on the timeline. */
  offsetMs: number;
  /** The latest position given out. */
  positionMs: number;
  /** The usual distance of frames. */
  stepMs: number;
  /** When `offsetMs` was last changed at a jump. */
  rebasedArrivalMs: number;
}

/**
 * Puts the stamps of RTMP, 32 bits of milliseconds that wrap, jump and start anywhere, on one timeline per broadcast
 * that starts at 10,000 ms, never wraps, and on which each track's DTS strictly increases.
 *
 * Stamps are followed as they are, so an encoder's drift never becomes a step. Only at a jump does the wall clock decide: a
 * stamp that it bears out is kept, and real time was lost (a discontinuity). One that it does not is the encoder's clock alone, and
 * the track goes on without a gap. The tracks hold their offsets apart, because they meet a jump at different
 * packets, and the second takes over the first's offset, so audio and video stay together to the millisecond.
 */
export class TimelineClock {
  readonly #tracks: { video: Track | null; audio: Track | null } = { video: null, audio: null };
  #startArrivalMs: number | null = null;
  #positionMs = timelineStartMs;
  /** Greatest recent value of position less arrival: that of a packet which the network did not delay. */
  #leadMs = 0;
  #leadArrivalMs = 0;
  #discontinuityMs = -Infinity;
  /** DTS per track before the encoder went; floors for what comes after it. */
  #floors = { video: -Infinity, audio: -Infinity };

  /** The furthest position given out; 10,000 before the first packet. */
  get positionMs(): number {
    return this.#positionMs;
  }

  /**
   * Places a video packet. `rawMs` is its 32-bit stamp (DTS), `compositionMs` its PTS less DTS, `arrivalMs` when it came on a
   * monotonic clock. Give every frame, also those that are then dropped, but no sequence headers: their stamps mean nothing.
   */
  placeVideo(stamp: { rawMs: number; compositionMs: number; arrivalMs: number }): VideoPlacement {
    const placed = this.#place('video', stamp.rawMs, stamp.arrivalMs);
    const compositionMs = boundedComposition(stamp.compositionMs);
    return {
      dtsMs: placed.positionMs,
      // From the stamp as it is: where DTS had to be moved on to increase, the picture's own time is still true.
      ptsMs: Math.max(0, Math.max(placed.stampedMs, placed.positionMs - backwardJumpMs) + compositionMs),
      discontinuity: placed.discontinuity,
    };
  }

  /**
   * Places a packet that belongs to the video's time without being part of its track, such as another size of the picture. Null when there
   * is no video yet, or when the stamp lies further from it than encoders interleave.
   */
  placeBeside(stamp: {
    rawMs: number;
    compositionMs: number;
  }): { readonly dtsMs: number; readonly ptsMs: number } | null {
    const { video } = this.#tracks;
    if (video === null) return null;
    const dtsMs = unwrapStamp(stamp.rawMs, video.stampMs) + video.offsetMs;
    if (Math.abs(dtsMs - video.positionMs) > interleaveMs) return null;
    return { dtsMs, ptsMs: Math.max(0, dtsMs + boundedComposition(stamp.compositionMs)) };
  }

  /** Places an audio packet; see `placeVideo`. */
  placeAudio(stamp: { rawMs: number; arrivalMs: number }): AudioPlacement {
    const placed = this.#place('audio', stamp.rawMs, stamp.arrivalMs);
    return { ptsMs: placed.positionMs, discontinuity: placed.discontinuity };
  }

  /**
   * The encoder has gone; the next packets are another connection's. The first of them, of either track, lies where the wall
   * clock says, counted from the broadcast's first packet, but behind everything so far. It does not report a discontinuity.
   */
  resume(): void {
    const { video, audio } = this.#tracks;
    if (video !== null) this.#floors.video = video.positionMs;
    if (audio !== null) this.#floors.audio = audio.positionMs;
    this.#tracks.video = null;
    this.#tracks.audio = null;
  }

  #place(name: 'video' | 'audio', rawMs: number, arrivalMs: number): Placed {
    const other = name === 'video' ? this.#tracks.audio : this.#tracks.video;
    const track = this.#tracks[name];
    if (track === null) return this.#placeFirst(name, rawMs, arrivalMs, other);
    track.stampMs = unwrapStamp(rawMs, track.stampMs);
    const discontinuity = this.#follow(track, other, arrivalMs);
    return this.#settle(track, arrivalMs, discontinuity);
  }

  /** The first packet of a track since the broadcast or the connection began. */
  #placeFirst(name: 'video' | 'audio', rawMs: number, arrivalMs: number, other: Track | null): Placed {
    const stampMs = unwrapStamp(rawMs, other?.stampMs ?? rawMs);
    let offsetMs: number;
    if (other === null) {
      offsetMs = this.#basePosition(arrivalMs) - stampMs;
    } else if (Math.abs(stampMs + other.offsetMs - other.positionMs) <= interleaveMs) {
      offsetMs = other.offsetMs;
    } else {
      offsetMs = other.positionMs - stampMs;
    }
    const track = {
      stampMs,
      offsetMs,
      positionMs: this.#floors[name],
      stepMs: firstStepMs,
      rebasedArrivalMs: -Infinity,
    };
    this.#tracks[name] = track;
    const placed = this.#settle(track, arrivalMs, false);
    track.stepMs = firstStepMs;
    return placed;
  }

  /** Where a connection's first packet lies. */
  #basePosition(arrivalMs: number): number {
    this.#leadArrivalMs = arrivalMs;
    if (this.#startArrivalMs === null) {
      this.#startArrivalMs = arrivalMs;
      this.#leadMs = timelineStartMs - arrivalMs;
      return timelineStartMs;
    }
    const byWallClock = Math.round(timelineStartMs + arrivalMs - this.#startArrivalMs);
    const positionMs = Math.max(this.#positionMs + firstStepMs, byWallClock);
    this.#leadMs = positionMs - arrivalMs;
    return positionMs;
  }

  /** Chooses the offset for the track's latest stamp; true when real time was lost before it. */
  #follow(track: Track, other: Track | null, arrivalMs: number): boolean {
    const own = track.stampMs + track.offsetMs - track.positionMs;
    const isOwnJump = isJump(track, own);
    if (other !== null && other.offsetMs !== track.offsetMs && hasJoined(track, other, arrivalMs)) {
      track.offsetMs = other.offsetMs;
      return false;
    }
    return isOwnJump && this.#jump(track, other, own, arrivalMs);
  }

  /** Decides what a jump of `stepMs` was; true when real time was lost. */
  #jump(track: Track, other: Track | null, stepMs: number, arrivalMs: number): boolean {
    const wallMs = Math.round(this.#wallPosition(arrivalMs));
    const stampedMs = track.stampMs + track.offsetMs;
    if (stepMs > 0 && stampedMs <= wallMs + aheadOfWallMs) {
      // A track that was silent while the other went on has lost nothing that the broadcast as a whole had.
      const isCovered = other !== null && other.positionMs >= stampedMs - forwardJumpMs;
      return !isCovered && this.#discontinue(stampedMs);
    }
    const nextMs = track.positionMs + track.stepMs;
    const isHole = wallMs - Math.max(track.positionMs, other?.positionMs ?? 0) > forwardJumpMs;
    track.offsetMs = (isHole ? Math.max(nextMs, wallMs) : nextMs) - track.stampMs;
    track.rebasedArrivalMs = arrivalMs;
    return isHole && this.#discontinue(wallMs);
  }

  #discontinue(atMs: number): boolean {
    const isTold = atMs - this.#discontinuityMs <= forwardJumpMs;
    if (!isTold) this.#discontinuityMs = atMs;
    return !isTold;
  }

  #wallPosition(arrivalMs: number): number {
    const elapsedMs = Math.min(arrivalMs - this.#leadArrivalMs, longestDecayMs);
    return arrivalMs + this.#leadMs - elapsedMs * leadDecay;
  }

  /** Gives the track its position, strictly behind its latest one, and keeps the books. */
  #settle(track: Track, arrivalMs: number, discontinuity: boolean): Placed {
    const stampedMs = track.stampMs + track.offsetMs;
    const positionMs = Math.max(stampedMs, track.positionMs + smallestStepMs);
    const stepMs = positionMs - track.positionMs;
    if (stepMs <= longestUsualStepMs) track.stepMs = stepMs;
    track.positionMs = positionMs;
    this.#positionMs = Math.max(this.#positionMs, positionMs);
    const wallMs = this.#wallPosition(arrivalMs);
    this.#leadMs = Math.max(positionMs, wallMs) - arrivalMs;
    this.#leadArrivalMs = arrivalMs;
    return { positionMs, stampedMs, discontinuity };
  }
}

interface Placed {
  readonly positionMs: number;
  readonly stampedMs: number;
  readonly discontinuity: boolean;
}

function boundedComposition(compositionMs: number): number {
  return Math.max(-maximumCompositionMs, Math.min(maximumCompositionMs, compositionMs));
}

function isJump(track: Track, stepMs: number): boolean {
  return stepMs > Math.max(forwardJumpMs, sparseSteps * track.stepMs) || stepMs < -backwardJumpMs;
}

/** Whether the track has now made the jump at which the other one changed its offset, and should change to the same. */
function hasJoined(track: Track, other: Track, arrivalMs: number): boolean {
  const own = track.stampMs + track.offsetMs;
  const joined = track.stampMs + other.offsetMs;
  const isPending = arrivalMs - other.rebasedArrivalMs <= interleaveMs;
  if (isPending && !isJump(track, joined - track.positionMs)) {
    return Math.abs(joined - track.positionMs) < Math.abs(own - track.positionMs);
  }
  if (!isJump(track, own - track.positionMs)) return false;
  const joinedDistance = Math.abs(joined - other.positionMs);
  return joinedDistance <= interleaveMs && joinedDistance < Math.abs(own - other.positionMs);
}
