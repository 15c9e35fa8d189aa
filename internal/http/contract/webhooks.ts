import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done, time, timeOrNull, wholeNumberText } from './shapes.ts';

const group = 'Webhooks';

/** Events that a webhook can be told of. */
export const webhookEvents = [
  'CHAT',
  'USER_JOINED',
  'USER_PARTED',
  'NAME_CHANGE',
  'VISIBILITY-UPDATE',
  'STREAM_STARTED',
  'STREAM_STOPPED',
  'STREAM_TITLE_UPDATED',
  'FEDIVERSE_ENGAGEMENT_FOLLOW',
  'SCHEDULED_EVENTS',
  'PING',
  'PONG',
  'SYSTEM',
  'CHAT_ACTION',
] as const;

const webhook = z
  .object({
    id: z.number().int(),
    url: z.string(),
    events: z.array(z.string()),
    timestamp: time,
    lastUsed: timeOrNull,
    /** Signs what is sent. */
    secret: z.string(),
    /** Since when it takes nothing; null while all is well. */
    failingSince: timeOrNull,
    /** When it was switched off for that. */
    disabledAt: timeOrNull,
  })
  .meta({ id: 'Webhook' });

const delivery = z
  .object({
    id: z.number().int(),
    webhookId: z.number().int(),
    event: z.string(),
    eventId: z.string(),
    attempt: z.number().int(),
    timestamp: time,
    durationMs: z.number().int(),
    /** Null when there was no answer; `error` says why then. */
    status: z.number().int().nullable(),
    error: z.string().nullable(),
    /** What was sent, whole, and how the answer begins. */
    body: z.string(),
    answer: z.string(),
  })
  .meta({ id: 'WebhookDelivery' });

const number = z.object({ id: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

const target = z
  .string()
  .trim()
  .max(2048)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  }, 'must be an http or https address without a password in it');

/** Addresses that are told of events, and what became of that. */
export const webhookEndpoints = defineEndpoints({
  listWebhooks: {
    method: 'GET',
    path: '/api/admin/webhooks',
    access: 'admin',
    summary: 'The webhooks, oldest first.',
    group,
    answer: { kind: 'json', schema: z.array(webhook) },
  },
  createWebhook: {
    method: 'POST',
    path: '/api/admin/webhooks/create',
    access: 'admin',
    summary: 'Adds a webhook. Without a secret it is given one.',
    group,
    body: z.object({
      url: target,
      events: z.array(z.enum(webhookEvents)).min(1).max(50),
      secret: z.string().max(200).default(''),
    }),
    answer: { kind: 'json', schema: webhook },
  },
  deleteWebhook: {
    method: 'POST',
    path: '/api/admin/webhooks/delete',
    access: 'admin',
    summary: 'Removes a webhook.',
    group,
    body: number,
    answer: { kind: 'json', schema: done },
  },
  enableWebhook: {
    method: 'POST',
    path: '/api/admin/webhooks/enable',
    access: 'admin',
    summary: 'Switches a webhook on that was switched off for failing.',
    group,
    body: number,
    answer: { kind: 'json', schema: done },
  },
  pingWebhook: {
    method: 'POST',
    path: '/api/admin/webhooks/ping',
    access: 'admin',
    summary: 'Sends a PING to a webhook, to see whether it arrives.',
    group,
    body: number,
    answer: { kind: 'json', schema: done },
  },
  listWebhookDeliveries: {
    method: 'GET',
    path: '/api/admin/webhooks/deliveries',
    access: 'admin',
    summary: 'What was sent to a webhook lately and what it answered, newest first.',
    group,
    query: z.object({ id: wholeNumberText(999_999_999), limit: wholeNumberText(200).optional() }),
    answer: { kind: 'json', schema: z.array(delivery) },
  },
  sendWebhookDeliveryAgain: {
    method: 'POST',
    path: '/api/admin/webhooks/deliveries/again',
    access: 'admin',
    summary: 'Sends to its webhook once more what was sent before.',
    group,
    body: number,
    answer: { kind: 'json', schema: done },
  },
});
