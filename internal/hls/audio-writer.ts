import { audioRun, writeFragment } from '../media/fragment.ts';
import { writeInitSegment } from '../media/init-segment.ts';
import type { AudioConfig } from '../media/packet.ts';
import type { LoggedFrame } from './audio-log.ts';
import { type GridSegment, targetDurationSeconds } from './grid.ts';
import { PartCutter } from './part-cutter.ts';
import type { WriterNeeds } from './video-writer.ts';

/**
 * How much longer than the grid's segment the audio in it may last: frames do not end where pictures do, and where sound that came late
 * catches up, a segment holds what the one before it lacked.
 */
const overhangMs = 400;
/** With all overhang it still has to round to the target duration. */
const longestMs = targetDurationSeconds * 1000 + 460;
/** Sound that is further than this from where its segment starts or ends was not there: so much of the segment is missing. */
const missingMs = 240;

/** Turns the broadcast's audio alone into parts and segments on the broadcast's grid. */
export class AudioWriter {
  readonly #needs: WriterNeeds;
  readonly #cutter: PartCutter;
  #initOf: { readonly audio: AudioConfig; readonly isInterlude: boolean } | null = null;
  /** Number of the segment being filled; null before the first and after the grid broke off. */
  #mediaSequence: number | null = null;
  /** Where the segment's first frame starts; null while it has none. */
  #startMs: number | null = null;
  #frames: LoggedFrame[] = [];
  #partStartMs = 0;
  #nextAudio = 0;
  #fragmentNumber = 0;

  constructor(needs: WriterNeeds) {
    this.#needs = needs;
    this.#cutter = new PartCutter(needs);
  }

  /** Takes in what the log and the grid have gained. */
  catchUp(): void {
    const { grid } = this.#needs;
    let segment = this.#mediaSequence === null ? this.#firstToFill() : grid.at(this.#mediaSequence);
    while (segment !== null) {
      if (this.#mediaSequence !== segment.mediaSequence) this.#enter(segment);
      this.#fill(segment);
      if (segment.end === null) return;
      this.#complete(segment, segment.end.sourceDurationMs);
      segment = grid.at(segment.mediaSequence + 1);
    }
  }

  #firstToFill(): GridSegment | null {
    const { grid, window } = this.#needs;
    const done = window.last?.mediaSequence;
    return done === undefined ? grid.last : grid.at(done + 1);
  }

  #enter(segment: GridSegment): void {
    this.#mediaSequence = segment.mediaSequence;
    this.#startMs = null;
    this.#nextAudio = segment.audioStart;
    this.#frames = [];
    this.#partStartMs = 0;
    this.#cutter.restart();
    const { audio } = segment.tracks;
    const { isInterlude } = segment;
    if (audio !== null && (audio !== this.#initOf?.audio || isInterlude !== this.#initOf.isInterlude)) {
      this.#needs.window.useInit(writeInitSegment({ video: null, audio }), isInterlude);
      this.#initOf = { audio, isInterlude };
    }
  }

  #fill(segment: GridSegment): void {
    const { audio, grid } = this.#needs;
    // One frame is held back, so that the part that is hinted has media whatever comes.
    const settled = audio.firstAtOrAfter(grid.settledMs, this.#nextAudio);
    const end = segment.end?.audioEnd ?? Math.max(this.#nextAudio, settled - 1);
    for (const frame of audio.slice(this.#nextAudio, end)) {
      if (this.#startMs === null && segment.startDtsMs - frame.startMs > missingMs) continue;
      if (this.#startMs === null) this.#open(segment, frame.startMs);
      this.#place(frame, this.#startMs ?? frame.startMs, segment.end?.sourceDurationMs ?? Infinity);
    }
    this.#nextAudio = Math.max(this.#nextAudio, end);
  }

  #open(segment: GridSegment, firstMs: number): void {
    const { window, epochWallMs } = this.#needs;
    const isLate = firstMs - segment.startDtsMs > missingMs;
    this.#startMs = isLate ? segment.startDtsMs : firstMs;
    window.openSegment(segment, epochWallMs + this.#startMs);
    if (isLate) this.#miss(firstMs - this.#startMs);
  }

  /** Says that there is nothing from the end of what is published to `untilMs`, in parts of legal length. */
  #miss(untilMs: number): void {
    const { window, partTargetMs } = this.#needs;
    window.markGap();
    while (untilMs - this.#partStartMs > 1) {
      const durationMs = Math.min(partTargetMs, untilMs - this.#partStartMs);
      window.addPart({ durationMs, isIndependent: false, bytes: null });
      this.#partStartMs += durationMs;
    }
    this.#cutter.breakAt(this.#partStartMs);
  }

  #place(frame: LoggedFrame, startMs: number, durationMs: number): void {
    const limitMs = Math.min(durationMs + overhangMs, longestMs);
    if (frame.startMs - startMs >= limitMs) return;
    const endMs = Math.min(frame.endMs - startMs, limitMs);
    let isIn = false;
    for (const { atMs, beforeFrame } of this.#cutter.place(frame.startMs - startMs, endMs)) {
      if (!beforeFrame && !isIn) this.#frames.push(frame);
      isIn ||= !beforeFrame;
      this.#publish(atMs);
    }
    if (!isIn) this.#frames.push(frame);
  }

  #publish(atMs: number): void {
    const durationMs = atMs - this.#partStartMs;
    const frames = this.#frames.map(({ frame }) => frame);
    this.#frames = [];
    this.#partStartMs = atMs;
    if (frames.length === 0) {
      this.#needs.window.addPart({ durationMs, isIndependent: false, bytes: null });
      return;
    }
    this.#fragmentNumber += 1;
    const bytes = writeFragment({ sequenceNumber: this.#fragmentNumber, video: null, audio: audioRun(frames) });
    this.#needs.window.addPart({ durationMs, isIndependent: true, bytes });
  }

  #complete(segment: GridSegment, durationMs: number): void {
    const { window } = this.#needs;
    const last = this.#frames.at(-1);
    if (last !== undefined && this.#startMs !== null) {
      this.#publish(Math.min(last.endMs - this.#startMs, durationMs + overhangMs, longestMs));
    }
    if (this.#startMs !== null) {
      const lengthMs = segment.startDtsMs + durationMs - this.#startMs;
      if (lengthMs - this.#partStartMs > missingMs) this.#miss(lengthMs);
    }
    if (this.#startMs === null) {
      window.openSegment(segment, this.#needs.epochWallMs + segment.shownFromMs);
      window.markGap();
      window.closeSegment(durationMs);
    } else window.closeSegment(this.#partStartMs);
    this.#mediaSequence = null;
  }
}
