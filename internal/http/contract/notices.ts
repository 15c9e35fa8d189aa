import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done, time, wholeNumberText } from './shapes.ts';

const group = 'Notices';
export const leaveMailPath = '/api/notifications/mail/leave';
/** As it stands in the e-mail. */
const leaveKey = z.object({ key: z.string().max(1_000).default('') });

/** What Owncast calls a browser that is told. */
const channel = z.literal('BROWSER_PUSH_NOTIFICATION');
/** The JSON of a browser's PushSubscription, as text. */
const registration = z.object({ channel, destination: z.string().min(1).max(2_000) });
const number = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const secretText = z.string().trim().max(500);
const address = z.string().trim().min(1).max(2_048);

const template = {
  method: z.enum(['POST', 'PUT']),
  url: z.string().max(2_048),
  headers: z.record(z.string().max(64).toLowerCase(), z.string().max(1_000)),
  contentType: z.enum(['application/json', 'text/plain']),
  body: z.string().max(10_000),
};

const hook = z
  .object({ id: z.number().int(), name: z.string(), enabled: z.boolean(), ...template })
  .meta({ id: 'NoticeHook' });

const name = z.string().trim().min(1).max(80);
const hookWish = z.discriminatedUnion('preset', [
  z.object({ preset: z.literal('slack'), name, url: address }),
  z.object({ preset: z.literal('telegram'), name, token: secretText.min(1), chat: z.string().trim().min(1).max(100) }),
  z.object({
    preset: z.literal('matrix'),
    name,
    url: address,
    token: secretText.min(1),
    room: z.string().trim().min(1).max(255),
  }),
  z.object({ preset: z.literal('ntfy'), name, url: address, token: secretText.default('') }),
  z.object({ preset: z.literal('custom'), name, ...template }),
]);

const way = z.enum(['push', 'discord', 'mail', 'hook']);

const delivery = z
  .object({
    id: z.number().int(),
    noticeId: z.string(),
    event: z.string(),
    way: z.string(),
    /** Who was told, in words. */
    receiver: z.string(),
    /** Counts from 1; 0 for a test. */
    attempt: z.number().int(),
    timestamp: time,
    durationMs: z.number().int(),
    taken: z.boolean(),
    /** Null when there was no answer. */
    status: z.number().int().nullable(),
    /** Why it was not taken; empty when it was. */
    reason: z.string(),
  })
  .meta({ id: 'NoticeDelivery' });

/** Who is told when the channel goes live, and how that went. */
export const noticeEndpoints = defineEndpoints({
  registerForNotices: {
    method: 'POST',
    path: '/api/notifications/register',
    access: 'user',
    summary: 'Has a browser told when the channel goes live; `destination` is its PushSubscription as JSON text.',
    group,
    body: registration,
    answer: { kind: 'empty' },
  },
  unregisterFromNotices: {
    method: 'POST',
    path: '/api/notifications/unregister',
    access: 'user',
    summary: 'Has that browser told no longer.',
    group,
    body: registration,
    answer: { kind: 'empty' },
  },
  askToLeaveMail: {
    method: 'GET',
    path: leaveMailPath,
    access: 'anyone',
    summary: 'The page that the link in an e-mail leads to: asks whether there should be no more of them.',
    group,
    query: leaveKey,
    answer: { kind: 'raw', mediaType: 'text/html' },
  },
  leaveMail: {
    method: 'POST',
    path: leaveMailPath,
    access: 'anyone',
    summary:
      'No more e-mails go to the address that the key is for; also with one press in a program for e-mail (RFC 8058).',
    group,
    query: leaveKey,
    bodyMediaType: 'application/x-www-form-urlencoded',
    answer: { kind: 'raw', mediaType: 'text/html' },
  },
  readNotices: {
    method: 'GET',
    path: '/api/admin/notifications',
    access: 'admin',
    summary:
      'Who is told: how many browsers, the requests that are made of notices, and which addresses want no more e-mails.',
    group,
    answer: {
      kind: 'json',
      schema: z.object({ browsers: z.number().int(), hooks: z.array(hook), mailLeft: z.array(z.string()) }),
    },
  },
  listNoticeDeliveries: {
    method: 'GET',
    path: '/api/admin/notifications/log',
    access: 'admin',
    summary: 'What was sent to whom lately and how that went, newest first.',
    group,
    query: z.object({ limit: wholeNumberText(1_000).optional() }),
    answer: { kind: 'json', schema: z.array(delivery) },
  },
  testNotice: {
    method: 'POST',
    path: '/api/admin/notifications/test',
    access: 'admin',
    summary:
      'Sends a test notice at once and says how that went: to the browser that came last, to Discord, to the first e-mail address, or to the hook of that id.',
    group,
    body: z.object({ way, id: number.optional() }),
    answer: { kind: 'json', schema: done },
  },
  createNoticeHook: {
    method: 'POST',
    path: '/api/admin/notifications/hooks/create',
    access: 'admin',
    summary:
      'Adds a request that is made of notices: to Slack, Telegram, Matrix or ntfy by its preset, or a template of your own.',
    group,
    body: hookWish,
    answer: { kind: 'json', schema: hook },
  },
  changeNoticeHook: {
    method: 'POST',
    path: '/api/admin/notifications/hooks/change',
    access: 'admin',
    summary: 'Changes what is given of a hook, or switches it on or off.',
    group,
    body: z.object({
      id: number,
      name: name.optional(),
      enabled: z.boolean().optional(),
      method: template.method.optional(),
      url: template.url.optional(),
      headers: template.headers.optional(),
      contentType: template.contentType.optional(),
      body: template.body.optional(),
    }),
    answer: { kind: 'json', schema: hook },
  },
  deleteNoticeHook: {
    method: 'POST',
    path: '/api/admin/notifications/hooks/delete',
    access: 'admin',
    summary: 'Removes a hook.',
    group,
    body: z.object({ id: number }),
    answer: { kind: 'json', schema: done },
  },
});
