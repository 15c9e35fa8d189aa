import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Counter, MetricsRegistry } from '../platform/metrics.ts';
import type { OutboundFetch, OutboundOutcome } from '../platform/outbound-fetch.ts';
import { retryAfterMs } from '../platform/retry-after.ts';
import type { JobOutcome } from '../queue/job.ts';
import type { TryDetails } from '../queue/job-queue.ts';
import { sign, SIGNATURE_HEADER } from './signature.ts';
import type { Delivery, Shipment, Webhook, WebhookShelf } from './webhook.ts';

/** What a receiver may take to answer, and how much of its answer is kept. */
const ANSWER_TIMEOUT_MS = 10_000;
const KEPT_ANSWER_BYTES = 1_024;
/** Deliveries of a webhook that are kept. */
const KEPT_DELIVERIES = 200;

/** A webhook that has taken nothing for so long, and failed so many times in a row, is switched off. */
const DISABLED_AFTER_MS = 3 * 24 * 3_600_000;
const DISABLED_AFTER_FAILURES = 5;

export interface CourierNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly outbound: Pick<OutboundFetch, 'fetch'>;
  readonly webhooks: WebhookShelf;
  readonly deliveries: { add(delivery: Delivery, kept: number): void };
  /** Called with the number of a webhook that was switched off. */
  readonly onDisabled: (webhookId: number) => void;
}

/** Takes one event to one webhook, and notes how that went. */
export class Courier {
  readonly #needs: CourierNeeds;
  readonly #taken: Counter;
  readonly #refused: Counter;

  constructor(needs: CourierNeeds) {
    this.#needs = needs;
    const count = (result: string): Counter =>
      needs.metrics.counter('aerial_webhook_deliveries_total', 'Events sent to webhooks, by whether they were taken.', {
        result,
      });
    this.#taken = count('taken');
    this.#refused = count('refused');
  }

  async deliver(shipment: Shipment, details: TryDetails): Promise<JobOutcome> {
    const { clock, outbound, webhooks } = this.#needs;
    const webhook = webhooks.get(shipment.webhookId);
    if (webhook === null || webhook.disabledWallMs !== null) return { kind: 'hopeless', error: 'The webhook is gone.' };
    const { body } = shipment;
    const sentWallMs = clock.wallMs();
    const startMs = clock.monotonicMs();
    const outcome = await outbound.fetch(webhook.url, {
      method: 'POST',
      headers: headersOf(webhook, sentWallMs, body),
      body,
      timeoutMs: ANSWER_TIMEOUT_MS,
      maxAnswerBytes: KEPT_ANSWER_BYTES,
      whenLonger: 'cut',
      keepsConnection: true,
      signal: details.signal,
    });
    const delivery: Delivery = {
      ...shipment,
      attempt: details.attempt,
      sentWallMs,
      durationMs: Math.round(clock.monotonicMs() - startMs),
      ...resultOf(outcome),
    };
    if (outcome.kind === 'failed' && outcome.reason === 'stopped') return { kind: 'failed', error: outcome.sentence };
    const noted = this.#note(webhook, delivery, details.failuresBefore);
    if (noted.kind !== 'failed' || outcome.kind !== 'answered') return noted;
    return { ...noted, retryAfterMs: retryAfterMs(outcome.headers['retry-after'], clock.wallMs()) ?? 0 };
  }

  #note(webhook: Webhook, delivery: Delivery, failuresBefore: number): JobOutcome {
    const { clock, deliveries, log, webhooks } = this.#needs;
    const { error, status } = delivery;
    const isFine = status !== null && status >= 200 && status < 300;
    const wallMs = clock.wallMs();
    (isFine ? this.#taken : this.#refused).add();
    deliveries.add(delivery, KEPT_DELIVERIES);
    webhooks.noteUse(webhook.id, { wallMs, answered: status !== null, isFine });
    const { failingSinceWallMs } = webhook;
    if (isFine) {
      if (failingSinceWallMs !== null) log.info({ webhook: webhook.id }, 'A webhook takes events again.');
      return { kind: 'done' };
    }
    // Its address may hold a secret: the log names it by its number.
    if (failingSinceWallMs === null)
      log.warn({ webhook: webhook.id, status, error }, 'A webhook did not take an event; it is tried again for a day.');
    else if (wallMs - failingSinceWallMs >= DISABLED_AFTER_MS && failuresBefore >= DISABLED_AFTER_FAILURES)
      return this.#disable(webhook.id, wallMs);
    return { kind: 'failed', error: error ?? `The answer was ${status}.` };
  }

  #disable(webhookId: number, wallMs: number): JobOutcome {
    const { log, onDisabled, webhooks } = this.#needs;
    webhooks.setDisabled(webhookId, wallMs);
    onDisabled(webhookId);
    log.warn({ webhook: webhookId }, 'A webhook has taken nothing for three days and was switched off.');
    return { kind: 'hopeless', error: 'The webhook was switched off.' };
  }
}

function headersOf(webhook: Webhook, wallMs: number, body: string): Record<string, string> {
  const signature = webhook.secret === '' ? {} : { [SIGNATURE_HEADER]: sign(webhook.secret, wallMs, body) };
  return { 'content-type': 'application/json', ...signature };
}

function resultOf(outcome: OutboundOutcome): Pick<Delivery, 'status' | 'error' | 'answer'> {
  if (outcome.kind === 'failed') return { status: null, error: outcome.sentence, answer: '' };
  return { status: outcome.status, error: null, answer: outcome.body.toString() };
}
