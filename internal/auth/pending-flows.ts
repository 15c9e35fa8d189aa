import { addressGroup } from '../platform/address.ts';

export interface PendingLimits {
  readonly lifeMs: number;
  /** Of everybody together; further ones are refused until some end. */
  readonly capacity: number;
  /** Of one address; its oldest gives way to its newest. */
  readonly perAddress: number;
}

interface Entry<Flow> {
  readonly flow: Flow;
  readonly group: string;
  readonly endsMs: number;
}

/** What was begun and waits for somebody to come back with its key: each is given out once, and not for long. */
export class PendingFlows<Flow> {
  readonly #limits: PendingLimits;
  readonly #monotonicMs: () => number;
  readonly #entries = new Map<string, Entry<Flow>>();

  constructor(needs: { limits: PendingLimits; monotonicMs: () => number }) {
    this.#limits = needs.limits;
    this.#monotonicMs = needs.monotonicMs;
  }

  get isFull(): boolean {
    this.#dropEnded();
    return this.#entries.size >= this.#limits.capacity;
  }

  /** False when there are too many already. */
  add(key: string, address: string, flow: Flow): boolean {
    this.#dropEnded();
    const group = addressGroup(address);
    const ofGroup = [...this.#entries].filter(([, entry]) => entry.group === group);
    const [oldest] = ofGroup;
    if (ofGroup.length >= this.#limits.perAddress && oldest !== undefined) this.#entries.delete(oldest[0]);
    if (this.#entries.size >= this.#limits.capacity) return false;
    this.#entries.set(key, { flow, group, endsMs: this.#monotonicMs() + this.#limits.lifeMs });
    return true;
  }

  /** What was kept under that key, which is used up by this; null when it never was, has ended, or was taken before. */
  take(key: string): Flow | null {
    this.#dropEnded();
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry?.flow ?? null;
  }

  /** All live equally long, so that those that end come first. */
  #dropEnded(): void {
    const nowMs = this.#monotonicMs();
    for (const [key, { endsMs }] of this.#entries) {
      if (endsMs > nowMs) return;
      this.#entries.delete(key);
    }
  }
}
