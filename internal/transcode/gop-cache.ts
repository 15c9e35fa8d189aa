import type { VideoPacket } from '../media/packet.ts';

const maxBytes = 8 * 1024 * 1024;
const maxSpanMs = 20_000;

/**
 * The current group of pictures, so that a restarted ffmpeg has where to begin. Beyond 8 MB or 20 s, which would take too long to
 * decode anyway, it is given up until the next key frame.
 */
export class GopCache {
  #packets: VideoPacket[] = [];
  #bytes = 0;

  get packets(): readonly VideoPacket[] {
    return this.#packets;
  }

  add(packet: VideoPacket): void {
    if (packet.isKey) this.clear();
    const first = this.#packets[0];
    if (first === undefined && !packet.isKey) return;
    this.#packets.push(packet);
    this.#bytes += packet.data.length;
    if (this.#bytes > maxBytes || (first !== undefined && packet.dtsMs - first.dtsMs > maxSpanMs)) this.clear();
  }

  clear(): void {
    this.#packets = [];
    this.#bytes = 0;
  }
}
