/** Millions of durations in steps of a millisecond; what is longer than a minute counts as a minute. */
export class Histogram {
  readonly #counts = new Uint32Array(60_001);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(durationMs: number): void {
    const step = Math.min(60_000, Math.max(0, Math.ceil(durationMs)));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total += 1;
  }

  /** The duration that `share` (0..1) of all do not exceed, to the next millisecond; NaN for none. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.#total));
    for (const [step, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return step;
    }
    return Number.NaN;
  }
}
