import type { VideoPacket } from '../media/packet.ts';

const leastSpanMs = 2_000;

/** The source's mean bitrate so far, for a ladder that is planned in mid-broadcast. */
export class SourceBitrate {
  #bytes = 0;
  #spanMs = 0;
  #lastDtsMs: number | null = null;

  add(packet: VideoPacket): void {
    const stepMs = this.#lastDtsMs === null ? 0 : packet.dtsMs - this.#lastDtsMs;
    this.#lastDtsMs = packet.dtsMs;
    // A gap, such as the encoder's absence, carried nothing and says nothing.
    if (stepMs <= 0 || stepMs > 1_000) return;
    this.#spanMs += stepMs;
    this.#bytes += packet.data.length;
  }

  /** In kbit/s; null until two seconds were seen. */
  get kbps(): number | null {
    return this.#spanMs < leastSpanMs ? null : (this.#bytes * 8) / this.#spanMs;
  }
}
