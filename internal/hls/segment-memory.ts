/** Room for more than was asked for last time: segments of one rendition differ, and what is not written to takes no memory. */
const spare = 1.1;
/** A segment that fills less of its room moves to memory of its own. */
const leastFilled = 0.5;

/**
 * Memory for the parts of a segment, one after the other, so that the whole is there without another copy once the last one is. The room is made after
 * the segment before; what does not fit in it gets memory of its own, and the whole is then put together.
 */
export class SegmentMemory {
  #room: Buffer | null = null;
  #usedBytes = 0;
  #lastBytes = 0;

  /** Memory for the next part, to be written by the caller. */
  take(bytes: number): Buffer {
    if (this.#room === null && this.#lastBytes > 0)
      this.#room = Buffer.allocUnsafeSlow(Math.ceil(this.#lastBytes * spare));
    const room = this.#room;
    const start = this.#usedBytes;
    this.#usedBytes += bytes;
    // Once past its end, too: what follows would not follow on in it.
    return room === null || this.#usedBytes > room.length
      ? Buffer.allocUnsafe(bytes)
      : room.subarray(start, this.#usedBytes);
  }

  /** The whole of these parts, which `take` gave since the last call; begins anew for the next segment. */
  join(parts: readonly Buffer[]): Buffer {
    const room = this.#room;
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    const isInRoom = room !== null && parts.every((part) => part.buffer === room.buffer);
    const isFilled = room !== null && bytes >= room.length * leastFilled;
    const whole = isInRoom && isFilled && this.#usedBytes === bytes ? room.subarray(0, bytes) : Buffer.concat(parts);
    this.#room = null;
    this.#usedBytes = 0;
    this.#lastBytes = bytes;
    return whole;
  }
}
