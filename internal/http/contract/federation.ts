import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { featuredServer } from './channel.ts';
import { done, knownFollower, page, pageOf, time } from './shapes.ts';

const group = 'Fediverse';
const doneAnswer = { kind: 'json', schema: done } as const;
const tokenQuery = z.object({ accessToken: z.string().max(256) });
const account = z.string().trim().min(3).max(400);
const iri = z.string().trim().min(1).max(2048);

const post = z
  .object({
    iri: z.string(),
    /** Clean HTML. */
    content: z.string(),
    isLiveNotice: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'FediversePost' });

const preview = z
  .object({
    /** Who says it: `user@host`, and the name of the channel. */
    account: z.string(),
    name: z.string(),
    /** Clean HTML, as it is sent. */
    content: z.string(),
    /** False for followers alone. */
    isPublic: z.boolean(),
    /** What stands before it until it is opened; null for nothing. */
    warning: z.string().nullable(),
    /** Whether its picture is covered. */
    isSensitive: z.boolean(),
    language: z.string().nullable(),
    /** Each with its `#`. */
    tags: z.array(z.string()),
    /** What goes with it, as far as there is something on air to be seen. */
    picture: z.object({ url: z.string(), altText: z.string() }).nullable(),
    mayBeQuoted: z.boolean(),
  })
  .meta({ id: 'FediversePreview' });

/** What the owner says and decides on the fediverse, and how people get there and come from there. */
export const federationEndpoints = defineEndpoints({
  approveFollower: {
    method: 'POST',
    path: '/api/admin/followers/approve',
    access: 'admin',
    summary: 'Lets an account follow, or blocks it: from then on nothing of it is listened to.',
    group,
    body: z.object({ actorIRI: iri, approved: z.boolean() }),
    answer: doneAnswer,
  },
  removeFollower: {
    method: 'POST',
    path: '/api/admin/followers/remove',
    access: 'admin',
    summary: 'Forgets an account, which may ask to follow again; this also takes a block back.',
    group,
    body: z.object({ actorIRI: iri }),
    answer: doneAnswer,
  },
  blockAccount: {
    method: 'POST',
    path: '/api/admin/followers/block',
    access: 'admin',
    summary: 'Blocks an account by `user@host` or its address, whether it follows or not.',
    group,
    body: z.object({ account }),
    answer: doneAnswer,
  },
  previewFederationPost: {
    method: 'POST',
    path: '/api/admin/federation/preview',
    access: 'admin',
    summary: 'A post as it would be sent now; nothing is sent. What is left out is as it is set.',
    group,
    body: z.object({
      /** `live`: the post that tells of a broadcast, with `text` as its message. `post`: one in Markdown. */
      kind: z.enum(['live', 'post']),
      text: z.string().max(10_000),
      altText: z.string().max(1500).optional(),
      language: z.string().max(35).optional(),
      warning: z.string().max(500).optional(),
    }),
    answer: { kind: 'json', schema: preview },
  },
  sendFederationPost: {
    method: 'POST',
    path: '/api/admin/federation/send',
    access: 'admin',
    summary: 'Says something to all followers, in Markdown; words after `#` become tags.',
    group,
    body: z.object({ value: z.string().trim().min(1).max(10_000) }),
    answer: doneAnswer,
  },
  listFederationPosts: {
    method: 'GET',
    path: '/api/admin/federation/posts',
    access: 'admin',
    summary: 'What the channel has said on the fediverse, newest first.',
    group,
    query: page,
    answer: { kind: 'json', schema: pageOf(post) },
  },
  deleteFederationPost: {
    method: 'POST',
    path: '/api/admin/federation/posts/delete',
    access: 'admin',
    summary: 'Takes a post back, here and at all followers.',
    group,
    body: z.object({ iri }),
    answer: doneAnswer,
  },
  moveFederationAccount: {
    method: 'POST',
    path: '/api/admin/federation/move',
    access: 'admin',
    summary: 'Sends all followers to another account, which has to name this one as an alias of its own first.',
    group,
    body: z.object({ target: account }),
    answer: doneAnswer,
  },
  listFeaturedServers: {
    method: 'GET',
    path: '/api/admin/federation/servers',
    access: 'admin',
    summary: 'Channels that this one recommends, those that have not agreed yet (`followedAt` is null) included.',
    group,
    answer: { kind: 'json', schema: z.object({ servers: z.array(featuredServer) }) },
  },
  addFeaturedServer: {
    method: 'POST',
    path: '/api/admin/federation/servers',
    access: 'admin',
    summary: 'Asks another channel, by its account or the address of it, whether this one may recommend it.',
    group,
    body: z.object({ url: account }),
    answer: doneAnswer,
  },
  removeFeaturedServer: {
    method: 'DELETE',
    path: '/api/admin/federation/servers/{id}',
    access: 'admin',
    summary: 'Recommends a channel no more.',
    group,
    params: z.object({ id: z.string().min(1).max(64) }),
    answer: doneAnswer,
  },
  listDirectoryFollowers: {
    method: 'GET',
    path: '/api/admin/followers/directory',
    access: 'admin',
    summary: 'Channels and directories that show others how this stream is; at most 1000.',
    group,
    answer: { kind: 'json', schema: z.array(knownFollower) },
  },
  listFeatureRequests: {
    method: 'GET',
    path: '/api/admin/federation/feature-requests',
    access: 'admin',
    summary: 'Channels and directories that ask to show others how this stream is, and wait to be let in.',
    group,
    answer: { kind: 'json', schema: z.object({ requests: z.array(knownFollower) }) },
  },
  beginRemoteFollow: {
    method: 'POST',
    path: '/api/remotefollow',
    access: 'anyone',
    summary: 'Where somebody can follow the channel with their account.',
    group,
    body: z.object({ account }),
    answer: { kind: 'json', schema: z.object({ redirectUrl: z.string() }) },
  },
  beginFediverse: {
    method: 'POST',
    path: '/api/auth/fediverse',
    access: 'user',
    summary: 'Sends a code to an account of the fediverse, for somebody of the chat to prove that it is theirs.',
    group: 'Proving who one is',
    query: tokenQuery,
    body: z.object({ account }),
    answer: doneAnswer,
  },
  finishFediverse: {
    method: 'POST',
    path: '/api/auth/fediverse/verify',
    access: 'user',
    summary: 'Takes the code that was sent; a few wrong ones end it.',
    group: 'Proving who one is',
    query: tokenQuery,
    body: z.object({ code: z.string().trim().min(1).max(20) }),
    answer: doneAnswer,
  },
});
