/** Where a part ends, and whether the frame that was being placed goes into the part after it. */
export interface PartBreak {
  /** Milliseconds since the segment's start. */
  readonly atMs: number;
  readonly beforeFrame: boolean;
}

/** The share of PART-TARGET that every part but a segment's last must reach (RFC 8216bis, 4.4.4.9). */
export const leastPartShare = 0.85;

/** Fractions of a millisecond that only rounding can have made. */
const epsilonMs = 0.01;

/**
 * Decides where the parts of one segment end; pure but for its own count. Frames go in whole: a part ends before the
 * frame that would pass the target. Where that would leave it shorter than 85 % (irregular frame rates) the part
 * takes the frame in and ends at its target in mid-frame; the rest of the frame counts for the parts that follow.
 */
export class PartCutter {
  readonly #partTargetMs: number;
  #partStartMs = 0;

  constructor(needs: { partTargetMs: number }) {
    this.#partTargetMs = needs.partTargetMs;
  }

  /** Starts the next segment. */
  restart(): void {
    this.#partStartMs = 0;
  }

  /** Says that the open part ends here. */
  breakAt(atMs: number): void {
    this.#partStartMs = atMs;
  }

  /** Places a frame that lasts from `startMs` to `endMs`; the breaks come in order. */
  place(startMs: number, endMs: number): readonly PartBreak[] {
    const breaks: PartBreak[] = [];
    // Nothing at all for longer than a part: those parts end, empty, before the frame begins.
    while (this.#passes(startMs)) {
      this.#partStartMs += this.#partTargetMs;
      breaks.push({ atMs: this.#partStartMs, beforeFrame: true });
    }
    if (this.#passes(endMs) && startMs - this.#partStartMs >= this.#leastMs) {
      this.#partStartMs = startMs;
      breaks.push({ atMs: startMs, beforeFrame: true });
    }
    while (this.#passes(endMs)) {
      this.#partStartMs += this.#partTargetMs;
      breaks.push({ atMs: this.#partStartMs, beforeFrame: false });
    }
    if (this.#isFull(startMs, endMs)) {
      this.#partStartMs = endMs;
      breaks.push({ atMs: endMs, beforeFrame: false });
    }
    return breaks;
  }

  get #leastMs(): number {
    return this.#partTargetMs * leastPartShare - epsilonMs;
  }

  #passes(endMs: number): boolean {
    return endMs - this.#partStartMs > this.#partTargetMs + epsilonMs;
  }

  /** Whether a further frame as long as this one would pass: then the part ends now, one frame earlier than it had to. */
  #isFull(startMs: number, endMs: number): boolean {
    return endMs - this.#partStartMs >= this.#leastMs && this.#passes(endMs + (endMs - startMs));
  }
}
