import { line } from '../../config/shapes.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints, scopes } from './endpoint.ts';
import { done, time, timeOrNull } from './shapes.ts';

const group = 'Access tokens';

/** A bot and what it may do. `accessToken` is whole in the answer that made it, and later its first characters and `…`. */
const accessToken = z
  .object({
    id: z.string(),
    accessToken: z.string(),
    displayName: z.string(),
    displayColor: z.number().int(),
    createdAt: time,
    scopes: z.array(z.string()),
    type: z.literal('API'),
    lastUsedAt: timeOrNull,
    isBot: z.literal(true),
  })
  .meta({ id: 'AccessToken' });

/** Tokens that bots and other programs call with. */
export const accessTokenEndpoints = defineEndpoints({
  listAccessTokens: {
    method: 'GET',
    path: '/api/admin/accesstokens',
    access: 'admin',
    summary: 'The access tokens, oldest first, each by its first characters.',
    group,
    answer: { kind: 'json', schema: z.array(accessToken) },
  },
  createAccessToken: {
    method: 'POST',
    path: '/api/admin/accesstokens/create',
    access: 'admin',
    summary: 'Makes an access token. It is shown whole in this answer and never again.',
    group,
    body: z.object({
      name: line(100).pipe(z.string().min(1)),
      scopes: z
        .array(z.enum(scopes))
        .min(1)
        .max(scopes.length)
        .transform((chosen) => [...new Set(chosen)]),
    }),
    answer: { kind: 'json', schema: accessToken },
  },
  deleteAccessToken: {
    method: 'POST',
    path: '/api/admin/accesstokens/delete',
    access: 'admin',
    summary: 'Removes an access token, named whole or as the list shows it.',
    group,
    body: z.object({ token: z.string().min(1).max(256) }),
    answer: { kind: 'json', schema: done },
  },
});
