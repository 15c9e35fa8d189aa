export interface BucketLimits {
  /** What may come at once. */
  readonly burst: number;
  /** And how many a minute from then on. */
  readonly perMinute: number;
  /** Names remembered; the one that was longest quiet is forgotten first. */
  readonly names: number;
}

/** Bounds how much may come of each name. */
export class TokenBuckets {
  readonly #limits: BucketLimits;
  readonly #buckets = new Map<string, { left: number; atMs: number }>();

  constructor(limits: BucketLimits) {
    this.#limits = limits;
  }

  /** Whether one more may come now; counts it if so. */
  take(name: string, nowMs: number): boolean {
    const { burst, perMinute, names } = this.#limits;
    const bucket = this.#buckets.get(name) ?? { left: burst, atMs: nowMs };
    const left = Math.min(burst, bucket.left + ((nowMs - bucket.atMs) * perMinute) / 60_000);
    const mayCome = left >= 1;
    this.#buckets.delete(name);
    this.#buckets.set(name, { left: mayCome ? left - 1 : left, atMs: nowMs });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > names && oldest !== undefined) this.#buckets.delete(oldest);
    return mayCome;
  }
}
