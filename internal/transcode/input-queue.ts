import type { VideoPacket } from '../media/packet.ts';

const maxBytes = 4 * 1024 * 1024;
const maxSpanMs = 3_000;

/**
 * What waits to be written to ffmpeg: at most 4 MB or 3 s. Above that it skips to the newest key frame that waits, or
 * else drops everything up to the next one that comes; it never pushes back.
 */
export class InputQueue {
  #packets: VideoPacket[] = [];
  #bytes = 0;
  #awaitsKey = true;
  #allowedBytes = maxBytes;
  #allowedSpanMs = maxSpanMs;
  #droppedFrames = 0;
  #overflows = 0;

  get length(): number {
    return this.#packets.length;
  }

  /** Frames dropped so far, counted also while a key frame is awaited after an overflow. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** How often the bound was met so far. */
  get overflows(): number {
    return this.#overflows;
  }

  /** Puts a restarted process's backlog in; it may exceed the bounds, which count from there until it has been worked off. */
  prime(packets: readonly VideoPacket[]): void {
    const first = packets[0];
    const last = packets.at(-1);
    if (first === undefined || last === undefined) return;
    this.#packets.push(...packets);
    this.#awaitsKey = false;
    for (const packet of packets) this.#bytes += packet.data.length;
    this.#allowedBytes = maxBytes + this.#bytes;
    this.#allowedSpanMs = maxSpanMs + last.dtsMs - first.dtsMs;
  }

  push(packet: VideoPacket): void {
    if (this.#awaitsKey && !packet.isKey) {
      if (this.#overflows > 0) this.#droppedFrames += 1;
      return;
    }
    this.#awaitsKey = false;
    this.#packets.push(packet);
    this.#bytes += packet.data.length;
    const first = this.#packets[0];
    if (this.#bytes > this.#allowedBytes || (first !== undefined && packet.dtsMs - first.dtsMs > this.#allowedSpanMs)) {
      this.#overflow();
    }
  }

  /** The next packet to write, or null when nothing waits. */
  shift(): VideoPacket | null {
    const packet = this.#packets.shift();
    if (packet === undefined) return null;
    this.#bytes -= packet.data.length;
    if (this.#packets.length === 0) this.#useOwnBounds();
    return packet;
  }

  #overflow(): void {
    this.#overflows += 1;
    const newestKey = this.#packets.findLastIndex((packet) => packet.isKey);
    // A key frame in front has to go as well: it is what ffmpeg has been too slow for.
    const kept = newestKey > 0 ? this.#packets.slice(newestKey) : [];
    this.#droppedFrames += this.#packets.length - kept.length;
    this.#packets = kept;
    this.#bytes = kept.reduce((sum, packet) => sum + packet.data.length, 0);
    this.#awaitsKey = kept.length === 0;
    this.#useOwnBounds();
  }

  #useOwnBounds(): void {
    this.#allowedBytes = maxBytes;
    this.#allowedSpanMs = maxSpanMs;
  }
}
