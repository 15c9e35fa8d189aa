import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Counter, MetricsRegistry } from '../platform/metrics.ts';
import { isBlockedHost } from './gate/blocked-hosts.ts';
import { judgePost, type StatedActivity } from './gate/judge-post.ts';
import { TokenBuckets } from './gate/token-buckets.ts';
import type { Receiver } from './inbound/receiver.ts';
import type { Account } from './station.ts';
import type { Worker } from './worker/calls.ts';

/** Posts that may be looked at at the same time; more are told to come back. */
const MAX_PENDING = 200;
/** What a server, an account and an address may send. A crowd of one big server is let in; a flood is not. */
const paces = {
  address: { burst: 300, perMinute: 600, names: 5_000 },
  host: { burst: 300, perMinute: 600, names: 5_000 },
  actor: { burst: 30, perMinute: 30, names: 10_000 },
} as const;

/** Addresses that are remembered as those of a server. */
const MAX_PROVED = 10_000;

/** Something posted to an inbox. Header names in lower case. */
export interface DoorPost {
  /** With its query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Of who sends it. */
  readonly address: string;
}

export interface DoorAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterSeconds?: number;
}

export interface InboxDoorNeeds {
  readonly clock: Pick<Clock, 'wallMs' | 'monotonicMs'>;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly worker: Worker;
  readonly receiver: Receiver;
}

const taken: DoorAnswer = { status: 202, text: '' };

/**
 * The way in for activities. The gate looks at each before anything is fetched or reckoned with for it; then the worker proves who sent it; then
 * it is done, and only then is it answered, so that whoever is not believed learns of it.
 */
export class InboxDoor {
  readonly #needs: InboxDoorNeeds;
  readonly #paces = {
    address: new TokenBuckets(paces.address),
    host: new TokenBuckets(paces.host),
    actor: new TokenBuckets(paces.actor),
  };
  /** Which addresses something came from that was proved to be of which server, the latest last. */
  readonly #proved = new Set<string>();
  readonly #counts: Readonly<Record<'taken' | 'refused', Counter>>;
  #pending = 0;

  constructor(needs: InboxDoorNeeds) {
    this.#needs = needs;
    const help = 'Activities that other servers posted, by what became of them.';
    this.#counts = {
      taken: needs.metrics.counter('aerial_federation_received_total', help, { outcome: 'taken' }),
      refused: needs.metrics.counter('aerial_federation_received_total', help, { outcome: 'refused' }),
    };
  }

  async take(account: Account, post: DoorPost): Promise<DoorAnswer> {
    const answer = await this.#judge(account, post);
    this.#counts[answer.status < 300 ? 'taken' : 'refused'].add();
    return answer;
  }

  async #judge(account: Account, post: DoorPost): Promise<DoorAnswer> {
    const { clock, log, receiver } = this.#needs;
    const { addresses, rules } = account;
    if (!this.#paces.address.take(post.address, clock.monotonicMs())) return busy(429, 60);
    // The proxy in front may have put another name there than the sender signed: ours is the one that the world knows.
    const headers = { ...post.headers, host: addresses.host };
    const verdict = judgePost(
      { headers, body: post.body },
      {
        nowWallMs: clock.wallMs(),
        allowsHttp: rules.allowsLocal,
        isBlocked: (host) => isBlockedHost(rules.blockedDomains, host),
      },
    );
    if (verdict.kind === 'refused') return { status: verdict.status, text: verdict.reason };
    const { stated } = verdict;
    if (!this.#mayCome(stated, post.address)) return busy(429, 60);
    // Servers tell everybody of every account that is deleted. Of one that is not known here nothing need be forgotten.
    if (stated.type === 'Delete' && stated.object === stated.actor && !receiver.isKnown(stated.actor)) return taken;
    if (receiver.isBlocked(stated.actor)) return { status: 403, text: 'This account is not listened to.' };
    if (this.#pending >= MAX_PENDING) return busy(503, 30);
    this.#pending += 1;
    try {
      return await this.#verify(account, stated, { ...post, headers });
    } catch (error) {
      log.warn({ type: stated.type, error: String(error) }, 'An activity could not be looked at.');
      return busy(503, 60);
    } finally {
      this.#pending -= 1;
    }
  }

  /**
   * What comes from where nothing of that server has come before has a pace of its own: whoever sends in the name of a server uses up nothing
   * of what the server itself may send.
   */
  #mayCome({ actor }: StatedActivity, address: string): boolean {
    const { host } = new URL(actor);
    return this.#take(actor, host, this.#proved.has(`${address} ${host}`) ? '' : '?');
  }

  #take(actor: string, host: string, mark: '' | '?'): boolean {
    const nowMs = this.#needs.clock.monotonicMs();
    return this.#paces.host.take(`${mark}${host}`, nowMs) && this.#paces.actor.take(`${mark}${actor}`, nowMs);
  }

  /** Remembers an address as that of a server; what has just come from there is counted like all that will. */
  #noteProved({ actor }: StatedActivity, address: string): void {
    const { host } = new URL(actor);
    const pair = `${address} ${host}`;
    if (!this.#proved.delete(pair)) this.#take(actor, host, '');
    this.#proved.add(pair);
    const [oldest] = this.#proved;
    if (this.#proved.size > MAX_PROVED && oldest !== undefined) this.#proved.delete(oldest);
  }

  async #verify(
    account: Account,
    stated: StatedActivity,
    { target, headers, body, address }: DoorPost,
  ): Promise<DoorAnswer> {
    const { log, receiver, worker } = this.#needs;
    const url = `${account.addresses.base}${target}`;
    const verdict = await worker.call('verify', { url, headers, body: body.toString('utf8') });
    if (verdict.kind === 'verified' || verdict.kind === 'unknown') this.#noteProved(stated, address);
    switch (verdict.kind) {
      case 'verified':
        await receiver.take(account, verdict.actor, verdict.activity);
        return taken;
      case 'gone':
        if (stated.type === 'Delete' && stated.object === stated.actor) receiver.forget(stated.actor);
        return taken;
      case 'unknown':
        return taken;
      case 'refused':
        log.debug({ from: stated.actor, type: stated.type, reason: verdict.reason }, 'An activity was refused.');
        return { status: verdict.status, text: verdict.reason };
    }
  }
}

function busy(status: 429 | 503, retryAfterSeconds: number): DoorAnswer {
  return { status, text: 'Too much is sent here. Try again later.', retryAfterSeconds };
}
