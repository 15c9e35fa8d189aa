import type { Clock } from '../platform/clock.ts';
import { systemCode } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { ObjectStore } from './object-store.ts';

export interface WriteBehindNeeds {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  /** Bytes that may wait to be written; what comes on top is not stored. */
  readonly maxQueuedBytes?: number;
}

type Job =
  | { readonly kind: 'put'; readonly name: string; readonly bytes: Buffer }
  | { readonly kind: 'remove'; readonly name: string };

/** Why the disk does not take the live window. */
export interface DiskTrouble {
  readonly state: 'full' | 'failing';
  readonly code: 'DISK_FULL' | 'DATA_DIR_UNUSABLE';
  readonly sentence: string;
}

const fullDisk: DiskTrouble = {
  state: 'full',
  code: 'DISK_FULL',
  sentence:
    'The disk is full, so the live window is not stored; the broadcast goes on from memory. Free some space in the data directory.',
};
const failingDisk: DiskTrouble = {
  state: 'failing',
  code: 'DATA_DIR_UNUSABLE',
  sentence: 'The live window cannot be stored; the broadcast goes on from memory. Trying again every 10 seconds.',
};

const DEFAULT_MAX_QUEUED_BYTES = 64 * 1024 * 1024;
const MAX_QUEUED_JOBS = 4096;
const RETRY_AFTER_MS = 10_000;
const DRAIN_AT_STOP_MS = 2_000;

/**
 * Follows the live window onto a store, one write at a time, and never holds anybody up: `put` and `remove` return at once. A store that
 * fails (a full disk) is tried again after 10 s; what does not fit in the queue meanwhile is not stored, which is counted and logged once.
 */
export class WriteBehind {
  readonly #needs: WriteBehindNeeds;
  readonly #maxQueuedBytes: number;
  readonly #dropped;
  readonly #queue: Job[] = [];
  #queuedBytes = 0;
  #working: Promise<void> | null = null;
  #cancelRetry: (() => void) | null = null;
  #droppedCount = 0;
  #trouble: DiskTrouble | null = null;
  #stopped = false;

  constructor(needs: WriteBehindNeeds) {
    this.#needs = needs;
    this.#maxQueuedBytes = needs.maxQueuedBytes ?? DEFAULT_MAX_QUEUED_BYTES;
    this.#dropped = needs.metrics.counter('aerial_storage_dropped_total', 'Files that could not be stored in time');
    needs.metrics.observe('aerial_storage_queued_bytes', 'Bytes waiting to be stored', () => this.#queuedBytes);
  }

  /** What is wrong, in a sentence for the admin; null while all is well. */
  get trouble(): DiskTrouble | null {
    return this.#trouble;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  put(name: string, bytes: Buffer): void {
    if (this.#queuedBytes + bytes.length > this.#maxQueuedBytes || this.#queue.length >= MAX_QUEUED_JOBS) {
      this.#dropped.add();
      this.#droppedCount += 1;
      return;
    }
    this.#queuedBytes += bytes.length;
    this.#enqueue({ kind: 'put', name, bytes });
  }

  /** Forgets `name`. While it still waits to be stored, it is taken out of the queue instead. */
  remove(name: string): void {
    const waiting = this.#queue.findIndex((job) => job.kind === 'put' && job.name === name);
    if (waiting > 0 || (waiting === 0 && this.#working === null)) {
      const [job] = this.#queue.splice(waiting, 1);
      if (job?.kind === 'put') this.#queuedBytes -= job.bytes.length;
      return;
    }
    if (this.#queue.length < MAX_QUEUED_JOBS) this.#enqueue({ kind: 'remove', name });
  }

  /** Ends the follower: waits at most 2 s for what is queued, then gives the rest up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry?.();
    if (this.#working === null) return;
    let cancelDeadline = (): void => {};
    const deadline = new Promise<void>((resolve) => {
      cancelDeadline = this.#needs.clock.after(DRAIN_AT_STOP_MS, resolve);
    });
    await Promise.race([this.#working, deadline]);
    cancelDeadline();
    this.#queue.length = 0;
  }

  #enqueue(job: Job): void {
    if (this.#stopped) return;
    this.#queue.push(job);
    this.#work();
  }

  #work(): void {
    if (this.#working !== null || this.#cancelRetry !== null) return;
    this.#working = this.#drain().finally(() => {
      this.#working = null;
    });
  }

  async #drain(): Promise<void> {
    for (let job = this.#queue[0]; job !== undefined; job = this.#queue[0]) {
      try {
        if (job.kind === 'put') await this.#needs.store.put(job.name, job.bytes);
        else await this.#needs.store.remove(job.name);
      } catch (error) {
        this.#onFailure(error);
        return;
      }
      this.#onDone(job);
    }
  }

  #onDone(job: Job): void {
    if (this.#queue[0] === job) this.#queue.shift();
    // That something could be removed does not say that anything can be stored.
    if (job.kind === 'remove') return this.#forgetWhenIdle();
    this.#queuedBytes -= job.bytes.length;
    if (this.#trouble !== null) this.#needs.log.info({}, 'The live window is being stored again.');
    this.#trouble = null;
  }

  #onFailure(error: unknown): void {
    const trouble = ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '') ? fullDisk : failingDisk;
    if (this.#trouble !== trouble) {
      this.#needs.log.warn(
        { code: trouble.code, error: error instanceof Error ? error.message : String(error) },
        trouble.sentence,
      );
    }
    this.#trouble = trouble;
    if (this.#stopped) return;
    this.#cancelRetry = this.#needs.clock.after(RETRY_AFTER_MS, () => {
      this.#cancelRetry = null;
      this.#forgetWhenIdle();
      this.#work();
    });
  }

  /** Nothing waits any more, so that nothing is kept from being stored. */
  #forgetWhenIdle(): void {
    if (this.#queue.length === 0) this.#trouble = null;
  }
}
