import { addressGroup } from './address.ts';

interface Bucket {
  tries: number;
  updatedMs: number;
}

/** Bounds how fast one address may guess stream keys: a burst, then one try per refill time. */
export class WrongKeyThrottle {
  readonly #limits: {
    readonly wrongKeysAtOnce: number;
    readonly wrongKeyRefillMs: number;
    readonly rememberedAddresses: number;
  };
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: { wrongKeysAtOnce: number; wrongKeyRefillMs: number; rememberedAddresses: number }) {
    this.#limits = limits;
  }

  /** Milliseconds until that address may try a key again; 0 is now. */
  waitMs(address: string, nowMs: number): number {
    const bucket = this.#buckets.get(addressGroup(address));
    if (bucket === undefined) return 0;
    const tries = this.#refilled(bucket, nowMs);
    return tries >= 1 ? 0 : Math.ceil((1 - tries) * this.#limits.wrongKeyRefillMs);
  }

  /** Notes a wrong key from that address. */
  noteWrong(address: string, nowMs: number): void {
    const group = addressGroup(address);
    const bucket = this.#buckets.get(group) ?? { tries: this.#limits.wrongKeysAtOnce, updatedMs: nowMs };
    bucket.tries = this.#refilled(bucket, nowMs) - 1;
    bucket.updatedMs = nowMs;
    this.#buckets.delete(group);
    this.#buckets.set(group, bucket);
    if (this.#buckets.size <= this.#limits.rememberedAddresses) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      break;
    }
  }

  #refilled(bucket: Bucket, nowMs: number): number {
    const refill = (nowMs - bucket.updatedMs) / this.#limits.wrongKeyRefillMs;
    return Math.min(this.#limits.wrongKeysAtOnce, bucket.tries + refill);
  }
}
