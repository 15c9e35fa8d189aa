import type { Logger } from '../platform/log.ts';

/** Blocks of numbers that are never given twice, over restarts of anything. */
export interface Counters {
  /** The first of `count` numbers that nobody has had yet. */
  reserve(name: string, count: number): number;
  /** Gives back what a reservation did not use: the next one starts at `next`. */
  release(name: string, next: number): void;
}

/**
 * The database's counters for the live path: when the disk fails, counting goes on from memory, since a broadcast must not end for that.
 * The numbers given meanwhile are written with the next reservation that succeeds.
 */
export class DurableCounters implements Counters {
  readonly #stored: Counters;
  readonly #log: Logger;
  readonly #next = new Map<string, number>();

  constructor(needs: { stored: Counters; log: Logger }) {
    this.#stored = needs.stored;
    this.#log = needs.log;
  }

  reserve(name: string, count: number): number {
    const owed = this.#next.get(name) ?? 0;
    let first: number;
    try {
      first = this.#stored.reserve(name, count);
      if (first < owed) {
        this.#stored.release(name, owed + count);
        first = owed;
      }
    } catch (error) {
      this.#log.warn(
        { counter: name, error: String(error) },
        'The database cannot be written; the broadcast counts on from memory.',
      );
      first = owed;
    }
    this.#next.set(name, first + count);
    return first;
  }

  release(name: string, next: number): void {
    try {
      this.#stored.release(name, next);
      this.#next.set(name, next);
    } catch (error) {
      this.#log.warn(
        { counter: name, error: String(error) },
        'The database cannot be written; some sequence numbers are skipped at the next start.',
      );
    }
  }
}
