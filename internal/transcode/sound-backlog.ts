import type { AudioConfig, AudioPacket } from '../media/packet.ts';

/**
 * Frames before the first one wanted that a decoder is given: MP3 borrows up to 511 bytes from the frames before (ISO/IEC 11172-3,
 * 2.4.3.4), and overlaps with the last of them.
 */
const runUpFrames = 6;
/** Six seconds at 48 kHz, far more than is ever waited for, in 360 kB at the most. */
const maxFrames = 256;

interface Entry {
  readonly packet: AudioPacket;
  readonly arrivedMs: number;
}

/** The MP3 frames whose AAC is not there yet, and a few before them, so that another ffmpeg can take over where one has gone. */
export class SoundBacklog {
  readonly #frameMs: number;
  #entries: Entry[] = [];

  constructor(needs: { config: AudioConfig }) {
    this.#frameMs = (needs.config.samplesPerFrame * 1000) / needs.config.sampleRate;
  }

  get packets(): readonly AudioPacket[] {
    return this.#entries.map(({ packet }) => packet);
  }

  /** Where the newest frame ends; null when there is none. */
  get endMs(): number | null {
    return this.#endOf(this.#entries.at(-1));
  }

  add(packet: AudioPacket, arrivedMs: number): void {
    this.#entries.push({ packet, arrivedMs });
    if (this.#entries.length > maxFrames) this.#entries.shift();
  }

  /** Where the newest of the frames ends that arrived at that time or before; null when there is none. */
  endOfArrived(untilMs: number): number | null {
    return this.#endOf(this.#entries.findLast(({ arrivedMs }) => arrivedMs <= untilMs));
  }

  /** Forgets what is not needed any more when there is sound up to `doneMs`. */
  forgetBefore(doneMs: number): void {
    const wanted = this.#entries.findIndex(({ packet }) => packet.ptsMs + this.#frameMs > doneMs);
    const count = wanted < 0 ? this.#entries.length : wanted;
    if (count > runUpFrames) this.#entries.splice(0, count - runUpFrames);
  }

  #endOf(entry: Entry | undefined): number | null {
    return entry === undefined ? null : entry.packet.ptsMs + this.#frameMs;
  }
}
