import { AerialError } from '../../platform/errors.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { webhookEndpoints } from '../contract/webhooks.ts';
import { toTime, toTimeOrNull } from '../times.ts';

/** More would make every event a burst of requests. */
const MAX_WEBHOOKS = 100;
/** Deliveries that are listed unless told. */
const LISTED_DELIVERIES = 50;

interface Webhook {
  readonly id: number;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly createdWallMs: number;
  readonly lastUsedWallMs: number | null;
  readonly failingSinceWallMs: number | null;
  readonly disabledWallMs: number | null;
}

interface Delivery {
  readonly id: number;
  readonly webhookId: number;
  readonly event: string;
  readonly eventId: string;
  readonly body: string;
  readonly attempt: number;
  readonly sentWallMs: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string;
}

export interface WebhookNeeds {
  readonly webhooks: {
    list(): readonly Webhook[];
    get(id: number): Webhook | null;
    /** Null when there are `maxCount` already. */
    add(entry: Pick<Webhook, 'url' | 'events' | 'secret'>, maxCount: number): Webhook | null;
    remove(id: number): boolean;
  };
  readonly deliveries: {
    /** Newest first. */
    list(webhookId: number, maxCount: number): readonly Delivery[];
    get(id: number): Delivery | null;
  };
  /** What sends; its functions are false for a webhook that is gone or, but for `enable`, switched off. */
  readonly dispatcher: {
    ping(webhookId: number): boolean;
    sendAgain(delivery: Delivery): boolean;
    enable(webhookId: number): boolean;
    forget(webhookId: number): void;
    /** Looks anew at which webhooks there are. */
    refresh(): void;
  };
  /** Why an address may not be called, in a sentence; null when it may. */
  readonly judgeAddress: (url: string) => string | null;
  readonly newSecret: () => string;
}

export function webhookHandlers(needs: WebhookNeeds): Handlers<typeof webhookEndpoints> {
  const { deliveries, dispatcher, webhooks } = needs;
  return {
    listWebhooks: () => webhooks.list().map(describe),
    createWebhook: ({ body }) => describe(create(needs, body)),
    deleteWebhook: ({ body }) => {
      const wasThere = webhooks.remove(body.id);
      dispatcher.forget(body.id);
      if (wasThere) return { success: true, message: 'Removed.' };
      throw noWebhook();
    },
    enableWebhook: ({ body }) => {
      if (dispatcher.enable(body.id)) return { success: true, message: 'The webhook is on.' };
      throw noWebhook();
    },
    pingWebhook: ({ body }) => {
      if (webhooks.get(body.id) === null) throw noWebhook();
      if (dispatcher.ping(body.id)) return { success: true, message: 'On its way.' };
      throw switchedOff();
    },
    listWebhookDeliveries: ({ query }) => {
      if (webhooks.get(query.id) === null) throw noWebhook();
      return deliveries.list(query.id, query.limit ?? LISTED_DELIVERIES).map(describeDelivery);
    },
    sendWebhookDeliveryAgain: ({ body }) => {
      const delivery = deliveries.get(body.id);
      if (delivery === null) throw noDelivery();
      if (dispatcher.sendAgain(delivery)) return { success: true, message: 'On its way.' };
      throw switchedOff();
    },
  };
}

function create(needs: WebhookNeeds, entry: Pick<Webhook, 'url' | 'events' | 'secret'>): Webhook {
  const refusal = needs.judgeAddress(entry.url);
  if (refusal !== null) {
    throw new AerialError('REQUEST_INVALID', {
      message: refusal,
      hint: 'The setting outbound-private lets requests go to private networks.',
    });
  }
  const secret = entry.secret === '' ? needs.newSecret() : entry.secret;
  const added = needs.webhooks.add({ ...entry, secret }, MAX_WEBHOOKS);
  needs.dispatcher.refresh();
  if (added !== null) return added;
  throw new AerialError('CONFLICT', {
    message: `There are ${MAX_WEBHOOKS} webhooks already.`,
    hint: 'Remove one that is not needed any more.',
  });
}

function noWebhook(): AerialError {
  return new AerialError('NOT_FOUND', {
    message: 'There is no webhook of that number.',
    hint: 'GET /api/admin/webhooks lists them.',
  });
}

function noDelivery(): AerialError {
  return new AerialError('NOT_FOUND', {
    message: 'There is no delivery of that number, or not any more.',
    hint: 'GET /api/admin/webhooks/deliveries lists them.',
  });
}

function switchedOff(): AerialError {
  return new AerialError('CONFLICT', {
    message: 'The webhook was switched off for failing.',
    hint: 'POST /api/admin/webhooks/enable switches it on.',
  });
}

function describe(webhook: Webhook) {
  const { id, url, events, secret } = webhook;
  return {
    id,
    url,
    events: [...events],
    timestamp: toTime(webhook.createdWallMs),
    lastUsed: toTimeOrNull(webhook.lastUsedWallMs),
    secret,
    failingSince: toTimeOrNull(webhook.failingSinceWallMs),
    disabledAt: toTimeOrNull(webhook.disabledWallMs),
  };
}

function describeDelivery({ sentWallMs, ...delivery }: Delivery) {
  return { ...delivery, timestamp: toTime(sentWallMs) };
}
