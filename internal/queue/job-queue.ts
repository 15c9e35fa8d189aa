import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { backOffMs } from './back-off.ts';
import type { Job, JobOutcome, JobShelf } from './job.ts';

/** What tries that run may take to end by themselves when the queue stops. */
const STOP_GRACE_MS = 1_000;

export interface JobLimits {
  /** When a lane is full its oldest job gives way. */
  readonly maxPerLane: number;
  /** Lanes that are worked on at a time. */
  readonly maxParallel: number;
  /** How many more of those that are urgent. */
  readonly maxUrgent?: number;
  /** Jobs older than this are given up. */
  readonly maxAgeMs: number;
  /** Waits after the first failure of a lane, the second and so on; the last one repeats. */
  readonly backOffStepsMs: readonly number[];
}

export interface TryDetails {
  /** Of this job, from 1. */
  readonly attempt: number;
  /** Tries of the whole lane that failed since one did not. */
  readonly failuresBefore: number;
  readonly signal: AbortSignal;
}

export interface JobQueueNeeds<Payload> {
  readonly kind: string;
  readonly shelf: JobShelf;
  readonly clock: Clock;
  readonly log: Logger;
  /** 0 to 1. */
  readonly random: () => number;
  readonly limits: JobLimits;
  /** Lanes that are not kept waiting by however many others; none unless told. */
  readonly isUrgent?: (lane: string) => boolean;
  /** How many jobs a lane has room for at least, for lanes that need more than `maxPerLane`. */
  readonly roomIn?: (lane: string) => number;
  /** Told of what gave way in a lane that was full. */
  readonly onGaveWay?: (payload: Payload) => void;
  /** Null for what is no payload of this kind. */
  readonly parse: (kept: unknown) => Payload | null;
  /** One try. Has to end soon after `signal`. */
  readonly run: (payload: Payload, details: TryDetails) => Promise<JobOutcome>;
}

type Rank = 'urgent' | 'usual';

interface Lane {
  waiting: number;
  failures: number;
  dueWallMs: number;
  isRunning: boolean;
  /** Whether the log has been told that jobs of this lane are given up; told anew once it was empty. */
  hasGivenUp: boolean;
}

/**
 * Jobs that outlive the process. Those of a lane are done in their order: while the first fails, the others wait with it. A job whose end
 * was not noted before the process died is done again, so what it does must bear that. Nobody else takes jobs off the shelf: the lock
 * on the data directory sees to that.
 */
export class JobQueue<Payload> {
  readonly #needs: JobQueueNeeds<Payload>;
  readonly #lanes: Readonly<Record<Rank, Map<string, Lane>>> = { urgent: new Map(), usual: new Map() };
  readonly #running = new Set<Promise<void>>();
  /** Of the tries since the latest start. */
  #ending = new AbortController();
  #state: 'new' | 'open' | 'stopped' = 'new';
  #cancelTimer: () => void = () => {};

  constructor(needs: JobQueueNeeds<Payload>) {
    this.#needs = needs;
  }

  /** Keeps a job for as soon as its lane allows; what comes before the start or after the stop waits for the next start. */
  add(lane: string, payload: Payload): void {
    this.addAll([{ lane, payload }]);
  }

  /** Keeps all of them or none, for lanes that may be the same: for many it costs a fraction of one by one. */
  addAll(added: readonly { readonly lane: string; readonly payload: Payload }[]): void {
    const { clock, kind, limits, roomIn, shelf } = this.#needs;
    const createdWallMs = clock.wallMs();
    for (const { lane } of added) {
      const state = this.#lanesLike(lane).get(lane);
      const room = Math.max(limits.maxPerLane, roomIn?.(lane) ?? 0);
      if (state !== undefined && state.waiting >= room) this.#dropOldest(lane, state);
    }
    shelf.add(...added.map(({ lane, payload }) => ({ kind, lane, payload, createdWallMs })));
    for (const { lane } of added) {
      const lanes = this.#lanesLike(lane);
      const state = lanes.get(lane) ?? { ...emptyLane, dueWallMs: createdWallMs };
      state.waiting += 1;
      lanes.set(lane, state);
    }
    this.#work();
  }

  /** Jobs that are kept, those that run included. */
  get waiting(): number {
    const { urgent, usual } = this.#lanes;
    return [...urgent.values(), ...usual.values()].reduce((sum, lane) => sum + lane.waiting, 0);
  }

  /** Forgets the jobs of a lane; one that runs goes to its end. */
  clear(lane: string): void {
    this.#needs.shelf.clear(this.#needs.kind, lane);
    this.#lanesLike(lane).delete(lane);
  }

  /** Begins with what is there; the returned function waits a second for what runs, then ends it. It may be started again after that. */
  start(): () => Promise<void> {
    this.#ending = new AbortController();
    for (const { lane, attempts, ...kept } of this.#needs.shelf.lanes(this.#needs.kind))
      this.#lanesLike(lane).set(lane, { ...emptyLane, ...kept, failures: attempts });
    this.#state = 'open';
    this.#work();
    return () => this.#stop();
  }

  async #stop(): Promise<void> {
    this.#state = 'stopped';
    this.#cancelTimer();
    const cancel = this.#needs.clock.after(STOP_GRACE_MS, () => this.#ending.abort());
    await Promise.all(this.#running);
    cancel();
  }

  /** Sets about every lane that is due and for which there is room, and comes back when the next one is. */
  #work(): void {
    this.#cancelTimer();
    if (this.#state !== 'open') return;
    const { maxParallel, maxUrgent = 0 } = this.#needs.limits;
    const nextInMs = Math.min(
      this.#beginDue(this.#lanes.urgent, maxParallel + maxUrgent),
      this.#beginDue(this.#lanes.usual, maxParallel),
    );
    if (nextInMs < Infinity) this.#cancelTimer = this.#needs.clock.after(nextInMs, () => this.#work());
  }

  /** Begins what is due of these lanes as far as there is room; in how many milliseconds the next is due, without end when there is no room. */
  #beginDue(lanes: ReadonlyMap<string, Lane>, maxRunning: number): number {
    const nowWallMs = this.#needs.clock.wallMs();
    let nextInMs = Infinity;
    for (const [name, lane] of lanes) {
      if (this.#running.size >= maxRunning) return Infinity;
      if (lane.isRunning) continue;
      const inMs = this.#untilDue(lane, nowWallMs);
      if (inMs <= 0) this.#begin(name, lane);
      else nextInMs = Math.min(nextInMs, inMs);
    }
    return nextInMs;
  }

  #lanesLike(name: string): Map<string, Lane> {
    return this.#lanes[this.#needs.isUrgent?.(name) === true ? 'urgent' : 'usual'];
  }

  /** A clock that was set back makes no wait longer than the longest step. */
  #untilDue(lane: Lane, nowWallMs: number): number {
    const longestMs = 2 * Math.max(...this.#needs.limits.backOffStepsMs);
    return Math.min(lane.dueWallMs - nowWallMs, longestMs);
  }

  #begin(name: string, lane: Lane): void {
    lane.isRunning = true;
    const running = this.#try(name, lane).finally(() => {
      this.#running.delete(running);
      lane.isRunning = false;
      this.#putLast(name, lane);
      this.#work();
    });
    this.#running.add(running);
  }

  /** Lanes take turns; one that is empty or was cleared goes. */
  #putLast(name: string, lane: Lane): void {
    const lanes = this.#lanesLike(name);
    if (lanes.get(name) !== lane) return;
    lanes.delete(name);
    if (lane.waiting > 0) lanes.set(name, lane);
  }

  async #try(name: string, lane: Lane): Promise<void> {
    const { clock, kind, log, run, shelf } = this.#needs;
    try {
      const job = shelf.head(kind, name);
      const payload = job === null ? null : this.#payloadOf(job);
      if (job === null) lane.waiting = 0;
      else if (payload === null) {
        this.#sayGivenUp(name, lane, 'Jobs that are too old or cannot be read are given up.');
        this.#drop(lane, job);
      } else {
        // Begins outside the caller's turn, which may be one that sends pictures.
        await new Promise(setImmediate);
        const details = { attempt: job.attempts + 1, failuresBefore: lane.failures, signal: this.#ending.signal };
        this.#settle(lane, job, await run(payload, details));
      }
    } catch (error) {
      lane.failures += 1;
      lane.dueWallMs = clock.wallMs() + this.#backOffMs(lane);
      log.error({ queue: kind, error: String(error) }, 'A job could not be worked on; it is tried again.');
    }
  }

  #payloadOf(job: Job): Payload | null {
    const { clock, limits, parse } = this.#needs;
    return clock.wallMs() - job.createdWallMs > limits.maxAgeMs ? null : parse(job.payload);
  }

  #sayGivenUp(name: string, lane: Lane, sentence: string): void {
    const { kind, log } = this.#needs;
    if (!lane.hasGivenUp) log.warn({ queue: kind, lane: name, waiting: lane.waiting }, sentence);
    lane.hasGivenUp = true;
  }

  #settle(lane: Lane, job: Job, outcome: JobOutcome): void {
    if (outcome.kind === 'done') {
      lane.failures = 0;
      lane.dueWallMs = this.#needs.clock.wallMs();
    }
    if (outcome.kind !== 'failed') return this.#drop(lane, job);
    // Ended by the stop: that is no failure of its own.
    if (this.#ending.signal.aborted) return;
    this.#postpone(lane, job, outcome);
  }

  #postpone(from: Lane, job: Job, outcome: Extract<JobOutcome, { kind: 'failed' }>): void {
    const { clock, limits, shelf } = this.#needs;
    const { error, lane = job.lane, retryAfterMs = 0 } = outcome;
    const to = lane === job.lane ? from : (this.#lanesLike(lane).get(lane) ?? { ...emptyLane });
    to.failures += 1;
    const askedMs = Math.min(retryAfterMs, Math.max(...limits.backOffStepsMs));
    to.dueWallMs = clock.wallMs() + Math.max(this.#backOffMs(to), askedMs);
    const after = { lane, attempts: job.attempts + 1, dueWallMs: to.dueWallMs, lastError: error };
    if (!shelf.postpone(job.id, after) || to === from) return;
    from.waiting -= 1;
    from.failures = 0;
    to.waiting += 1;
    this.#lanesLike(lane).set(lane, to);
  }

  #drop(lane: Lane, job: Job): void {
    if (this.#needs.shelf.remove(job.id)) lane.waiting -= 1;
  }

  #dropOldest(name: string, lane: Lane): void {
    const { kind, onGaveWay, parse, shelf } = this.#needs;
    const oldest = shelf.head(kind, name);
    this.#sayGivenUp(name, lane, 'Too many jobs wait; the oldest are given up.');
    if (oldest === null || !shelf.remove(oldest.id)) return;
    lane.waiting -= 1;
    const payload = parse(oldest.payload);
    if (payload !== null) onGaveWay?.(payload);
  }

  #backOffMs(lane: Lane): number {
    return backOffMs(this.#needs.limits.backOffStepsMs, lane.failures, this.#needs.random);
  }
}

const emptyLane: Readonly<Lane> = { waiting: 0, failures: 0, dueWallMs: 0, isRunning: false, hasGivenUp: false };
