import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';
import { follower, page, pageOf, time, timeOrNull } from './shapes.ts';

const group = 'Public';

const socialHandle = z.object({ platform: z.string(), url: z.string(), icon: z.string().optional() });

const externalAction = z.object({
  url: z.string(),
  html: z.string(),
  title: z.string(),
  description: z.string(),
  icon: z.string(),
  color: z.string(),
  openExternally: z.boolean(),
});

/** Everything about the channel that does not change by itself. HTML in it is clean: nothing in it runs. */
export const webConfig = z.object({
  name: z.string(),
  summary: z.string(),
  logo: z.string(),
  tags: z.array(z.string()),
  version: z.string(),
  nsfw: z.boolean(),
  extraPageContent: z.string(),
  streamTitle: z.string().optional(),
  socialHandles: z.array(socialHandle),
  chatDisabled: z.boolean(),
  chatRequireAuthentication: z.boolean(),
  externalActions: z.array(externalAction),
  customStyles: z.string(),
  appearanceVariables: z.record(z.string(), z.string()),
  maxSocketPayloadSize: z.number().int(),
  offlineMessage: z.string(),
  socketHostOverride: z.string().optional(),
  hideViewerCount: z.boolean(),
  autoplay: z.enum(['off', 'always', 'sound-only']),
  federation: z.object({
    enabled: z.boolean(),
    account: z.string().optional(),
    followerCount: z.number().int().optional(),
    hideFollowersTab: z.boolean(),
  }),
  schedule: z.object({ enabled: z.boolean(), showCountdown: z.boolean(), chatOpenMinutesBefore: z.number().int() }),
  notifications: z.object({ browser: z.object({ enabled: z.boolean(), publicKey: z.string().optional() }) }),
  authentication: z.object({
    indieAuthEnabled: z.boolean(),
    /** Name of the provider of OpenID Connect whose accounts are taken. */
    openIdName: z.string().optional(),
  }),
  /** Aerial has no plug-ins; the list is there for clients that read it. */
  pluginTabs: z.array(z.object({ slug: z.string(), title: z.string(), html: z.string() })),
});

const directoryEntry = z.object({
  name: z.string(),
  description: z.string(),
  streamTitle: z.string().optional(),
  logo: z.string(),
  tags: z.array(z.string()),
  social: z.array(socialHandle),
  viewerCount: z.number().int(),
  overallMaxViewerCount: z.number().int(),
  sessionMaxViewerCount: z.number().int(),
  nsfw: z.boolean(),
  online: z.boolean(),
  lastConnectTime: timeOrNull,
});

export const featuredServer = z.object({
  id: z.string(),
  iri: z.string(),
  name: z.string(),
  logoUrl: z.string(),
  isOnline: z.boolean(),
  streamTitle: z.string(),
  streamDescription: z.string(),
  tags: z.array(z.string()),
  thumbnailUrl: z.string(),
  lastSeenOnline: timeOrNull,
  lastStatusUpdate: timeOrNull,
  addedAt: time,
  followedAt: timeOrNull,
});

/** What anybody may ask about the channel. */
export const channelEndpoints = defineEndpoints({
  getConfig: {
    method: 'GET',
    path: '/api/config',
    access: 'anyone',
    summary: 'What the channel is called, what stands on its page, and what it offers.',
    group,
    answer: { kind: 'json', schema: webConfig },
    isShared: true,
  },
  getSocialPlatforms: {
    method: 'GET',
    path: '/api/socialplatforms',
    access: 'anyone',
    summary: 'The platforms that links may name, each with its label and its icon.',
    group,
    answer: { kind: 'json', schema: z.record(z.string(), z.object({ platform: z.string(), icon: z.string() })) },
    isShared: true,
  },
  getVideoVariants: {
    method: 'GET',
    path: '/api/video/variants',
    access: 'anyone',
    summary: 'The renditions that a player can choose among, best first; `index` is the folder below /hls/.',
    group,
    answer: { kind: 'json', schema: z.array(z.object({ index: z.number().int(), name: z.string() })) },
    isShared: true,
  },
  getDirectoryEntry: {
    method: 'GET',
    path: '/api/yp',
    access: 'anyone',
    summary: 'What a directory of streams lists; not found unless the channel wants to be listed.',
    group,
    answer: { kind: 'json', schema: directoryEntry },
    isShared: true,
  },
  getFollowers: {
    method: 'GET',
    path: '/api/followers',
    access: 'anyone',
    summary: 'Who follows the channel from the fediverse, newest first.',
    group,
    query: page,
    answer: { kind: 'json', schema: pageOf(follower) },
  },
  getFeaturedServers: {
    method: 'GET',
    path: '/api/federation/servers',
    access: 'anyone',
    summary: 'Channels that this one recommends and that agreed, and whether they are live.',
    group,
    answer: { kind: 'json', schema: z.object({ servers: z.array(featuredServer) }) },
  },
  getOembed: {
    method: 'GET',
    path: '/api/oembed',
    access: 'anyone',
    summary: 'How to embed the channel (oEmbed 1.0, type video), as JSON or as XML.',
    group,
    query: z.object({
      url: z.string().max(2048),
      format: z.string().max(20).optional(),
      maxwidth: z
        .string()
        .regex(/^\d{1,5}$/)
        .optional(),
      maxheight: z
        .string()
        .regex(/^\d{1,5}$/)
        .optional(),
    }),
    answer: { kind: 'raw', mediaType: 'application/json+oembed' },
    isShared: true,
  },
});
