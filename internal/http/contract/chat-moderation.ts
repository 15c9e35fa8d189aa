import { z } from '../../platform/schema.ts';
import { chatMessage } from './chat.ts';
import { defineEndpoints } from './endpoint.ts';
import { done, page, pageOf, place, time, user } from './shapes.ts';

const group = 'Chat moderation';
const changed = { kind: 'json', schema: done } as const;

/** Longest time-out: two weeks. */
const MAX_TIME_OUT_SECONDS = 14 * 86_400;
/** As far as the setting goes. */
const MAX_SLOW_SECONDS = 3_600;
/** Messages that one call hides or shows. */
const MAX_IDS = 500;

const id = z.string().min(1).max(100);
const visibility = z.object({ idArray: z.array(id).max(MAX_IDS), visible: z.boolean() });
const enabling = z.object({ userId: id, enabled: z.boolean(), reason: z.string().trim().max(300).optional() });
const timeOut = z.object({ userId: id, seconds: z.number().int().min(0).max(MAX_TIME_OUT_SECONDS) });
const pin = z.object({ id: id.nullable() });
const range = z.object({ value: z.string().trim().min(1).max(64) });
const ofUser = z.object({ userId: id });

const client = {
  connectedAt: time,
  userAgent: z.string(),
  messageCount: z.number().int().min(0),
};

const clients = z.array(z.object({ id: z.number().int(), ...client, user, geo: place.nullable() }));

const userDetails = z
  .object({
    user,
    connectedClients: z.array(z.object({ id: z.number().int(), ...client, geo: z.string().optional() })),
    /** Newest first, at most 200. */
    messages: z.array(chatMessage),
  })
  .meta({ id: 'ChatUserDetails' });

const logEntry = z.object({
  id: z.number().int(),
  timestamp: time,
  action: z.string(),
  /** Null for the admin. */
  actorId: z.string().nullable(),
  actorName: z.string(),
  targetId: z.string().nullable(),
  targetName: z.string(),
  detail: z.string(),
});

const visibilityRow = {
  method: 'POST',
  summary: 'Hides messages from everybody, or shows them again.',
  group,
  body: visibility,
  answer: changed,
} as const;
const enablingRow = {
  method: 'POST',
  summary: 'Bans somebody from the chat, which hides all that they wrote, or lets them write again.',
  group,
  body: enabling,
  answer: changed,
} as const;
const timeOutRow = {
  method: 'POST',
  summary: 'Lets somebody only read for a while; 0 seconds let them write again.',
  group,
  body: timeOut,
  answer: changed,
} as const;
const pinRow = {
  method: 'POST',
  summary: 'Shows a message above the others, in place of another; null takes it down.',
  group,
  body: pin,
  answer: changed,
} as const;
const detailsRow = {
  method: 'GET',
  summary: 'Somebody of the chat: their connections and what they wrote, hidden or not.',
  group,
  params: ofUser,
  answer: { kind: 'json', schema: userDetails },
} as const;
const clientsRow = {
  method: 'GET',
  summary: 'Who is connected to the chat now, longest first; at most 5000.',
  group,
  answer: { kind: 'json', schema: clients },
} as const;
const logRow = {
  method: 'GET',
  summary:
    'Who did what to keep the chat in order, newest first; `userId` for what one person did or had done to them.',
  group,
  query: page.extend({ userId: id.optional() }),
  answer: { kind: 'json', schema: pageOf(logEntry) },
} as const;

/** Order in the chat: the same for moderators, by their token of the chat, for the admin, and for bots that may do what the admin may. */
export const chatModerationEndpoints = defineEndpoints({
  setMessageVisibility: { ...visibilityRow, path: '/api/chat/messagevisibility', access: 'moderator' },
  setMessageVisibilityAsAdmin: { ...visibilityRow, path: '/api/admin/chat/messagevisibility', access: 'admin' },
  setMessageVisibilityByToken: {
    ...visibilityRow,
    path: '/api/integrations/chat/messagevisibility',
    access: 'HAS_ADMIN_ACCESS',
  },
  setUserEnabled: { ...enablingRow, path: '/api/chat/users/setenabled', access: 'moderator' },
  setUserEnabledAsAdmin: { ...enablingRow, path: '/api/admin/chat/users/setenabled', access: 'admin' },
  timeOutUser: { ...timeOutRow, path: '/api/chat/users/timeout', access: 'moderator' },
  timeOutUserAsAdmin: { ...timeOutRow, path: '/api/admin/chat/users/timeout', access: 'admin' },
  pinMessage: { ...pinRow, path: '/api/chat/pin', access: 'moderator' },
  pinMessageAsAdmin: { ...pinRow, path: '/api/admin/chat/pin', access: 'admin' },
  setSlowMode: {
    method: 'POST',
    path: '/api/chat/slowmode',
    access: 'moderator',
    summary: 'Sets how many seconds lie at least between two messages of one person; 0 ends slow mode.',
    group,
    body: z.object({ seconds: z.number().int().min(0).max(MAX_SLOW_SECONDS) }),
    answer: changed,
  },
  getChatUser: { ...detailsRow, path: '/api/moderation/chat/user/{userId}', access: 'moderator' },
  getChatUserByToken: {
    ...detailsRow,
    path: '/api/integrations/moderation/chat/user/{userId}',
    access: 'HAS_ADMIN_ACCESS',
  },
  listModerationLog: { ...logRow, path: '/api/moderation/chat/log', access: 'moderator' },
  listModerationLogAsAdmin: { ...logRow, path: '/api/admin/chat/log', access: 'admin' },
  listChatClients: { ...clientsRow, path: '/api/admin/chat/clients', access: 'admin' },
  listChatClientsByToken: { ...clientsRow, path: '/api/integrations/clients', access: 'HAS_ADMIN_ACCESS' },
  listChatMessages: {
    method: 'GET',
    path: '/api/admin/chat/messages',
    access: 'admin',
    summary:
      'What people and bots said, hidden or not, newest first; the newest 1000 unless `offset` or `limit` say otherwise.',
    group,
    query: page,
    answer: { kind: 'json', schema: z.array(chatMessage) },
  },
  listTimeOuts: {
    method: 'GET',
    path: '/api/admin/chat/users/timeouts',
    access: 'admin',
    summary: 'Who may only read for a while, and until when; the soonest to be over first, at most 1000.',
    group,
    answer: { kind: 'json', schema: z.array(z.object({ user, until: time })) },
  },
  setModerator: {
    method: 'POST',
    path: '/api/admin/chat/users/setmoderator',
    access: 'admin',
    summary: 'Makes somebody a moderator of the chat, or no longer.',
    group,
    body: z.object({ userId: id, isModerator: z.boolean() }),
    answer: changed,
  },
  banAddress: {
    method: 'POST',
    path: '/api/admin/chat/users/ipbans/create',
    access: 'admin',
    summary: 'Keeps an address, or a range such as 192.0.2.0/24, out of the chat; watching goes on.',
    group,
    body: range,
    answer: changed,
  },
  unbanAddress: {
    method: 'POST',
    path: '/api/admin/chat/users/ipbans/remove',
    access: 'admin',
    summary: 'Lets an address or a range into the chat again.',
    group,
    body: range,
    answer: changed,
  },
});
