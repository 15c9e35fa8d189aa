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

/** Turns the broadcast's audio alone into parts and segments on the broadcast's grid. */
export class AudioWriter {
  readonly #needs: WriterNeeds;
  readonly #cutter: PartCutter;
  #initOf: AudioConfig | null = null;
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
      this.#complete(segment, segment.end.durationMs);
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
    if (audio !== null && audio !== this.#initOf) {
      this.#needs.window.useInit(writeInitSegment({ video: null, audio }));
      this.#initOf = audio;
    }
  }

  #fill(segment: GridSegment): void {
    const { audio, grid } = this.#needs;
    // One frame is held back, so that the part that is hinted has media whatever comes.
    const settled = audio.firstAtOrAfter(grid.settledMs, this.#nextAudio);
    const end = segment.end?.audioEnd ?? Math.max(this.#nextAudio, settled - 1);
    for (const frame of audio.slice(this.#nextAudio, end)) {
      if (this.#startMs === null) {
        this.#startMs = frame.startMs;
        this.#needs.window.openSegment(segment, this.#needs.epochWallMs + frame.startMs);
      }
      this.#place(frame, this.#startMs, segment.end?.durationMs ?? Infinity);
    }
    this.#nextAudio = Math.max(this.#nextAudio, end);
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
    if (this.#startMs === null) {
      window.openSegment(segment, this.#needs.epochWallMs + segment.startPtsMs);
      window.markGap();
      window.closeSegment(durationMs);
    } else window.closeSegment(this.#partStartMs);
    this.#mediaSequence = null;
  }
}
