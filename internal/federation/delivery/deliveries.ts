import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { MetricsRegistry } from '../../platform/metrics.ts';
import { z } from '../../platform/schema.ts';
import { untilAborted } from '../../platform/until-aborted.ts';
import type { JobOutcome, JobShelf } from '../../queue/job.ts';
import { type JobLimits, JobQueue } from '../../queue/job-queue.ts';
import { withProof } from '../documents/proof.ts';
import type { Json } from '../documents/terms.ts';
import type { FollowerShelf, OutboxShelf } from '../station.ts';
import type { Delivered, Worker } from '../worker/calls.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const limits: JobLimits = {
  // What a server that is down for days has waiting for it; older news give way to newer.
  maxPerLane: 200,
  // Most that are slow only wait: each is given ten seconds, and the others should not notice.
  maxParallel: 160,
  maxUrgent: 8,
  maxAgeMs: 3 * DAY_MS,
  backOffStepsMs: [5_000, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS],
};
/** News that at least wait for each follower of a server that has no inbox for all of them. */
const NEWS_PER_INBOX = 4;
/** Jobs that are written down at once, between two turns of everything else. */
const SPREAD_AT_ONCE = 25;
/** Followers whose server has answered nothing for so long, and has not for hours now, are let go. */
const LET_GO_AFTER_MS = 30 * DAY_MS;
/** Followers whose server has known no such inbox for so long: one day of trouble there must not cost them. */
const MISSING_MS = 7 * DAY_MS;
/** Tries of one activity that have to fail before: they take more than four hours. */
const LET_GO_ATTEMPT = 7;
/** Bodies that are on their way are held in memory, so many at most. */
const MAX_BODIES = 16;
/** How lanes begin of what is for one account alone, such as a code to sign in: it does not wait until ten thousand servers are told something else. */
const DIRECT = '!';
/** The lane of telling all followers: from it each server gets a job in a lane of its own. */
const SPREAD_LANE = '*';

const parcel = z.union([
  z.object({
    kind: z.literal('post'),
    activity: z.string(),
    inbox: z.string(),
    /** Whether the activity is for this inbox alone: once it is there, or cannot be, it is kept no longer. */
    isDirect: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('spread'), activity: z.string() }),
]);
type Parcel = z.infer<typeof parcel>;

export interface DeliveriesNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly random: () => number;
  readonly shelf: JobShelf;
  readonly outbox: Pick<OutboxShelf, 'keepActivity' | 'activity' | 'forgetActivity' | 'forgetActivities'>;
  readonly followers: Pick<FollowerShelf, 'inboxes' | 'removeByInbox' | 'setReach' | 'unreachable'>;
  readonly worker: Worker;
  /** Whether the owner wants nothing to do with a host: what is for everybody is not for it. */
  readonly isShutOut: (host: string) => boolean;
  /** The key of proofs within activities; null while there is none. */
  readonly secondKey: () => { readonly id: string; readonly privateKey: KeyObject } | null;
}

/**
 * Brings activities to other servers, each at least once, also when this one stops meanwhile. A server is a lane: what it is to be told comes
 * in order, and while it does not answer it is asked ever more seldom, with one try for all that waits. What is for one account there alone has a lane of its
 * own, which goes first.
 */
export class Deliveries {
  readonly #needs: DeliveriesNeeds;
  readonly #queue: JobQueue<Parcel>;
  readonly #bodies = new Map<string, string>();
  /** Inboxes that nothing can be brought to, and since when. */
  readonly #unreachable = new Map<string, number>();
  /** How many inboxes each server had when all were told of something last. */
  #inboxesOf: ReadonlyMap<string, number> = new Map();
  readonly #counts: Readonly<Record<'delivered' | 'failed', { add(): void }>>;

  constructor(needs: DeliveriesNeeds) {
    this.#needs = needs;
    const { clock, log, metrics, random, shelf } = needs;
    this.#queue = new JobQueue<Parcel>({
      kind: 'federation',
      shelf,
      clock,
      log,
      random,
      limits,
      isUrgent: (lane) => lane.startsWith(DIRECT),
      onGaveWay: (job) => this.#forgetDirect(job),
      roomIn: (lane) => NEWS_PER_INBOX * (this.#inboxesOf.get(lane) ?? 0),
      parse: (kept) => parcel.safeParse(kept).data ?? null,
      run: (job, { attempt, signal }) =>
        job.kind === 'spread' ? this.#spread(job.activity, signal) : this.#bring(job, attempt, signal),
    });
    const help = 'Activities that were brought to other servers, by outcome.';
    this.#counts = {
      delivered: metrics.counter('aerial_federation_deliveries_total', help, { outcome: 'delivered' }),
      failed: metrics.counter('aerial_federation_deliveries_total', help, { outcome: 'failed' }),
    };
    metrics.observe(
      'aerial_federation_waiting',
      'Activities that wait to be brought to other servers.',
      () => this.waiting,
    );
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Begins with what was left; the returned function leaves the rest for the next start. */
  start(): () => Promise<void> {
    const { clock } = this.#needs;
    this.#forget();
    this.refresh();
    const endForgetting = clock.every(DAY_MS, () => this.#forget());
    const endQueue = this.#queue.start();
    return async () => {
      endForgetting();
      await endQueue();
    };
  }

  /** Looks anew at who could not be reached: somebody else may have put other followers in place of these. */
  refresh(): void {
    const kept = this.#needs.followers.unreachable();
    this.#unreachable.clear();
    for (const { inbox, unreachableWallMs } of kept) this.#unreachable.set(inbox, unreachableWallMs);
  }

  /** To one inbox, before what is for everybody. */
  send(activity: Json, inbox: string): void {
    this.#queue.add(`${DIRECT}${laneOf(inbox)}`, {
      kind: 'post',
      activity: this.#keep(activity),
      inbox,
      isDirect: true,
    });
  }

  /** To everybody who follows. */
  spread(activity: Json): void {
    const key = this.#needs.secondKey();
    const proved = key === null ? activity : withProof(activity, key, this.#needs.clock.wallMs());
    this.#queue.add(SPREAD_LANE, { kind: 'spread', activity: this.#keep(proved) });
  }

  #keep(activity: Json): string {
    const iri = String(activity['id']);
    const body = JSON.stringify(activity);
    this.#needs.outbox.keepActivity(iri, body, this.#needs.clock.wallMs());
    this.#remember(iri, body);
    return iri;
  }

  /** A crash in between means that some servers are told twice; they know an activity by its name. */
  async #spread(activity: string, signal: AbortSignal): Promise<JobOutcome> {
    // What could not be reached lately is tried after all others.
    const rank = (inbox: string): number => (this.#unreachable.has(inbox) ? 1 : 0);
    const inboxes = this.#needs.followers
      .inboxes()
      .filter((inbox) => !this.#needs.isShutOut(URL.parse(inbox)?.hostname ?? ''))
      .toSorted((a, b) => rank(a) - rank(b));
    this.#inboxesOf = new Map([...Map.groupBy(inboxes, laneOf)].map(([lane, { length }]) => [lane, length]));
    for (let done = 0; done < inboxes.length; done += SPREAD_AT_ONCE) {
      if (signal.aborted) return { kind: 'failed', error: 'The server stops.' };
      const some = inboxes.slice(done, done + SPREAD_AT_ONCE);
      this.#queue.addAll(some.map((inbox) => ({ lane: laneOf(inbox), payload: { kind: 'post', activity, inbox } })));
      await new Promise(setImmediate);
    }
    return { kind: 'done' };
  }

  /** Strangers have thousands of answers sent to them: those lie around no longer than they have to. */
  async #bring(job: Extract<Parcel, { kind: 'post' }>, attempt: number, signal: AbortSignal): Promise<JobOutcome> {
    const outcome = await this.#post(job, attempt, signal);
    if (outcome.kind !== 'failed') this.#forgetDirect(job);
    return outcome;
  }

  #forgetDirect(job: Parcel): void {
    if (job.kind === 'post' && job.isDirect === true) this.#needs.outbox.forgetActivity(job.activity);
  }

  async #post(
    { activity, inbox }: Extract<Parcel, { kind: 'post' }>,
    attempt: number,
    signal: AbortSignal,
  ): Promise<JobOutcome> {
    const { log, worker } = this.#needs;
    const body = this.#bodyOf(activity);
    if (body === null) return { kind: 'hopeless', error: 'The activity is not kept any more.' };
    const outcome = await untilAborted<Delivered | null>(worker.call('deliver', { inbox, body }), signal, null);
    if (outcome === null) return { kind: 'failed', error: 'The server stops.' };
    this.#counts[outcome.kind === 'delivered' ? 'delivered' : 'failed'].add();
    if (outcome.kind === 'delivered' || outcome.kind === 'refused') this.#noteReached(inbox);
    switch (outcome.kind) {
      case 'delivered':
        return { kind: 'done' };
      case 'gone':
        this.#letGo(inbox, 'Followers are gone: their server knows them no more.');
        return { kind: 'done' };
      case 'missing':
        if (this.#sinceUnreachable(inbox) >= MISSING_MS)
          this.#letGo(inbox, 'Followers are let go: their server has known their inbox no more for a week.');
        return { kind: 'hopeless', error: outcome.error };
      case 'refused':
        log.debug({ inbox, error: outcome.error }, 'Another server does not want an activity.');
        return { kind: 'hopeless', error: outcome.error };
      case 'failed':
        log.debug(
          { inbox, error: outcome.error },
          'An activity could not be brought to another server; it is tried again.',
        );
        return this.#isGivenUp(inbox, attempt)
          ? { kind: 'hopeless', error: outcome.error }
          : { kind: 'failed', error: outcome.error, retryAfterMs: outcome.retryAfterMs ?? 0 };
    }
  }

  #noteReached(inbox: string): void {
    if (this.#unreachable.delete(inbox)) this.#needs.followers.setReach(inbox, null);
  }

  /** Lets the followers of an inbox go that could not be reached for too long. */
  #isGivenUp(inbox: string, attempt: number): boolean {
    const sinceMs = this.#sinceUnreachable(inbox);
    if (attempt < LET_GO_ATTEMPT || sinceMs < LET_GO_AFTER_MS) return false;
    this.#letGo(inbox, 'Followers are let go: their server has not answered for a month.');
    return true;
  }

  /** Notes that nothing could be brought to an inbox; for how long that has been so. */
  #sinceUnreachable(inbox: string): number {
    const nowWallMs = this.#needs.clock.wallMs();
    const sinceWallMs = this.#unreachable.get(inbox) ?? nowWallMs;
    if (!this.#unreachable.has(inbox)) {
      this.#unreachable.set(inbox, nowWallMs);
      this.#needs.followers.setReach(inbox, nowWallMs);
    }
    return nowWallMs - sinceWallMs;
  }

  #letGo(inbox: string, sentence: string): void {
    const { followers, log } = this.#needs;
    this.#unreachable.delete(inbox);
    const removed = followers.removeByInbox(inbox);
    if (removed > 0) log.info({ inbox, removed }, sentence);
  }

  #bodyOf(activity: string): string | null {
    const known = this.#bodies.get(activity) ?? this.#needs.outbox.activity(activity);
    if (known !== null) this.#remember(activity, known);
    return known;
  }

  #remember(iri: string, body: string): void {
    this.#bodies.delete(iri);
    this.#bodies.set(iri, body);
    const [oldest] = this.#bodies.keys();
    if (this.#bodies.size > MAX_BODIES && oldest !== undefined) this.#bodies.delete(oldest);
  }

  #forget(): void {
    const { clock, outbox } = this.#needs;
    outbox.forgetActivities(clock.wallMs() - limits.maxAgeMs - DAY_MS);
  }
}

function laneOf(inbox: string): string {
  return URL.parse(inbox)?.host ?? '';
}
