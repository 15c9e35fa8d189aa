import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Counter, MetricsRegistry } from '../platform/metrics.ts';
import { retryAfterMs } from '../platform/retry-after.ts';
import type { JobOutcome } from '../queue/job.ts';
import type { TryDetails } from '../queue/job-queue.ts';
import type { Hook } from './hook.ts';
import type { MailWay } from './mail-way.ts';
import { type Delivered, type Notice, ownLaneOf, type Parcel, type Way, ways } from './notice.ts';
import type { PushWay } from './push/push-way.ts';
import { tellDiscord, tellHook } from './web-way.ts';
import type { OutboundFetch } from '../platform/outbound-fetch.ts';

/** One try to deliver, for the log of them. */
export interface NoticeDelivery {
  readonly noticeId: string;
  readonly event: Notice['event'];
  readonly way: Way;
  /** Who was told, in words without a secret. */
  readonly receiver: string;
  /** Counts from 1; 0 for a test. */
  readonly attempt: number;
  readonly sentWallMs: number;
  readonly durationMs: number;
  readonly isTaken: boolean;
  /** Null when there was no answer. */
  readonly status: number | null;
  /** Why it was not taken; empty when it was. */
  readonly reason: string;
}

export interface PostmanNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly outbound: Pick<OutboundFetch, 'fetch'>;
  readonly push: Pick<PushWay, 'deliver'>;
  readonly mail: Pick<MailWay, 'deliver'>;
  /** Whether somebody still wants e-mails: they may have left while one waited. */
  readonly isOnMailList: (address: string) => boolean;
  readonly discordWebhook: () => string | null;
  readonly subscriptions: {
    get(id: number): { readonly destination: string; readonly failingSinceWallMs: number | null } | null;
    setFailing(id: number, failingSinceWallMs: number | null): void;
    remove(id: number): void;
  };
  readonly hooks: { get(id: number): Hook | null };
  readonly deliveries: { add(delivery: NoticeDelivery, kept: number): void };
}

/** Deliveries that are kept. */
const KEPT_DELIVERIES = 1_000;
/** Tries of one parcel: after that whoever it is for is not told any more. */
const MAX_ATTEMPTS = 5;
/** A browser whose push service has taken nothing for so long is forgotten. One that is still there asks to be told again at its next visit. */
const FORGOTTEN_AFTER_MS = 30 * 86_400_000;

/** Takes a notice to one receiver, and notes how that went. */
export class Postman {
  readonly #needs: PostmanNeeds;
  readonly #counters = new Map<string, Counter>();

  constructor(needs: PostmanNeeds) {
    this.#needs = needs;
    const help = 'Notices sent, by way and by whether they were taken.';
    for (const way of ways)
      for (const result of ['taken', 'refused'])
        this.#counters.set(`${way} ${result}`, needs.metrics.counter('aerial_notices_total', help, { way, result }));
  }

  /** One try, for the queue. */
  async deliver(parcel: Parcel, { attempt, signal }: TryDetails): Promise<JobOutcome> {
    const outcome = await this.#try(parcel, attempt, signal);
    if (outcome === null) return { kind: 'hopeless', error: 'The receiver is gone.' };
    if (outcome.kind === 'taken') return { kind: 'done' };
    if (outcome.kind === 'gone') return { kind: 'hopeless', error: `The answer was ${outcome.status}.` };
    if (outcome.isFinal || attempt >= MAX_ATTEMPTS) return { kind: 'hopeless', error: outcome.reason };
    const askedMs = retryAfterMs(outcome.retryAfter, this.#needs.clock.wallMs());
    const failed = { kind: 'failed', error: outcome.reason, retryAfterMs: askedMs ?? 0 } as const;
    return outcome.isAboutOne === true ? { ...failed, lane: ownLaneOf(parcel) } : failed;
  }

  /** One try at once, whose outcome somebody waits for; null when there is no such receiver. */
  test(parcel: Parcel): Promise<Delivered | null> {
    return this.#try(parcel, 0);
  }

  async #try(parcel: Parcel, attempt: number, signal?: AbortSignal): Promise<Delivered | null> {
    const { clock } = this.#needs;
    const sentWallMs = clock.wallMs();
    const startMs = clock.monotonicMs();
    const found = this.#receiver(parcel, signal);
    if (found === null) return null;
    const outcome = await found.deliver();
    const isStopped = signal?.aborted === true && outcome.kind !== 'taken';
    if (!isStopped)
      this.#note(parcel, found.name, outcome, {
        attempt,
        sentWallMs,
        durationMs: Math.round(clock.monotonicMs() - startMs),
      });
    return outcome;
  }

  #receiver(
    { notice, way, to }: Parcel,
    signal: AbortSignal | undefined,
  ): { readonly name: string; readonly deliver: () => Promise<Delivered> } | null {
    const { discordWebhook, hooks, isOnMailList, mail, outbound, push, subscriptions } = this.#needs;
    switch (way) {
      case 'push': {
        const known = subscriptions.get(Number(to));
        const name = `browser ${to}`;
        return known === null ? null : { name, deliver: () => push.deliver(notice, known.destination, signal) };
      }
      case 'discord': {
        const webhook = discordWebhook();
        return webhook === null
          ? null
          : { name: 'Discord', deliver: () => tellDiscord(outbound, webhook, notice, signal) };
      }
      case 'mail':
        return isOnMailList(to) ? { name: to, deliver: () => mail.deliver(notice, to, signal) } : null;
      case 'hook': {
        const hook = hooks.get(Number(to));
        return hook === null ? null : { name: hook.name, deliver: () => tellHook(outbound, hook, notice, signal) };
      }
    }
  }

  #note(
    { notice, way, to }: Parcel,
    receiver: string,
    outcome: Delivered,
    facts: Pick<NoticeDelivery, 'attempt' | 'sentWallMs' | 'durationMs'>,
  ): void {
    const { deliveries, log } = this.#needs;
    const isTaken = outcome.kind === 'taken';
    this.#counters.get(`${way} ${isTaken ? 'taken' : 'refused'}`)?.add();
    const reason = [reasonOf(outcome), way === 'push' ? this.#noteBrowser(Number(to), outcome) : ''].join(' ').trim();
    deliveries.add(
      { noticeId: notice.id, event: notice.event, way, receiver, ...facts, isTaken, status: outcome.status, reason },
      KEPT_DELIVERIES,
    );
    if (outcome.kind === 'refused' && way !== 'push')
      log.warn({ way, reason: outcome.reason }, 'A notice was not taken.');
  }

  /** Forgets a browser that is gone, or where nothing was taken for too long; in a sentence when it was for that. */
  #noteBrowser(id: number, outcome: Delivered): string {
    const { clock, subscriptions } = this.#needs;
    const sinceWallMs = subscriptions.get(id)?.failingSinceWallMs ?? null;
    if (outcome.kind === 'taken' && sinceWallMs !== null) subscriptions.setFailing(id, null);
    if (outcome.kind === 'gone') subscriptions.remove(id);
    // What never left this server says nothing of the browser.
    if (outcome.kind !== 'refused' || (outcome.isFinal && outcome.status === null)) return '';
    const nowWallMs = clock.wallMs();
    if (sinceWallMs === null) subscriptions.setFailing(id, nowWallMs);
    if (sinceWallMs === null || nowWallMs - sinceWallMs < FORGOTTEN_AFTER_MS) return '';
    subscriptions.remove(id);
    return 'Nothing was taken there for a month: the browser was forgotten.';
  }
}

function reasonOf(outcome: Delivered): string {
  if (outcome.kind === 'taken') return '';
  return outcome.kind === 'gone' ? 'The browser is no longer there, and was forgotten.' : outcome.reason;
}
