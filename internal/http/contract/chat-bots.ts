import { z } from '../../platform/schema.ts';
import { historyMessage } from './chat.ts';
import { defineEndpoints } from './endpoint.ts';
import { done } from './shapes.ts';

const group = 'Integrations';

/** Longest text of a bot, in characters; people on the socket have less. */
const MAX_TEXT = 10_000;

const text = z.object({ body: z.string().max(MAX_TEXT) });
const sent = { kind: 'json', schema: done } as const;

/** What bots say in the chat with an access token. Texts are Markdown. */
export const chatBotEndpoints = defineEndpoints({
  sendSystemMessage: {
    method: 'POST',
    path: '/api/integrations/chat/system',
    access: 'CAN_SEND_SYSTEM_MESSAGES',
    summary: 'Says something to everybody in the name of the channel.',
    group,
    body: text,
    answer: sent,
  },
  sendSystemMessageTo: {
    method: 'POST',
    path: '/api/integrations/chat/system/client/{clientId}',
    access: 'CAN_SEND_SYSTEM_MESSAGES',
    summary: 'Says something to one connection, whose number webhooks tell; nobody else sees it.',
    group,
    params: z.object({
      clientId: z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    }),
    body: text,
    answer: sent,
  },
  sendChatMessage: {
    method: 'POST',
    path: '/api/integrations/chat/send',
    access: 'CAN_SEND_MESSAGES',
    summary: 'Says something to everybody under the name of the token.',
    group,
    body: text,
    answer: sent,
  },
  sendAsUser: {
    method: 'POST',
    path: '/api/integrations/chat/user',
    access: 'CAN_SEND_MESSAGES',
    summary: 'Is always refused: nobody can speak for somebody else.',
    group,
    answer: sent,
    deprecated: 'Owncast has retired it. Call POST /api/integrations/chat/send.',
  },
  sendChatAction: {
    method: 'POST',
    path: '/api/integrations/chat/action',
    access: 'CAN_SEND_SYSTEM_MESSAGES',
    summary: 'Tells everybody that something happens, without a name.',
    group,
    body: text,
    answer: sent,
  },
  getChatHistoryByToken: {
    method: 'GET',
    path: '/api/integrations/chat',
    access: 'HAS_ADMIN_ACCESS',
    summary: 'The newest 200 messages that everybody may see, oldest first.',
    group,
    answer: { kind: 'json', schema: z.array(historyMessage) },
  },
});
