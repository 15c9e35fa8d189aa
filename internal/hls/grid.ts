import type { TrackConfig, VideoPacket } from '../media/packet.ts';
import type { AudioLog, LoggedFrame } from './audio-log.ts';

/** EXT-X-TARGETDURATION: constant for ever, as clients may rely on it (RFC 8216bis, 4.4.3.1). */
export const targetDurationSeconds = 4;

/** A key frame starts a new segment once this much has passed in the open one; less what rounding may eat. */
const leastSegmentMs = 1000 - 5;
const mostSegmentMs = targetDurationSeconds * 1000;
/** A segment as long as this still rounds to the target duration, with a frame to spare. */
const longestSegmentMs = mostSegmentMs + 400;
/** Segments of audio alone, which can start anywhere. */
const audioSegmentMs = 2000;
/** Frames further apart than this do not follow on from each other, whatever the bus says. */
export const longestFrameMs = 2000;
/** Two times closer than this are the same: encoders stamp in whole milliseconds. */
const sameTimeMs = 4;
/** Audio that goes on for longer than this when the pictures have stopped is left out. */
const tailMs = 100;
/** Segments remembered: more than five minutes of the shortest, the longest window that can be set. */
const keptSegments = 330;

/** One segment of the broadcast, the same in every rendition. The last three fields are null while it is open. */
export interface GridSegment {
  readonly mediaSequence: number;
  /** Discontinuities of the channel up to this segment and with its own. */
  readonly discontinuityIndex: number;
  /** Whether it does not follow on from the segment before it in the playlist. */
  readonly isDiscontinuity: boolean;
  /** Whether it is of a source that stepped in while the encoder is away. */
  readonly isInterlude: boolean;
  readonly tracks: TrackConfig;
  /** Where its decode time begins at the source; audio is cut here. */
  readonly startDtsMs: number;
  /** Where its presentation begins in transcoded renditions: the time of its first picture there, the key frame. */
  readonly startPtsMs: number;
  /**
   * Where it begins in what the encoder sends: with an open group of pictures some that follow the key frame are shown before it (ITU-T H.265,
   * leading pictures).
   */
  readonly shownFromMs: number;
  /** Its audio frames are those of the log from `audioStart` to before `audioEnd`. */
  readonly audioStart: number;
  readonly end: GridEnd | null;
}

export interface GridEnd {
  /** In transcoded renditions. */
  readonly durationMs: number;
  /** In what the encoder sends, and of its sound. */
  readonly sourceDurationMs: number;
  readonly audioEnd: number;
}

/** Which of a packet's times places it: the source's own by DTS, a transcoded one by PTS, which is the source's. */
export type Placement = 'dts' | 'pts';

interface GridNeeds {
  readonly audio: AudioLog;
  readonly takeMediaSequence: () => number;
  readonly takeDiscontinuity: () => number;
}

/**
 * The segment boundaries of a broadcast, decided once, by the source, for all renditions: a new segment starts at a key frame
 * once a second has passed, at four seconds even without one, and wherever the timeline or the codecs break.
 */
export class Grid {
  /** Whether what comes is of a source that stepped in. */
  isInterlude = false;
  readonly #needs: GridNeeds;
  #segments: GridSegment[] = [];
  #discontinuityIndex: number;
  #isBroken = false;
  #open: GridSegment | null = null;
  #lastStartMs = 0;
  #runStartMs = 0;
  /** By how much pictures are shown after they are decoded, in the run. */
  #runDelayMs = 0;
  #lastFrameMs = 1000 / 30;

  constructor(needs: GridNeeds) {
    this.#needs = needs;
    this.#discontinuityIndex = needs.takeDiscontinuity();
  }

  /**
   * Audio that starts before this belongs to the segments there are: no boundary to come lies earlier. What the encoder sent
   * ahead of the pictures has to wait for them.
   */
  get settledMs(): number {
    return this.#open === null ? Infinity : this.#lastStartMs;
  }

  /** Decode time at which the unbroken run of segments begins that the open one belongs to; null while none is open. */
  get runStartMs(): number | null {
    return this.#open === null ? null : this.#runStartMs;
  }

  get last(): GridSegment | null {
    return this.#segments.at(-1) ?? null;
  }

  /** Places the next video packet of the source. False: it is to be dropped, since nothing can start with it. */
  video(packet: VideoPacket, tracks: TrackConfig): boolean {
    const frameMs = packet.dtsMs - this.#lastStartMs;
    if (this.#open !== null && frameMs > longestFrameMs) this.breakOff();
    if (this.#open === null) {
      if (!packet.isKey) return false;
      this.#start(tracks, { dtsMs: packet.dtsMs, ptsMs: packet.ptsMs });
    } else {
      if (frameMs <= 0) return false;
      this.#lastFrameMs = frameMs;
      this.#continueAt(packet, this.#open);
    }
    this.#lastStartMs = packet.dtsMs;
    return true;
  }

  /** Places the next audio frame of a source without video. */
  audio(frame: LoggedFrame, tracks: TrackConfig): void {
    const open = this.#open;
    if (open === null) this.#start(tracks, { dtsMs: frame.startMs, ptsMs: frame.startMs });
    else if (frame.startMs - open.startDtsMs >= audioSegmentMs) {
      this.#advance(open, { dtsMs: frame.startMs, ptsMs: frame.startMs });
    }
    this.#lastStartMs = frame.endMs;
    this.#lastFrameMs = 0;
  }

  /** Ends the open segment where its last frame ends; what comes next does not follow on. */
  breakOff(): void {
    if (this.#open === null) return;
    const endDtsMs = this.#lastStartMs + this.#lastFrameMs;
    const audioEnd = this.#needs.audio.firstAtOrAfter(endDtsMs + tailMs, this.#open.audioStart);
    const lengthMs = endDtsMs - this.#open.startDtsMs;
    this.#close(this.#open, { durationMs: lengthMs, sourceDurationMs: lengthMs, audioEnd });
    this.#open = null;
    this.#isBroken = true;
  }

  /** The segment that a packet of a rendition belongs to; null before the first one remembered. */
  find(packet: VideoPacket, placement: Placement): GridSegment | null {
    for (let index = this.#segments.length - 1; index >= 0; index -= 1) {
      const segment = this.#segments[index];
      if (segment !== undefined && offsetIn(segment, packet, placement) >= -sameTimeMs) return segment;
    }
    return null;
  }

  /** The segment of that number, as it now stands. */
  at(mediaSequence: number): GridSegment | null {
    const first = this.#segments[0]?.mediaSequence ?? 0;
    return this.#segments[mediaSequence - first] ?? null;
  }

  #continueAt(packet: VideoPacket, open: GridSegment): void {
    const elapsedMs = packet.dtsMs - open.startDtsMs;
    if (packet.isKey && elapsedMs >= leastSegmentMs && elapsedMs <= longestSegmentMs) {
      this.#advance(open, packet);
      return;
    }
    if (elapsedMs + this.#lastFrameMs <= mostSegmentMs + sameTimeMs) return;
    const delayMs = open.startPtsMs - open.startDtsMs;
    // A frame so long that its end would lengthen the segment too much: the boundary falls inside it.
    const dtsMs = elapsedMs > longestSegmentMs ? open.startDtsMs + mostSegmentMs : packet.dtsMs;
    const next = this.#advance(open, { dtsMs, ptsMs: dtsMs + delayMs });
    if (dtsMs < packet.dtsMs) this.#continueAt(packet, next);
  }

  #advance(open: GridSegment, at: { dtsMs: number; ptsMs: number }): GridSegment {
    const audioEnd = this.#needs.audio.firstAtOrAfter(at.dtsMs, open.audioStart);
    this.#close(open, {
      durationMs: at.ptsMs - open.startPtsMs,
      sourceDurationMs: at.dtsMs - open.startDtsMs,
      audioEnd,
    });
    return this.#append(open.tracks, at, { audioStart: audioEnd, isDiscontinuity: false });
  }

  #start(tracks: TrackConfig, at: { dtsMs: number; ptsMs: number }): void {
    const audioStart = this.#needs.audio.firstAtOrAfter(at.dtsMs - this.#lastFrameMs, this.last?.end?.audioEnd ?? 0);
    if (this.#isBroken) this.#discontinuityIndex = this.#needs.takeDiscontinuity();
    this.#runDelayMs = at.ptsMs - at.dtsMs;
    this.#append(tracks, at, { audioStart, isDiscontinuity: this.#isBroken });
    this.#runStartMs = at.dtsMs;
    this.#isBroken = false;
  }

  #append(
    tracks: TrackConfig,
    at: { dtsMs: number; ptsMs: number },
    how: { audioStart: number; isDiscontinuity: boolean },
  ): GridSegment {
    const segment: GridSegment = {
      mediaSequence: this.#needs.takeMediaSequence(),
      discontinuityIndex: this.#discontinuityIndex,
      isDiscontinuity: how.isDiscontinuity,
      isInterlude: this.isInterlude,
      tracks,
      startDtsMs: at.dtsMs,
      startPtsMs: at.ptsMs,
      shownFromMs: at.dtsMs + this.#runDelayMs,
      audioStart: how.audioStart,
      end: null,
    };
    this.#segments.push(segment);
    if (this.#segments.length > 2 * keptSegments) this.#segments = this.#segments.slice(-keptSegments);
    this.#open = segment;
    return segment;
  }

  #close(open: GridSegment, end: GridEnd): void {
    this.#segments[this.#segments.length - 1] = { ...open, end };
  }
}

/** Milliseconds from the segment's start to the packet's, on the rendition's own placement; negative before it. */
export function offsetIn(segment: GridSegment, packet: VideoPacket, placement: Placement): number {
  return placement === 'dts' ? packet.dtsMs - segment.startDtsMs : packet.ptsMs - segment.startPtsMs;
}

/** How long the segment is in a rendition of that placement; null while it is open. */
export function lengthOf({ end }: GridSegment, placement: Placement): number | null {
  if (end === null) return null;
  return placement === 'dts' ? end.sourceDurationMs : end.durationMs;
}

/** Where the segment begins on the screen in a rendition of that placement. */
export function shownFrom(segment: GridSegment, placement: Placement): number {
  return placement === 'dts' ? segment.shownFromMs : segment.startPtsMs;
}
