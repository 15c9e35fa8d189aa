import type { Logger } from '../platform/log.ts';

/** Blocks of numbers that are never given twice, over restarts of anything. */
export interface Counters {
  /** The first of `count` numbers that nobody has had yet. */
  reserve(name: string, count: number): number;
  /** Gives back what a reservation did not use: the next one starts at `next`. */
  release(name: string, next: number): void;
}

/** Counters on a disk. One that gives back never skips numbers: it only goes back to where its latest block was used up to. */
export interface StoredCounters extends Counters {
  /** The first number that nobody has had yet, as far as was written. */
  next(name: string): number;
}

/**
 * The database's counters for the live path: when the disk fails, counting goes on from memory, since a broadcast must not end for that.
 * The numbers given meanwhile are written with the next reservation, or the next giving back, that succeeds.
 */
export class DurableCounters implements Counters {
  readonly #stored: StoredCounters;
  readonly #log: Logger;
  readonly #next = new Map<string, number>();

  constructor(needs: { stored: StoredCounters; log: Logger }) {
    this.#stored = needs.stored;
    this.#log = needs.log;
  }

  reserve(name: string, count: number): number {
    const owed = this.#next.get(name) ?? 0;
    let first: number;
    try {
      first = this.#stored.reserve(name, count);
      if (first < owed) {
        this.#stored.reserve(name, owed - first);
        first = owed;
      }
    } catch (error) {
      this.#log.warn(
        { counter: name, error: String(error) },
        'The database cannot be written; the broadcast counts on from memory.',
      );
      first = Math.max(owed, this.#written(name));
    }
    this.#next.set(name, first + count);
    return first;
  }

  release(name: string, next: number): void {
    try {
      const written = this.#stored.next(name);
      if (written < next) this.#stored.reserve(name, next - written);
      else this.#stored.release(name, next);
      this.#next.set(name, next);
    } catch (error) {
      this.#log.warn(
        { counter: name, error: String(error) },
        'The database cannot be written; some sequence numbers are skipped at the next start.',
      );
    }
  }

  /** A full disk can still be read. */
  #written(name: string): number {
    try {
      return this.#stored.next(name);
    } catch {
      return 0;
    }
  }
}
