import { addressGroup } from './address.ts';

interface ThrottleLimits {
  readonly wrongKeysAtOnce: number;
  readonly wrongKeyRefillMs: number;
  readonly knownAddressFactor: number;
  readonly rememberedAddresses: number;
}

interface Bucket {
  tries: number;
  updatedMs: number;
  /** Whether a right key came from there. */
  isKnown: boolean;
}

/** Bounds how fast one address may guess stream keys: a burst, then one try per refill time. */
export class WrongKeyThrottle {
  readonly #limits: ThrottleLimits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: ThrottleLimits) {
    this.#limits = limits;
  }

  /** Milliseconds until that address may try a key again; 0 is now. */
  waitMs(address: string, nowMs: number): number {
    const bucket = this.#buckets.get(addressGroup(address));
    if (bucket === undefined) return 0;
    const tries = this.#refilled(bucket, nowMs);
    return tries >= 1 ? 0 : Math.ceil((1 - tries) * this.#refillMs(bucket));
  }

  /** Notes a wrong key from that address. */
  noteWrong(address: string, nowMs: number): void {
    const bucket = this.#touch(address, nowMs);
    bucket.tries = this.#refilled(bucket, nowMs) - 1;
    bucket.updatedMs = nowMs;
  }

  /** Notes a right key from that address. */
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
      tries: this.#limits.wrongKeysAtOnce,
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
    return this.#limits.wrongKeysAtOnce * (bucket.isKnown ? this.#limits.knownAddressFactor : 1);
  }

  #refillMs(bucket: Bucket): number {
    return this.#limits.wrongKeyRefillMs / (bucket.isKnown ? this.#limits.knownAddressFactor : 1);
  }
}
