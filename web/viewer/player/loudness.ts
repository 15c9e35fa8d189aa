import { signal } from '@preact/signals';
import { readNumber, type Memory } from '../../shared/memory.ts';

/** The slice of a video element that makes sound. */
export type SoundingElement = Pick<HTMLVideoElement, 'volume' | 'muted' | 'play'>;

const volumeWhenUnmuted = 0.5;

/** Volume and silence: remembered between visits, and subject to what the browser allows a page to do unasked. */
export class Loudness {
  readonly volume = signal(1);
  readonly muted = signal(false);
  /** The browser refused to play with sound: the viewer has to ask for it. */
  readonly blocked = signal(false);
  readonly #memory: Memory;
  #element: SoundingElement | null = null;

  /** `begin.muted`: silent at first, whatever the last visit wished; that wish is kept for the next. */
  constructor(memory: Memory, begin: { readonly muted: boolean } = { muted: false }) {
    this.#memory = memory;
    this.volume.value = readNumber(memory, 'volume', { min: 0, max: 1, fallback: 1 });
    this.muted.value = begin.muted || memory.read('muted') === 'yes';
  }

  attach(element: SoundingElement): void {
    this.#element = element;
    this.#apply();
  }

  /** Sets the volume, 0 to 1; what lies outside is brought inside. Zero is silence. */
  setVolume(volume: number): void {
    const bounded = Math.round(Math.min(1, Math.max(0, volume)) * 100) / 100;
    this.volume.value = bounded;
    this.#memory.write('volume', String(bounded));
    this.setMuted(bounded === 0);
  }

  setMuted(muted: boolean): void {
    this.muted.value = muted;
    this.blocked.value = false;
    this.#memory.write('muted', muted ? 'yes' : 'no');
    if (!muted && this.volume.peek() === 0) this.volume.value = volumeWhenUnmuted;
    this.#apply();
  }

  /**
   * Starts the element with sound if the browser lets us, else silently; then `blocked` asks for the viewer's consent. With `soundOnly` it
   * is left standing instead, and the answer is false.
   */
  async start(soundOnly = false): Promise<boolean> {
    const element = this.#element;
    if (!element) return true;
    try {
      await element.play();
    } catch (cause) {
      const refused = cause instanceof DOMException && cause.name === 'NotAllowedError';
      if (!refused || element.muted) return true;
      if (soundOnly) return false;
      element.muted = true;
      this.muted.value = true;
      this.blocked.value = true;
      await element.play().catch(() => undefined);
    }
    return true;
  }

  #apply(): void {
    if (!this.#element) return;
    this.#element.volume = this.volume.peek();
    this.#element.muted = this.muted.peek();
  }
}
