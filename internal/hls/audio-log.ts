import { AudioSampleClock, type TimedAudioFrame } from '../media/audio-sample-clock.ts';
import { audioTicksToMs } from '../media/media-units.ts';
import type { AudioConfig, AudioPacket } from '../media/packet.ts';
import { silentFrame } from '../media/silent-frame.ts';
import { soundPatienceMs } from '../media/sound-patience.ts';

/** An audio frame with its place on the timeline, in ms. */
export interface LoggedFrame {
  readonly frame: TimedAudioFrame;
  readonly startMs: number;
  readonly endMs: number;
}

/** Sound kept at least, however short its frames are. A rendition that lags further has lost its audio there. */
const keptMs = 22_000;
/** A hole up to this is bridged by stretching a frame; a longer one is filled with silence. */
const stretchedMs = 120;
/** Sound that has come too late for so long is placed later from then on: else there would be silence for good. */
const lostForMs = 5_000;
/** Sound that is placed later, and comes so far ahead of the pictures, is not late any more. */
const aheadMs = 400;
/** Sound that comes back is so much behind the pictures, as a rule; silence ends before it. */
const usualLagMs = 40;

/**
 * The broadcast's audio, placed once and read by every rendition. Frames are numbered from 0 in the order of arrival and never
 * renumbered, so that the grid can say which frames belong to a segment and all renditions agree.
 */
export class AudioLog {
  #clock: AudioSampleClock | null = null;
  #config: AudioConfig | null = null;
  #silence: Buffer | null = null;
  #endMs: number | null = null;
  /** The same of the run before, whose last frames may reach into this one. */
  #endBeforeRestartMs: number | null = null;
  #isAbsent = false;
  /** Up to where the run's pictures have come. */
  #pictureMs = -Infinity;
  /** Since when all sound has been dropped because silence has its time; null while it is not. */
  #lostSinceMs: number | null = null;
  /** By how much sound is placed later than it is stamped. */
  #laterByMs = 0;
  #keptFrames = 0;
  #frames: LoggedFrame[] = [];
  #firstIndex = 0;

  /** Where the run's latest frame ends; null before its first. */
  get endMs(): number | null {
    return this.#endMs;
  }

  /** Index that the next frame will get. */
  get nextIndex(): number {
    return this.#firstIndex + this.#frames.length;
  }

  /** Starts a run that does not continue the frames before it. With `isAbsent` no sound is waited for: it is silent from its start. */
  restart(config: AudioConfig | null, isAbsent = false): void {
    this.#endBeforeRestartMs = config === this.#config ? (this.#endMs ?? this.#endBeforeRestartMs) : null;
    this.#config = config;
    this.#clock = config === null ? null : new AudioSampleClock(config);
    this.#silence = config === null ? null : silentFrame(config);
    if (config !== null) this.#keptFrames = Math.ceil(keptMs / frameMsOf(config));
    this.#endMs = null;
    this.#isAbsent = isAbsent;
    this.#pictureMs = -Infinity;
    this.#lostSinceMs = null;
    this.#laterByMs = 0;
  }

  /** Null when the frame is dropped: no audio is configured, or its time is taken already. */
  append(packet: AudioPacket): LoggedFrame | null {
    this.#isAbsent = false;
    if (this.#laterByMs > 0 && packet.ptsMs + this.#laterByMs > this.#pictureMs + aheadMs) this.#laterByMs = 0;
    const logged = this.#follow({ ...packet, ptsMs: packet.ptsMs + this.#laterByMs });
    const endMs = this.#endMs;
    this.#lostSinceMs = logged === null ? (this.#lostSinceMs ?? packet.ptsMs) : null;
    if (endMs === null || this.#lostSinceMs === null || packet.ptsMs - this.#lostSinceMs < lostForMs) return logged;
    this.#laterByMs = endMs - packet.ptsMs;
    return this.#follow({ ...packet, ptsMs: endMs });
  }

  #follow(packet: AudioPacket): LoggedFrame | null {
    const endMs = this.#endMs ?? this.#endBeforeRestartMs;
    const holeMs = packet.ptsMs - (endMs ?? Infinity);
    const isOurs = this.#endMs !== null || holeMs <= soundPatienceMs;
    if (endMs !== null && holeMs > stretchedMs && isOurs) this.#fill(endMs, packet.ptsMs);
    return this.#place(packet);
  }

  /**
   * Puts silence where sound does not come any more: players stand still where one of their tracks has nothing. The pictures have come to
   * `pictureMs`, and those of the same run began at `sinceMs`. Where no frame of silence is known the hole stays.
   */
  keepUp(sinceMs: number, pictureMs: number): void {
    this.#pictureMs = pictureMs;
    const fromMs = this.#endMs ?? sinceMs;
    this.#isAbsent ||= pictureMs - fromMs > soundPatienceMs;
    if (this.#isAbsent) this.#fill(fromMs, pictureMs - usualLagMs);
  }

  #fill(fromMs: number, untilMs: number): void {
    const [config, data] = [this.#config, this.#silence];
    if (config === null || data === null) return;
    const frameMs = frameMsOf(config);
    for (let ptsMs = fromMs; ptsMs + frameMs <= untilMs; ptsMs = this.#endMs ?? untilMs) {
      this.#place({ kind: 'audio', ptsMs, data });
    }
  }

  #place(packet: AudioPacket): LoggedFrame | null {
    const frame = this.#clock?.place(packet) ?? null;
    if (frame === null || this.#config === null) return null;
    const { sampleRate } = this.#config;
    const logged = {
      frame,
      startMs: audioTicksToMs(frame.time, sampleRate),
      endMs: audioTicksToMs(frame.time + frame.duration, sampleRate),
    };
    this.#endMs = logged.endMs;
    this.#frames.push(logged);
    if (this.#frames.length > 2 * this.#keptFrames) this.#forget(this.#frames.length - this.#keptFrames);
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

function frameMsOf({ samplesPerFrame, sampleRate }: AudioConfig): number {
  return (samplesPerFrame * 1000) / sampleRate;
}
