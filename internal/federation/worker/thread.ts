import { Worker as Thread } from 'node:worker_threads';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { Answer, CallName, Calls, Identity, Order, Worker } from './calls.ts';

/** Longer than anything the thread does takes. */
const CALL_TIMEOUT_MS = 45_000;
/** Calls that may be under way. */
const MAX_CALLS = 512;
/** How long to wait after the thread died. */
const RESTART_MS = 5_000;
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 } as const;

export interface WorkerThreadNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  /** The thread's program, as the build made it. */
  readonly script: () => string;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly cancel: () => void;
}

/** Why a call had no answer: a passing trouble of ours. */
export class WorkerUnavailable extends Error {}

/**
 * Keeps the library of the fediverse, and all that strangers can make it do, in a thread of its own with memory of its own: what goes on there
 * cannot hold up the picture. A thread that dies is started anew.
 */
export class WorkerThread implements Worker {
  readonly #needs: WorkerThreadNeeds;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Thread | null = null;
  #identity: Identity | null = null;
  #nextId = 1;
  #cancelRestart: () => void = () => {};

  constructor(needs: WorkerThreadNeeds) {
    this.#needs = needs;
  }

  /** Starts the thread, or tells the one that runs who it speaks for from now on. */
  start(identity: Identity): void {
    this.#identity = identity;
    this.#thread ??= this.#open();
    this.#send({ kind: 'identity', identity });
  }

  /** Ends the thread and what it does; harmless when there is none. */
  async stop(): Promise<void> {
    this.#cancelRestart();
    this.#identity = null;
    const thread = this.#thread;
    this.#thread = null;
    this.#failAll('The fediverse was switched off.');
    await thread?.terminate();
  }

  call<Name extends CallName>(name: Name, argument: Calls[Name]['takes']): Promise<Calls[Name]['gives']> {
    if (this.#thread === null || this.#waiting.size >= MAX_CALLS)
      return Promise.reject(new WorkerUnavailable('The thread of the fediverse is busy or not there.'));
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const cancel = this.#needs.clock.after(CALL_TIMEOUT_MS, () => {
      this.#waiting.delete(id);
      reject(new WorkerUnavailable('The thread of the fediverse did not answer in time.'));
    });
    this.#waiting.set(id, { resolve, reject, cancel });
    this.#send({ kind: 'call', id, name, argument });
    return promise as Promise<Calls[Name]['gives']>;
  }

  #open(): Thread {
    const thread = new Thread(this.#needs.script(), { eval: true, resourceLimits, name: 'fediverse' });
    thread.unref();
    thread.on('message', (answer: Answer) => this.#settle(answer));
    thread.on('error', (error) =>
      this.#needs.log.error({ error: String(error) }, 'The thread of the fediverse failed; it is started anew.'),
    );
    thread.on('exit', () => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      this.#failAll('The thread of the fediverse ended.');
      this.#cancelRestart = this.#needs.clock.after(RESTART_MS, () => {
        if (this.#identity !== null) this.start(this.#identity);
      });
    });
    return thread;
  }

  #send(order: Order): void {
    this.#thread?.postMessage(order);
  }

  #settle({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancel();
    if (error === undefined) waiting.resolve(value);
    else waiting.reject(new Error(error));
  }

  #failAll(why: string): void {
    for (const { reject, cancel } of this.#waiting.values()) {
      cancel();
      reject(new WorkerUnavailable(why));
    }
    this.#waiting.clear();
  }
}
