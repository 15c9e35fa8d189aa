import { audioRun, videoRun, writeFragment } from '../media/fragment.ts';
import { writeInitSegment } from '../media/init-segment.ts';
import { type AudioConfig, sameVideoConfig, type VideoConfig, type VideoPacket } from '../media/packet.ts';
import type { AudioLog } from './audio-log.ts';
import { type Grid, type GridSegment, lengthOf, offsetIn, type Placement, shownFrom } from './grid.ts';
import { PartCutter } from './part-cutter.ts';
import type { RenditionWindow } from './rendition-window.ts';

/** A rendition's frames further apart than this have lost others between them. */
const missingAfterMs = 1000;
/** Less missing than this at a segment's edge is bridged: the frame before it lasts longer. */
const bridgedMs = 240;
/** Less missing than this at a segment's start is none: a rendition of half the frames may start a frame later. */
const lateStartMs = 50;

export interface WriterNeeds {
  readonly grid: Pick<Grid, 'find' | 'at' | 'last' | 'settledMs'>;
  readonly audio: AudioLog;
  readonly window: RenditionWindow;
  readonly partTargetMs: number;
  /** Wall clock of the timeline's zero. */
  readonly epochWallMs: number;
}

/**
 * Turns one rendition's video and the broadcast's audio into parts and segments on the broadcast's grid. The source and
 * the transcoded renditions differ only in how a packet finds its place. One frame is held back where its duration, the distance to
 * the next, is not known yet.
 */
export class VideoWriter {
  readonly #needs: WriterNeeds;
  readonly #placement: Placement;
  readonly #cutter: PartCutter;
  #config: VideoConfig | null = null;
  #initOf: { video: VideoConfig; audio: AudioConfig | null; isInterlude: boolean } | null = null;
  /** Number of the segment being filled, or of the last one filled. */
  #mediaSequence = -1;
  #isFilling = false;
  #needsKey = true;
  #held: VideoPacket | null = null;
  /** Where the newest frame was placed. */
  #newestMs = -Infinity;
  #frameMs = 1000 / 30;
  /** The segment was completed with its last frame, before the first one of the next was there. */
  #isBetween = false;
  #frames: VideoPacket[] = [];
  #partStartMs = 0;
  /** Where the last settled frame ends: since the segment's start, and as DTS. */
  #settled = { endMs: 0, endDtsMs: 0 };
  #nextAudio = 0;
  #fragmentNumber = 0;

  constructor(needs: WriterNeeds & { placement: Placement }) {
    this.#needs = needs;
    this.#placement = needs.placement;
    this.#cutter = new PartCutter(needs);
  }

  /** Codec data of the packets that follow; the first of them is a key frame. */
  config(config: VideoConfig): void {
    // A restarted encoder that says the same again may go on in the segment where it broke off.
    if (!sameVideoConfig(this.#config, config)) this.#config = config;
    this.#needsKey = true;
  }

  /** Says that packets may be missing before the next one, which is to be a key frame. */
  interrupt(): void {
    this.#needsKey = true;
  }

  /** Takes the next packet in decode order. Late, repeated and undecodable ones are dropped. */
  video(packet: VideoPacket): void {
    if (this.#config === null || (this.#needsKey && !packet.isKey)) return;
    const target = this.#needs.grid.find(packet, this.#placement);
    if (target === null || !this.#accepts(packet, target)) return;
    this.#needsKey = false;
    this.#newestMs = this.#place(packet);
    const current = this.#current;
    if (current === null) this.#begin(target, packet);
    else if (current.mediaSequence === target.mediaSequence) this.#continue(current, packet);
    else this.#move(current, target, packet);
    this.#held = packet;
    this.#settleIfKnown(packet);
  }

  /** Completes what is open up to where the grid broke off; nothing more can come for those segments. */
  finish(): void {
    const current = this.#current;
    if (this.#isBetween) this.#breakOffAtLast();
    const lengthMs = current === null ? null : lengthOf(current, this.#placement);
    if (current === null || lengthMs === null) return;
    this.#endEarly(current, lengthMs);
    this.#complete(current, lengthMs);
    this.#breakOffAtLast();
  }

  #breakOffAtLast(): void {
    this.#skipTo(this.#needs.grid.last?.mediaSequence ?? 0);
    this.#isBetween = false;
    this.#needsKey = true;
  }

  #begin(target: GridSegment, packet: VideoPacket): void {
    const follows = this.#isBetween && this.#isBridgedTo(target, packet.ptsMs);
    if (this.#mediaSequence >= 0) this.#skipTo(target.mediaSequence - 1);
    this.#enter(target, packet, follows);
  }

  get #current(): GridSegment | null {
    return this.#isFilling ? this.#needs.grid.at(this.#mediaSequence) : null;
  }

  #accepts(packet: VideoPacket, target: GridSegment): boolean {
    const lengthMs = lengthOf(target, this.#placement);
    if (lengthMs !== null && offsetIn(target, packet, this.#placement) > lengthMs + bridgedMs) {
      // The grid broke off there, and has left out what the transcoder made none the less.
      this.#needsKey = true;
      return false;
    }
    if (!this.#isFilling) return target.mediaSequence > this.#mediaSequence;
    if (target.mediaSequence < this.#mediaSequence) return false;
    if (this.#place(packet) <= this.#newestMs) return false;
    // Other codec data than the segment was begun with: those need a segment of their own.
    const isSameInit = this.#initOf?.video === this.#config || target.mediaSequence > this.#mediaSequence;
    if (!isSameInit) this.#needsKey = true;
    return isSameInit;
  }

  #place(packet: VideoPacket): number {
    return this.#placement === 'dts' ? packet.dtsMs : packet.ptsMs;
  }

  #continue(current: GridSegment, packet: VideoPacket): void {
    const held = this.#held;
    const offsetMs = offsetIn(current, packet, this.#placement);
    if (held === null) {
      if (offsetMs - this.#settled.endMs > missingAfterMs) this.#miss(current, offsetMs);
      return;
    }
    const frameMs = this.#place(packet) - this.#place(held);
    if (frameMs > missingAfterMs) {
      this.#endEarly(current, offsetMs);
      this.#miss(current, offsetMs);
      return;
    }
    this.#frameMs = frameMs;
    this.#settle(current, { endMs: offsetMs, endDtsMs: packet.dtsMs, isLast: false });
  }

  /** A rendition's frame whose end is known goes into its part at once, so that nothing waits for the frame after it. */
  #settleIfKnown(packet: VideoPacket): void {
    const { untilMs } = packet;
    const current = this.#current;
    if (untilMs === undefined || current === null || this.#placement !== 'pts') return;
    const target = this.#needs.grid.find({ ...packet, ptsMs: untilMs }, 'pts');
    const frameMs = untilMs - packet.ptsMs;
    if (target === null || frameMs <= 0 || frameMs > missingAfterMs) return;
    if (target.mediaSequence === current.mediaSequence) {
      this.#frameMs = frameMs;
      this.#settle(current, { endMs: untilMs - current.startPtsMs, endDtsMs: untilMs, isLast: false });
      return;
    }
    const durationMs = lengthOf(current, 'pts');
    if (durationMs === null || !this.#isBridgedTo(target, untilMs)) return;
    this.#settle(current, { endMs: durationMs, endDtsMs: untilMs, isLast: true });
    this.#complete(current, durationMs);
    this.#isBetween = true;
  }

  /** Whether a frame of that time begins the segment after the one that is or was filled, in place of what may be missing before it. */
  #isBridgedTo(target: GridSegment, ptsMs: number): boolean {
    const isNext = target.mediaSequence === this.#mediaSequence + 1 && !target.isDiscontinuity;
    return isNext && ptsMs - target.startPtsMs <= bridgedMs;
  }

  #move(current: GridSegment, target: GridSegment, packet: VideoPacket): void {
    const durationMs = lengthOf(current, this.#placement) ?? 0;
    const held = this.#held;
    const follows =
      held !== null &&
      target.mediaSequence === current.mediaSequence + 1 &&
      !target.isDiscontinuity &&
      this.#place(packet) - this.#place(held) <= missingAfterMs &&
      (this.#placement === 'dts' || offsetIn(target, packet, 'pts') <= bridgedMs);
    if (follows) this.#settle(current, { endMs: durationMs, endDtsMs: packet.dtsMs, isLast: true });
    else this.#endEarly(current, durationMs);
    this.#complete(current, durationMs);
    this.#skipTo(target.mediaSequence - 1);
    this.#enter(target, packet, follows);
  }

  /** Lets the held frame end after its own duration; what is missing from there to `untilMs` becomes a gap. */
  #endEarly(current: GridSegment, untilMs: number): void {
    const held = this.#held;
    const fromMs = held === null ? this.#settled.endMs : offsetIn(current, held, this.#placement);
    const ownEndMs = Math.min(untilMs, fromMs + (held === null ? 0 : this.#frameMs));
    const isBridged = untilMs - ownEndMs <= bridgedMs;
    if (held !== null) {
      this.#settle(current, {
        endMs: isBridged ? untilMs : ownEndMs,
        endDtsMs: held.dtsMs + (isBridged ? untilMs - fromMs : this.#frameMs),
        isLast: true,
      });
    } else if (isBridged) {
      this.#settled = { endMs: untilMs, endDtsMs: this.#settled.endDtsMs + untilMs - fromMs };
    }
    if (!isBridged) this.#miss(current, untilMs);
  }

  #enter(target: GridSegment, packet: VideoPacket, follows: boolean): void {
    this.#useInit(target);
    this.#cutter.restart();
    this.#partStartMs = 0;
    this.#frames = [];
    this.#mediaSequence = target.mediaSequence;
    this.#isFilling = true;
    this.#isBetween = false;
    this.#nextAudio = target.audioStart;
    const offsetMs = offsetIn(target, packet, this.#placement);
    const isLate = !follows && offsetMs > lateStartMs;
    // The date is that of the first sample (RFC 8216bis, 4.4.4.6), also where the frame before it reaches into the segment.
    const isOwn = this.#placement === 'dts';
    const startMs = isLate || isOwn ? shownFrom(target, this.#placement) : packet.ptsMs;
    this.#needs.window.openSegment(target, this.#needs.epochWallMs + startMs);
    if (isLate) this.#miss(target, offsetMs);
  }

  #useInit(target: GridSegment): void {
    const video = this.#config;
    const { isInterlude } = target;
    const { audio } = target.tracks;
    const of = this.#initOf;
    if (video === null || (of?.video === video && of.audio === audio && of.isInterlude === isInterlude)) return;
    this.#needs.window.useInit(writeInitSegment({ video, audio }), isInterlude);
    this.#initOf = { video, audio, isInterlude };
  }

  /** Puts the held frame, whose end is known now, into its part, and cuts parts where they end. */
  #settle(current: GridSegment, until: { endMs: number; endDtsMs: number; isLast: boolean }): void {
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    let isIn = false;
    const startMs = Math.max(this.#partStartMs, offsetIn(current, held, this.#placement));
    for (const { atMs, beforeFrame } of this.#cutter.place(startMs, until.endMs)) {
      // The last part ends with its segment, and takes all the audio that is left.
      if (until.isLast && !beforeFrame && atMs > until.endMs - 1) break;
      if (!beforeFrame && !isIn) this.#frames.push(held);
      isIn ||= !beforeFrame;
      this.#cut(current, atMs, beforeFrame ? held.dtsMs : until.endDtsMs);
    }
    if (!isIn) this.#frames.push(held);
    this.#settled = until;
  }

  #complete(current: GridSegment, durationMs: number): void {
    const audioEnd = current.end?.audioEnd ?? this.#nextAudio;
    if (durationMs - this.#partStartMs > 1 || this.#frames.length > 0) {
      this.#publish(durationMs, this.#settled.endDtsMs, audioEnd);
    }
    this.#held = null;
    this.#isFilling = false;
    this.#needs.window.closeSegment(Math.max(durationMs, this.#partStartMs));
  }

  #cut(current: GridSegment, atMs: number, endDtsMs: number): void {
    const limit = current.end?.audioEnd ?? this.#needs.audio.nextIndex;
    const audioEnd = this.#needs.audio.firstAtOrAfter(current.startDtsMs + atMs, this.#nextAudio);
    this.#publish(atMs, endDtsMs, Math.min(audioEnd, limit));
  }

  #publish(atMs: number, endDtsMs: number, audioEnd: number): void {
    // Stamps that run backwards put the end of what is there before what was published already.
    const endMs = Math.max(atMs, this.#partStartMs);
    const frames = this.#frames;
    const audio = this.#needs.audio.slice(this.#nextAudio, audioEnd);
    const hasMedia = frames.length > 0 || audio.length > 0;
    if (hasMedia) this.#fragmentNumber += 1;
    const bytes = !hasMedia
      ? null
      : writeFragment(
          {
            sequenceNumber: this.#fragmentNumber,
            video: frames.length === 0 ? null : videoRun(frames, endDtsMs),
            audio: audio.length === 0 ? null : audioRun(audio.map(({ frame }) => frame)),
          },
          (size) => this.#needs.window.memory.take(size),
        );
    this.#needs.window.addPart({
      durationMs: endMs - this.#partStartMs,
      isIndependent: frames[0]?.isKey ?? false,
      bytes,
    });
    this.#frames = [];
    this.#partStartMs = endMs;
    this.#nextAudio = Math.max(this.#nextAudio, audioEnd);
  }

  /** Says that there is nothing from the end of what is published to `untilMs`, in parts of legal length. */
  #miss(current: GridSegment, untilMs: number): void {
    const { window, partTargetMs, audio } = this.#needs;
    if (this.#frames.length > 0) this.#cut(current, this.#settled.endMs, this.#settled.endDtsMs);
    window.markGap();
    while (untilMs - this.#partStartMs > 1) {
      const durationMs = Math.min(partTargetMs, untilMs - this.#partStartMs);
      window.addPart({ durationMs, isIndependent: false, bytes: null });
      this.#partStartMs += durationMs;
    }
    this.#cutter.breakAt(this.#partStartMs);
    this.#nextAudio = audio.firstAtOrAfter(current.startDtsMs + this.#partStartMs, this.#nextAudio);
  }

  /** Lists the segments up to that one, which went by without this rendition, as gaps. */
  #skipTo(mediaSequence: number): void {
    for (let number = this.#mediaSequence + 1; number <= mediaSequence; number += 1) {
      const segment = this.#needs.grid.at(number);
      const lengthMs = segment === null ? null : lengthOf(segment, this.#placement);
      if (segment === null || lengthMs === null) continue;
      this.#needs.window.openSegment(segment, this.#needs.epochWallMs + shownFrom(segment, this.#placement));
      this.#needs.window.closeSegment(lengthMs);
      this.#mediaSequence = number;
    }
  }
}
