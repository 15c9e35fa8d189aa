/** Pictures of the source that are remembered: a minute at 60 a second. */
const mostRemembered = 3_600;
/** By how much of a picture's time stamps may be off: they are whole milliseconds, and thinning has a tolerance of its own. */
const tolerance = 0.25;

interface Shown {
  /** Presentation time of the newest picture, in ms. */
  newestMs: number;
  droppedFrames: number;
}

/**
 * Counts the pictures of the source that a rendition lacks between its first picture and its newest, whatever the reason: ffmpeg too slow for
 * its input, or gone. What a lower frame rate leaves out on purpose is not counted, nor what the encoder did not send.
 */
export class DroppedFrames {
  /** Presentation times of the source's newest pictures, in ms, ascending. */
  #source: number[] = [];
  readonly #shown = new Map<number, Shown>();

  /** A new broadcast. */
  clear(): void {
    this.#source = [];
    this.#shown.clear();
  }

  /** What stood there is another rendition from now on, or none. */
  forget(index: number): void {
    this.#shown.delete(index);
  }

  /** The source has had a picture of that time; B-frames come out of order. */
  addSource(ptsMs: number): void {
    let at = this.#source.length;
    while (at > 0 && (this.#source[at - 1] as number) > ptsMs) at -= 1;
    this.#source.splice(at, 0, ptsMs);
    if (this.#source.length > 2 * mostRemembered) this.#source = this.#source.slice(-mostRemembered);
  }

  /** Rendition `index`, made with `frameRate` pictures a second at most, has had a picture of that time. */
  add(index: number, ptsMs: number, frameRate: number): void {
    const shown = this.#shown.get(index);
    if (shown === undefined) {
      this.#shown.set(index, { newestMs: ptsMs, droppedFrames: 0 });
      return;
    }
    const missing = Math.min(
      this.#countBetween(shown.newestMs, ptsMs),
      Math.floor(((ptsMs - shown.newestMs) * frameRate) / 1000 + tolerance) - 1,
    );
    shown.droppedFrames += Math.max(0, missing);
    shown.newestMs = ptsMs;
  }

  /** As long as it is the same rendition; null while the rendition has had no picture. */
  of(index: number): number | null {
    return this.#shown.get(index)?.droppedFrames ?? null;
  }

  /** Pictures of the source strictly between; times of two processes differ by less than a millisecond. */
  #countBetween(fromMs: number, untilMs: number): number {
    let count = 0;
    for (let at = this.#source.length - 1; at >= 0; at -= 1) {
      const ptsMs = this.#source[at] as number;
      if (ptsMs <= fromMs + 1) break;
      if (ptsMs < untilMs - 1) count += 1;
    }
    return count;
  }
}
