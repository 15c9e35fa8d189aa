import { randomBytes, randomInt } from 'node:crypto';
import { makeId } from '../chat/make-id.ts';
import type { Settings } from '../config/settings.ts';
import type { webhookEndpoints } from '../http/contract/webhooks.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import { webhookHandlers } from '../http/handlers/webhooks.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import type { OutboundFetch } from '../platform/outbound-fetch.ts';
import { type JobLimits, JobQueue } from '../queue/job-queue.ts';
import type { Store } from '../store/store.ts';
import { Courier } from '../webhooks/courier.ts';
import { Dispatcher } from '../webhooks/dispatcher.ts';
import type { StationFacts } from '../webhooks/event-data.ts';
import { type Shipment, shipment } from '../webhooks/webhook.ts';
import type { AerialEvents } from './events.ts';
import type { OnAir } from './state.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** As `docs/75-webhooks.md` tells them. */
const limits: JobLimits = {
  maxPerLane: 1_000,
  maxParallel: 8,
  maxAgeMs: 24 * HOUR_MS,
  backOffStepsMs: [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS],
};

/** Random bytes of a secret that is made here. */
const SECRET_BYTES = 24;

export interface WebhooksNeeds {
  readonly clock: Clock;
  readonly events: EventHub<AerialEvents>;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly onAir: OnAir;
  readonly outbound: OutboundFetch;
  readonly settings: Settings;
  readonly store: Pick<Store, 'jobs' | 'webhooks' | 'webhookDeliveries' | 'onOutsideChange'>;
  readonly version: string;
  readonly viewers: { count(): number; peaks(): { readonly session: number; readonly overall: number } };
}

/** Webhooks: from an event to the answer of whoever wanted to know of it. */
export class WebhooksPart {
  readonly handlers: Handlers<typeof webhookEndpoints>;
  readonly #needs: WebhooksNeeds;
  readonly #queue: JobQueue<Shipment>;
  readonly #dispatcher: Dispatcher;

  constructor(needs: WebhooksNeeds) {
    this.#needs = needs;
    const { clock, events, metrics, outbound, store } = needs;
    const log = needs.log.component('webhooks');
    const courier = new Courier({
      clock,
      log,
      metrics,
      outbound,
      webhooks: store.webhooks,
      deliveries: store.webhookDeliveries,
      onDisabled: (webhookId) => this.#dispatcher.forget(webhookId),
    });
    this.#queue = new JobQueue<Shipment>({
      kind: 'webhook',
      shelf: store.jobs,
      clock,
      log,
      random: () => randomInt(1_000_000) / 1_000_000,
      limits,
      parse: (kept) => shipment.safeParse(kept).data ?? null,
      run: (parcel, details) => courier.deliver(parcel, details),
    });
    metrics.observe('aerial_webhook_waiting', 'Events that wait to be sent to webhooks.', () => this.#queue.waiting);
    this.#dispatcher = new Dispatcher({
      events,
      webhooks: store.webhooks,
      queue: this.#queue,
      station: () => this.#station(),
      wallMs: () => clock.wallMs(),
      newId: () => makeId(randomBytes),
    });
    this.handlers = webhookHandlers({
      webhooks: store.webhooks,
      deliveries: store.webhookDeliveries,
      dispatcher: this.#dispatcher,
      judgeAddress: (url) => outbound.judge(url)?.sentence ?? null,
      newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
    });
  }

  /** Sends what is waiting and what comes; the returned function keeps the rest for the next start. */
  start(): () => Promise<void> {
    const endQueue = this.#queue.start();
    const endings = [this.#dispatcher.start(), this.#needs.store.onOutsideChange(() => this.#dispatcher.refresh())];
    return async () => {
      for (const end of endings) end();
      await endQueue();
    };
  }

  #station(): StationFacts {
    const { onAir, settings, version, viewers } = this.#needs;
    const { lastConnectWallMs, lastDisconnectWallMs, phase } = onAir.current;
    const { session, overall } = viewers.peaks();
    return {
      name: settings.get('channel-name'),
      summary: settings.get('channel-summary'),
      streamTitle: settings.get('stream-title'),
      serverUrl: settings.get('public-url') ?? '',
      version,
      lastConnectWallMs,
      lastDisconnectWallMs,
      isOnline: phase !== 'offline',
      viewers: { now: viewers.count(), sessionPeak: session, overallPeak: overall },
    };
  }
}
