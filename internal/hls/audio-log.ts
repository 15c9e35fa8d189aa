import { AudioSampleClock, type TimedAudioFrame } from '../media/audio-sample-clock.ts';
import { audioTicksToMs } from '../media/media-units.ts';
import type { AudioConfig, AudioPacket } from '../media/packet.ts';

/** An audio frame with its place on the timeline, in ms. */
export interface LoggedFrame {
  readonly frame: TimedAudioFrame;
  readonly startMs: number;
  readonly endMs: number;
}

/** Frames kept: over 20 s at 48 kHz. A rendition that lags further has lost its audio there. */
const keptFrames = 1024;

/**
 * The broadcast's audio, placed once and read by every rendition. Frames are numbered from 0 in the order of arrival and never
 * renumbered, so that the grid can say which frames belong to a segment and all renditions agree.
 */
export class AudioLog {
  #clock: AudioSampleClock | null = null;
  #config: AudioConfig | null = null;
  #frames: LoggedFrame[] = [];
  #firstIndex = 0;

  /** Index that the next frame will get. */
  get nextIndex(): number {
    return this.#firstIndex + this.#frames.length;
  }

  /** Starts a run that does not continue the frames before it. */
  restart(config: AudioConfig | null): void {
    this.#config = config;
    this.#clock = config === null ? null : new AudioSampleClock(config);
  }

  /** Null when the frame is dropped: no audio is configured, or its time is taken already. */
  append(packet: AudioPacket): LoggedFrame | null {
    const frame = this.#clock?.place(packet) ?? null;
    if (frame === null || this.#config === null) return null;
    const { sampleRate } = this.#config;
    const logged = {
      frame,
      startMs: audioTicksToMs(frame.time, sampleRate),
      endMs: audioTicksToMs(frame.time + frame.duration, sampleRate),
    };
    this.#frames.push(logged);
    if (this.#frames.length > 2 * keptFrames) this.#forget(this.#frames.length - keptFrames);
    return logged;
  }

  /** The frame of that number, or null when it is not there (yet, or any more). */
  at(index: number): LoggedFrame | null {
    return this.#frames[index - this.#firstIndex] ?? null;
  }

  /** The first frame from `fromIndex` on that starts at or after `timeMs`, or `nextIndex`. */
  firstAtOrAfter(timeMs: number, fromIndex: number): number {
    let index = Math.max(fromIndex, this.#firstIndex);
    while (index < this.nextIndex && (this.at(index)?.startMs ?? timeMs) < timeMs) index += 1;
    return index;
  }

  /** Frames `[from, to)` that are still kept. */
  slice(from: number, to: number): readonly LoggedFrame[] {
    return this.#frames.slice(Math.max(0, from - this.#firstIndex), Math.max(0, to - this.#firstIndex));
  }

  #forget(count: number): void {
    this.#frames = this.#frames.slice(count);
    this.#firstIndex += count;
  }
}
