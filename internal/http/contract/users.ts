import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { done, page, pageOf, time, user } from './shapes.ts';

const group = 'People';

const ipBan = z.object({ ipAddress: z.string(), notes: z.string(), createdAt: time });

/** People of the chat, and bots, as the admin sees them. */
export const userEndpoints = defineEndpoints({
  listUsers: {
    method: 'GET',
    path: '/api/admin/users',
    access: 'admin',
    summary: 'Everybody who was ever in the chat, and bots; `search` looks in names and for an id.',
    group,
    query: page.extend({
      search: z.string().trim().max(100).optional(),
      status: z.enum(['all', 'active', 'bots', 'moderators', 'banned']).optional(),
      /** By creation; `desc` is newest first. */
      sort: z.enum(['asc', 'desc']).optional(),
    }),
    answer: { kind: 'json', schema: pageOf(user) },
  },
  deleteUser: {
    method: 'POST',
    path: '/api/admin/users/delete',
    access: 'admin',
    summary: 'Forgets somebody with all that they wrote and proved.',
    group,
    body: z.object({ userId: z.string().min(1).max(100) }),
    answer: { kind: 'json', schema: done },
  },
  listDisabledUsers: {
    method: 'GET',
    path: '/api/admin/chat/users/disabled',
    access: 'admin',
    summary: 'People who were banned from the chat, newest first; at most 1000.',
    group,
    answer: { kind: 'json', schema: z.array(user) },
  },
  listModerators: {
    method: 'GET',
    path: '/api/admin/chat/users/moderators',
    access: 'admin',
    summary: 'Moderators of the chat, newest first; at most 1000.',
    group,
    answer: { kind: 'json', schema: z.array(user) },
  },
  listIpBans: {
    method: 'GET',
    path: '/api/admin/chat/users/ipbans',
    access: 'admin',
    summary: 'Addresses from which nobody may chat, newest first.',
    group,
    answer: { kind: 'json', schema: z.array(ipBan) },
  },
});
