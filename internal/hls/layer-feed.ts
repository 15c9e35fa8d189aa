import type { LayerPacket, VideoPacket } from '../media/packet.ts';
import type { GridSegment } from './grid.ts';

interface LayerFeedNeeds {
  /** Where the packets go: in order, on the main picture's decode times, and never ahead of it. */
  onPacket(index: number, packet: VideoPacket): void;
}

/** Packets that may wait for the main picture: two seconds of six sizes at 60 frames per second. */
const mostWaiting = 720;

/**
 * Holds the encoder's other sizes of the picture back until the main one has come as far: only that one decides where segments begin, and
 * encoders send the pictures of one moment in any order. Sizes that are reordered by more or fewer pictures than the main one have
 * their decode times moved to its own, so that key frames begin their segments in all sizes.
 */
export class LayerFeed {
  readonly #needs: LayerFeedNeeds;
  #waiting: LayerPacket[] = [];
  /** What to add to a layer's decode times, by its index. */
  readonly #shiftsMs = new Map<number, number>();

  constructor(needs: LayerFeedNeeds) {
    this.#needs = needs;
  }

  /** When there are too many, the oldest go: the main picture does not come. */
  push(item: LayerPacket): void {
    this.#waiting.push(item);
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
  }

  /** The main picture has come to `dtsMs`, in `segment`. */
  release(dtsMs: number, segment: GridSegment): void {
    if (this.#waiting.length === 0) return;
    const delayMs = segment.startPtsMs - segment.startDtsMs;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const item of waiting) {
      const { index, packet } = item;
      if (packet.isKey) this.#shiftsMs.set(index, packet.ptsMs - packet.dtsMs - delayMs);
      const placedMs = packet.dtsMs + (this.#shiftsMs.get(index) ?? 0);
      if (placedMs > dtsMs) this.#waiting.push(item);
      else this.#needs.onPacket(index, { ...packet, dtsMs: placedMs });
    }
  }

  /** What waits is of no use any more. */
  clear(): void {
    this.#waiting = [];
    this.#shiftsMs.clear();
  }
}
