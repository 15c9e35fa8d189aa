/** Sendings of one number that are remembered: enough for any delay shorter than this many times the clip. */
const SENDINGS_KEPT = 4;

/**
 * When each frame was sent. A clip that is sent in a loop repeats its numbers; a number seen on a screen means its
 * latest sending before that moment, which is right as long as the delay is shorter than the clip.
 */
export class FrameLog {
  readonly #sentAtMs = new Map<number, number[]>();
  #count = 0;
  #lastSentMs = 0;

  get count(): number {
    return this.#count;
  }

  /** Wall clock of the latest sending of any frame, in milliseconds; 0 before the first. */
  get lastSentMs(): number {
    return this.#lastSentMs;
  }

  record(frameNumber: number, wallMs: number): void {
    const sendings = this.#sentAtMs.get(frameNumber) ?? [];
    this.#sentAtMs.set(frameNumber, sendings);
    sendings.push(wallMs);
    if (sendings.length > SENDINGS_KEPT) sendings.shift();
    this.#count += 1;
    this.#lastSentMs = wallMs;
  }

  /** Milliseconds from the sending of a frame to the moment it was seen; null when it was never sent, which is a misreading. */
  delayMs(frameNumber: number, seenWallMs: number): number | null {
    const sentMs = this.#sentAtMs.get(frameNumber)?.findLast((wallMs) => wallMs <= seenWallMs);
    return sentMs === undefined ? null : seenWallMs - sentMs;
  }
}
