import { addressGroup } from './address.ts';

export interface GuessLimits {
  /** Wrong guesses that one address may make at once … */
  readonly wrongGuessesAtOnce: number;
  /** … and how long it takes to be allowed one more. */
  readonly refillMs: number;
  /** An address that was right before is allowed this many times more and faster, for the sake of an owner who shares it with a guesser. */
  readonly knownAddressFactor: number;
  /** Addresses remembered; the least recent is forgotten first. */
  readonly rememberedAddresses: number;
}

interface Bucket {
  tries: number;
  updatedMs: number;
  /** Whether a right guess came from there. */
  isKnown: boolean;
}

/** Bounds how fast one address may guess a secret: a burst, then one try per refill time. */
export class GuessThrottle {
  readonly #limits: GuessLimits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: GuessLimits) {
    this.#limits = limits;
  }

  /** Milliseconds until that address may guess again; 0 is now. */
  waitMs(address: string, nowMs: number): number {
    const bucket = this.#buckets.get(addressGroup(address));
    if (bucket === undefined) return 0;
    const tries = this.#refilled(bucket, nowMs);
    return tries >= 1 ? 0 : Math.ceil((1 - tries) * this.#refillMs(bucket));
  }

  /** Whether that address was right before, as far back as is remembered. */
  isKnown(address: string): boolean {
    return this.#buckets.get(addressGroup(address))?.isKnown === true;
  }

  /** Notes a wrong guess from that address. */
  noteWrong(address: string, nowMs: number): void {
    const bucket = this.#touch(address, nowMs);
    bucket.tries = this.#refilled(bucket, nowMs) - 1;
    bucket.updatedMs = nowMs;
  }

  /** Notes a right guess from that address. */
  noteRight(address: string, nowMs: number): void {
    const bucket = this.#touch(address, nowMs);
    if (bucket.isKnown) return;
    bucket.isKnown = true;
    bucket.tries = this.#burst(bucket);
    bucket.updatedMs = nowMs;
  }

  #touch(address: string, nowMs: number): Bucket {
    const group = addressGroup(address);
    const bucket = this.#buckets.get(group) ?? {
      tries: this.#limits.wrongGuessesAtOnce,
      updatedMs: nowMs,
      isKnown: false,
    };
    this.#buckets.delete(group);
    this.#buckets.set(group, bucket);
    if (this.#buckets.size > this.#limits.rememberedAddresses) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket;
  }

  #refilled(bucket: Bucket, nowMs: number): number {
    const refill = (nowMs - bucket.updatedMs) / this.#refillMs(bucket);
    return Math.min(this.#burst(bucket), bucket.tries + refill);
  }

  #burst(bucket: Bucket): number {
    return this.#limits.wrongGuessesAtOnce * (bucket.isKnown ? this.#limits.knownAddressFactor : 1);
  }

  #refillMs(bucket: Bucket): number {
    return this.#limits.refillMs / (bucket.isKnown ? this.#limits.knownAddressFactor : 1);
  }
}
