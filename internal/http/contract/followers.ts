import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { knownFollower, page, pageOf, time } from './shapes.ts';

const group = 'Fediverse';

/** `words`: what was said along with it, such as why somebody complains; empty for nothing. */
const action = z.object({
  iri: z.string(),
  actorIRI: z.string(),
  type: z.string(),
  timestamp: time,
  words: z.string(),
});

/** Who follows the channel from the fediverse, and what they did. */
export const followerEndpoints = defineEndpoints({
  listFollowersForAdmin: {
    method: 'GET',
    path: '/api/admin/followers',
    access: 'admin',
    summary: 'Who follows, newest first.',
    group,
    query: page,
    answer: { kind: 'json', schema: pageOf(knownFollower) },
  },
  listPendingFollowers: {
    method: 'GET',
    path: '/api/admin/followers/pending',
    access: 'admin',
    summary: 'Who asks to follow, newest first; at most 500.',
    group,
    answer: { kind: 'json', schema: z.array(knownFollower) },
  },
  listBlockedFollowers: {
    method: 'GET',
    path: '/api/admin/followers/blocked',
    access: 'admin',
    summary: 'Who may not follow, newest first; at most 500.',
    group,
    answer: { kind: 'json', schema: z.array(knownFollower) },
  },
  listFederationActions: {
    method: 'GET',
    path: '/api/admin/federation/actions',
    access: 'admin',
    summary: 'What accounts of the fediverse did, newest first. Here `offset` counts pages, as in Owncast.',
    group,
    query: page,
    answer: { kind: 'json', schema: pageOf(action) },
  },
});
