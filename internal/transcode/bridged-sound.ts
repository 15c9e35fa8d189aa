import { silentAacFrame } from '../media/aac-silence.ts';
import type { AudioConfig, AudioPacket } from '../media/packet.ts';

/** A longer hole stays one: viewers are past it, whatever is put in. */
const longestFillMs = 1_000;

/**
 * The AAC of one stretch of the timeline, without overlap whoever gives it: several lives of ffmpeg, or silence in their stead. Frames
 * of two sources are up to half a frame apart where one takes over, since neither can be cut.
 */
export class BridgedSound {
  readonly #frameMs: number;
  readonly #silence: Buffer | null;
  readonly #emit: (packet: AudioPacket) => void;
  #doneMs: number;

  /** The stretch begins at `ptsMs`; `config` is the AAC. */
  constructor(needs: { ptsMs: number; config: AudioConfig; emit(packet: AudioPacket): void }) {
    this.#doneMs = needs.ptsMs;
    this.#frameMs = (needs.config.samplesPerFrame * 1000) / needs.config.sampleRate;
    this.#silence = silentAacFrame(needs.config.channels);
    this.#emit = needs.emit;
  }

  /** Up to where there is sound. */
  get doneMs(): number {
    return this.#doneMs;
  }

  /** Passes a frame on, unless its time is taken. */
  show(packet: AudioPacket): boolean {
    if (packet.ptsMs < this.#doneMs - this.#frameMs / 2) return false;
    this.#doneMs = packet.ptsMs + this.#frameMs;
    this.#emit(packet);
    return true;
  }

  /** Silence from where there is sound to `untilMs`, to the nearest frame; returns the number of frames. */
  fill(untilMs: number): number {
    if (this.#silence === null) return 0;
    let ptsMs = untilMs - this.#doneMs > longestFillMs ? untilMs - this.#frameMs : this.#doneMs;
    let frames = 0;
    for (; ptsMs + this.#frameMs / 2 <= untilMs; frames += 1) {
      this.#emit({ kind: 'audio', ptsMs, data: this.#silence });
      ptsMs += this.#frameMs;
    }
    this.#doneMs = ptsMs;
    return frames;
  }
}
