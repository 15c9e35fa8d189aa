import * as shapes from '../../config/shapes.ts';
import { z } from '../../platform/schema.ts';
import { defineEndpoints } from './endpoint.ts';

const text = z.string();
const onOff = z.boolean();

const instanceDetails = z.object({
  name: text,
  /** Raw Markdown. */
  extraPageContent: text,
  summary: text,
  streamTitle: text,
  offlineMessage: text,
  welcomeMessage: text,
  version: text,
  logo: text,
  tags: z.array(text),
  socialHandles: z.array(z.object({ platform: text, url: text, icon: text.optional() })),
  nsfw: onOff,
  customStyles: text,
  customJavascript: text,
  appearanceVariables: z.record(text, text),
  autoplay: z.enum(['off', 'always', 'sound-only']),
});

const s3Info = z.object({
  enabled: onOff,
  endpoint: text.optional(),
  servingEndpoint: text.optional(),
  accessKey: text.optional(),
  bucket: text.optional(),
  region: text.optional(),
  acl: text.optional(),
  pathPrefix: text.optional(),
  forcePathStyle: onOff,
});

/** Everything that can be set, as Owncast's studio reads it. */
export const serverConfig = z
  .object({
    instanceDetails,
    notifications: z.object({
      browser: z.object({ enabled: onOff, goLiveMessage: text.optional() }),
      discord: z.object({ enabled: onOff, webhook: text.optional(), goLiveMessage: text.optional() }),
    }),
    yp: z.object({ enabled: onOff, instanceUrl: text }),
    ffmpegPath: text,
    /** Always empty: the password is not kept, only its hash, and that is nobody's business. */
    adminPassword: z.literal(''),
    socketHostOverride: text.optional(),
    webServerIP: text,
    webServerPort: z.number().int(),
    rtmpServerPort: z.number().int(),
    rtmpServerAddress: text,
    videoCodec: text,
    supportedCodecs: z.array(text),
    videoServingEndpoint: text,
    s3: s3Info,
    federation: z.object({
      enabled: onOff,
      isPrivate: onOff,
      username: text,
      goLiveMessage: text,
      showEngagement: onOff,
      blockedDomains: z.array(text),
      enableQuotes: onOff,
      hideFollowersTab: onOff,
    }),
    schedule: z.object({
      enabled: onOff,
      showCountdown: onOff,
      chatOpenMinutesBefore: z.number().int(),
      reminderMessage: text,
    }),
    externalActions: z.array(shapes.externalAction),
    forbiddenUsernames: z.array(text),
    suggestedUsernames: z.array(text),
    streamKeys: z.array(z.object({ key: text, comment: text })),
    streamKeyOverridden: onOff,
    videoSettings: z.object({
      videoQualityVariants: z.array(shapes.outputVariant),
      latencyLevel: z.number().int(),
    }),
    chatDisabled: onOff,
    chatJoinMessagesEnabled: onOff,
    chatEstablishedUserMode: onOff,
    chatSpamProtectionEnabled: onOff,
    chatSlurFilterEnabled: onOff,
    chatRequireAuthentication: onOff,
    disableSearchIndexing: onOff,
    hideViewerCount: onOff,
  })
  .meta({ id: 'AdminServerConfig' });

export const serverConfigEndpoints = defineEndpoints({
  getServerConfig: {
    method: 'GET',
    path: '/api/admin/serverconfig',
    access: 'admin',
    summary: 'Everything that can be set, as it holds now or will after the next start.',
    group: 'Settings',
    answer: { kind: 'json', schema: serverConfig },
  },
});
