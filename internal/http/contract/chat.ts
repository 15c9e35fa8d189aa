import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { time, user } from './shapes.ts';

const group = 'Chat';

/** What was said or happened. `type` is the event's on the socket; `user` is there for what people and bots said. */
export const chatMessage = z
  .object({
    type: z.string(),
    id: z.string(),
    timestamp: time,
    /** Sanitised HTML. */
    body: z.string(),
    user: user.optional(),
    /** Only moderators and the admin see what is hidden. */
    hiddenAt: time.optional(),
    /** Id of the message that it answers. Owncast's clients do not know it. */
    replyTo: z.string().optional(),
    image: z.string().nullable().optional(),
    link: z.string().optional(),
    title: z.string().optional(),
  })
  .meta({ id: 'ChatMessage' });

/** As `chatMessage`, but `user` is always there, as on the socket: what the station itself says has its name and nothing else. */
export const historyMessage = chatMessage
  .extend({ user: z.union([user, z.object({ displayName: z.string() })]) })
  .meta({ id: 'HistoryMessage' });

const pinnedRow = {
  method: 'GET',
  summary: 'The message that stands above the others; null for none. The socket tells of changes: PINNED.',
  group,
  answer: { kind: 'json', schema: z.object({ message: chatMessage.nullable() }) },
} as const;

/** What people of the chat do besides their socket. */
export const chatEndpoints = defineEndpoints({
  registerForChat: {
    method: 'POST',
    path: '/api/chat/register',
    access: 'anyone',
    summary: 'Gives a newcomer an id, a name and the token that opens the socket /ws?accessToken=….',
    group,
    isShared: true,
    body: z
      .object({ displayName: z.string().max(1000).nullish() })
      .nullish()
      .transform((body) => body ?? {}),
    answer: {
      kind: 'json',
      schema: z.object({ id: z.string(), accessToken: z.string(), displayName: z.string() }),
    },
  },
  getChatHistory: {
    method: 'GET',
    path: '/api/chat',
    access: 'user',
    summary: 'The newest 200 messages that everybody may see, oldest first.',
    group,
    isShared: true,
    answer: { kind: 'json', schema: z.array(historyMessage) },
  },
  getPinnedMessage: { ...pinnedRow, path: '/api/chat/pinned', access: 'user' },
  getPinnedMessageAsAdmin: { ...pinnedRow, path: '/api/admin/chat/pinned', access: 'admin' },
});
