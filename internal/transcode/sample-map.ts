interface Entry {
  readonly firstSample: number;
  readonly ptsMs: number;
}

/**
 * Where the samples of one encoder's input lie on the broadcast's timeline. What comes out is as many samples as went in, so their
 * number alone says which time they had; each frame that goes in is an anchor of its own, so neither drift nor a hole adds up.
 */
export class SampleMap {
  readonly #sampleRate: number;
  #entries: Entry[] = [];

  constructor(needs: { sampleRate: number }) {
    this.#sampleRate = needs.sampleRate;
  }

  /** A frame whose first sample has that number goes in; numbers grow. */
  enter(firstSample: number, ptsMs: number): void {
    this.#entries.push({ firstSample, ptsMs });
  }

  /** The time of a sample that came out, in ms; those before it are asked for no more. Null before the first frame. */
  timeOf(sample: number): number | null {
    while ((this.#entries[1]?.firstSample ?? Infinity) <= sample) this.#entries.shift();
    const entry = this.#entries[0];
    if (entry === undefined || sample < entry.firstSample) return null;
    return entry.ptsMs + ((sample - entry.firstSample) * 1000) / this.#sampleRate;
  }
}
