import type { AudioConfig, MediaItem, VideoConfig } from '../media/packet.ts';
import { choosePartTarget, measureFrameRate, type PartTarget } from './part-target.ts';

/** Items kept while the frame rate is being measured; beyond that the oldest packets go, since nothing can be shown of them. */
const mostItems = 4000;

/**
 * Keeps the first items of a broadcast until they tell how long frames are, for PART-TARGET may never change. That takes as
 * much media as the first part, so nothing is later for it.
 */
export class StartProbe {
  readonly #configuredMs: number;
  #items: MediaItem[] = [];
  #video: VideoConfig | null = null;
  #audio: AudioConfig | null = null;
  #stampsMs: number[] = [];

  constructor(needs: { partTargetMs: number }) {
    this.#configuredMs = needs.partTargetMs;
  }

  /** What was kept, in order. */
  get items(): readonly MediaItem[] {
    return this.#items;
  }

  /** Takes the next item; the part target as soon as it is known, else null. */
  push(item: MediaItem): PartTarget | null {
    this.#items.push(item);
    if (this.#items.length > mostItems) this.#forgetOldestPacket();
    switch (item.kind) {
      case 'config':
        if (this.#stampsMs.length > 1) return this.#decide();
        this.#video = item.tracks.video;
        this.#audio = item.tracks.audio;
        return null;
      case 'video':
        if (this.#stampsMs.length > 0 || item.isKey) this.#stampsMs.push(item.dtsMs);
        return item.dtsMs - (this.#stampsMs[0] ?? item.dtsMs) >= this.#configuredMs ? this.#decide() : null;
      case 'audio':
        return this.#video === null && this.#audio !== null ? this.#decide() : null;
      case 'layer':
      case 'sound-beside':
      case 'discontinuity':
        return null;
      case 'pause':
      case 'end':
        return this.#decide();
    }
  }

  /** What says how the packets are to be read stays: it does not come again. */
  #forgetOldestPacket(): void {
    const oldest = this.#items.findIndex((item) => 'packet' in item || 'data' in item);
    this.#items.splice(Math.max(0, oldest), 1);
  }

  #decide(): PartTarget {
    const audio = this.#audio;
    if (this.#video === null && audio !== null) {
      const frameMs = (audio.samplesPerFrame * 1000) / audio.sampleRate;
      return { frameRate: null, partTargetMs: choosePartTarget({ configuredMs: this.#configuredMs, frameMs }) };
    }
    const frameRate = measureFrameRate(this.#stampsMs, this.#video?.frameRate ?? null) ?? 30;
    return {
      frameRate,
      partTargetMs: choosePartTarget({ configuredMs: this.#configuredMs, frameMs: 1000 / frameRate }),
    };
  }
}
