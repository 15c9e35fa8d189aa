import type { Logger } from '../platform/log.ts';

/** Durable blocks of numbers, as `LiveChannel` needs them from the database. */
export interface NumberBlocks {
  /** The first of `count` numbers that were never given before, committed when it returns. May throw. */
  reserve(name: string, count: number): number;
  /** Gives the rest of the last block back: the next `reserve` starts at `next`. May throw. */
  release(name: string, next: number): void;
}

/** Numbers in one block: a write every four hours of one-second segments, and the most that a crash can skip. */
const blockSize = 4096;

/**
 * Numbers that never go back over restarts of the process. Within a process they follow each other without a hole: a
 * playlist's media sequence numbers have to (RFC 8216bis, 6.2.2). When the disk fails the count goes on in memory.
 */
export class NumberSequence {
  readonly #blocks: NumberBlocks;
  readonly #log: Logger;
  readonly #name: string;
  #next: number | null = null;
  #reservedUntil = 0;

  constructor(needs: { blocks: NumberBlocks; log: Logger; name: string }) {
    this.#blocks = needs.blocks;
    this.#log = needs.log;
    this.#name = needs.name;
  }

  take(): number {
    if (this.#next === null || this.#next >= this.#reservedUntil) this.#reserve();
    const taken = this.#next ?? 0;
    this.#next = taken + 1;
    return taken;
  }

  /** Gives unused numbers back; the next `take` reserves anew. */
  release(): void {
    if (this.#next === null) return;
    try {
      this.#blocks.release(this.#name, this.#next);
    } catch (error) {
      this.#log.warn(
        { error, sequence: this.#name },
        'Unused numbers could not be given back; the next start skips them.',
      );
    }
    this.#next = null;
    this.#reservedUntil = 0;
  }

  #reserve(): void {
    try {
      const first = this.#blocks.reserve(this.#name, blockSize);
      this.#next ??= first;
      this.#reservedUntil = Math.max(first, this.#next) + blockSize;
    } catch (error) {
      this.#log.error({ error, sequence: this.#name }, 'Numbers could not be reserved; counting goes on in memory.');
      this.#next ??= 0;
      this.#reservedUntil = this.#next + blockSize;
    }
  }
}
