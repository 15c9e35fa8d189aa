import type { Clock } from '../platform/clock.ts';

/** A request that cannot be answered yet. */
export interface Visitor {
  /** Answers the request if it can be answered now; whether it did. */
  attempt(): boolean;
  /** Answers the request because its time is up. */
  expire(): void;
}

/** The bound on all rooms' visitors together. */
export class WaitingLimit {
  readonly max: number;
  count = 0;

  constructor(needs: { max: number }) {
    this.max = needs.max;
  }
}

interface RoomNeeds {
  readonly clock: Clock;
  readonly limit: WaitingLimit;
  /** The longest that a request is held. */
  readonly holdMs: number;
}

/** Visitors answered before other work gets its turn. */
const sliceSize = 256;

/** Requests that wait for the same thing, such as the next part of a rendition. */
export class WaitingRoom {
  readonly #needs: RoomNeeds;
  /** In the order of arrival, and so of their deadlines. */
  readonly #visitors = new Map<Visitor, number>();

  constructor(needs: RoomNeeds) {
    this.#needs = needs;
  }

  get size(): number {
    return this.#visitors.size;
  }

  /** Lets a request wait; null when there is no room. The result ends the wait without an answer. */
  enter(visitor: Visitor): (() => void) | null {
    const { limit, clock, holdMs } = this.#needs;
    if (limit.count >= limit.max) return null;
    limit.count += 1;
    this.#visitors.set(visitor, clock.monotonicMs() + holdMs);
    return () => void this.#leave(visitor);
  }

  /**
   * Gives everybody a chance to be answered: the first ones now, the others in slices, between which packets are taken in
   * and other requests answered.
   */
  wake(): void {
    this.#attempt([...this.#visitors.keys()], 0);
  }

  /** Sends away whoever has waited long enough. */
  expire(): void {
    const nowMs = this.#needs.clock.monotonicMs();
    for (const [visitor, deadlineMs] of this.#visitors) {
      if (deadlineMs > nowMs) return;
      if (this.#leave(visitor)) visitor.expire();
    }
  }

  #attempt(visitors: readonly Visitor[], from: number): void {
    const until = Math.min(visitors.length, from + sliceSize);
    for (let index = from; index < until; index += 1) {
      const visitor = visitors[index];
      if (visitor !== undefined && this.#visitors.has(visitor) && visitor.attempt()) this.#leave(visitor);
    }
    if (until < visitors.length) setImmediate(() => this.#attempt(visitors, until));
  }

  #leave(visitor: Visitor): boolean {
    const wasThere = this.#visitors.delete(visitor);
    if (wasThere) this.#needs.limit.count -= 1;
    return wasThere;
  }
}
