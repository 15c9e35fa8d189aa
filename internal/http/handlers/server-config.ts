import { partMsToLatencyLevel } from '../../config/owncast-variants.ts';
import { type OutputVariant, videoEncoders } from '../../config/shapes.ts';
import type { z } from '../../platform/schema.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { serverConfig, serverConfigEndpoints } from '../contract/server-config.ts';
import type { SettingsReader } from './change-settings.ts';
import { versionWords } from './channel.ts';

export interface ServerConfigNeeds {
  readonly settings: SettingsReader;
  readonly version: string;
  readonly encoders: { report(name: string): { readonly works: boolean } | null };
  readonly streamKeys: { list(): readonly { readonly key: string; readonly comment: string }[] };
  /** The qualities as they are set. */
  readonly configuredVariants: () => readonly OutputVariant[];
}

type ServerConfig = z.input<typeof serverConfig>;

/** Everything that can be set, in the shape of Owncast. */
export function serverConfigHandlers(needs: ServerConfigNeeds): Handlers<typeof serverConfigEndpoints> {
  const { settings } = needs;
  return {
    getServerConfig: () => ({
      instanceDetails: readInstance(settings, versionWords(needs.version)),
      notifications: readNotifications(settings),
      yp: { enabled: settings.get('directory'), instanceUrl: settings.get('public-url') ?? '' },
      ffmpegPath: settings.get('ffmpeg'),
      adminPassword: '',
      ...unlessEmpty('socketHostOverride', settings.get('socket-host')),
      webServerIP: settings.get('http-address') ?? '0.0.0.0',
      webServerPort: settings.get('http-port'),
      rtmpServerPort: settings.get('rtmp-port'),
      rtmpServerAddress: settings.get('rtmp-address') ?? '',
      videoCodec: settings.get('video-encoder'),
      supportedCodecs: videoEncoders.filter(
        (name) => name === settings.get('video-encoder') || name === 'libx264' || needs.encoders.report(name)?.works,
      ),
      videoServingEndpoint: settings.get('video-address') ?? '',
      s3: readS3(settings),
      federation: readFederation(settings),
      schedule: {
        enabled: settings.get('schedule'),
        showCountdown: settings.get('schedule-countdown'),
        chatOpenMinutesBefore: settings.get('chat-open-before-minutes'),
        reminderMessage: settings.get('schedule-reminder-message'),
      },
      externalActions: settings.get('external-actions'),
      forbiddenUsernames: settings.get('chat-forbidden-names'),
      suggestedUsernames: settings.get('chat-suggested-names'),
      streamKeys: needs.streamKeys.list().map(({ key, comment }) => ({ key, comment })),
      streamKeyOverridden: settings.get('stream-key').length > 0,
      videoSettings: {
        videoQualityVariants: [...needs.configuredVariants()],
        latencyLevel: partMsToLatencyLevel(settings.get('part-ms')),
      },
      chatDisabled: !settings.get('chat'),
      chatJoinMessagesEnabled: settings.get('chat-join-messages'),
      chatEstablishedUserMode: settings.get('chat-established-only'),
      chatSpamProtectionEnabled: settings.get('chat-spam-protection'),
      chatSlurFilterEnabled: settings.get('chat-slur-filter'),
      chatRequireAuthentication: settings.get('chat-authenticated-only'),
      disableSearchIndexing: !settings.get('search-indexing'),
      hideViewerCount: settings.get('hide-viewer-count'),
    }),
  };
}

function readInstance(settings: SettingsReader, version: string): ServerConfig['instanceDetails'] {
  return {
    name: settings.get('channel-name'),
    extraPageContent: settings.get('page-content'),
    summary: settings.get('channel-summary'),
    streamTitle: settings.get('stream-title'),
    offlineMessage: settings.get('offline-message'),
    welcomeMessage: settings.get('chat-welcome'),
    version,
    logo: '/logo',
    tags: settings.get('tags'),
    socialHandles: settings.get('social-links'),
    nsfw: settings.get('nsfw'),
    customStyles: settings.get('custom-styles'),
    customJavascript: settings.get('custom-javascript'),
    appearanceVariables: settings.get('appearance'),
    autoplay: settings.get('autoplay'),
  };
}

function readNotifications(settings: SettingsReader): ServerConfig['notifications'] {
  return {
    browser: {
      enabled: settings.get('push'),
      ...unlessEmpty('goLiveMessage', settings.get('push-live-message')),
    },
    discord: {
      enabled: settings.get('discord'),
      ...unlessEmpty('webhook', settings.get('discord-webhook') ?? ''),
      ...unlessEmpty('goLiveMessage', settings.get('discord-live-message')),
    },
  };
}

function readFederation(settings: SettingsReader): ServerConfig['federation'] {
  return {
    enabled: settings.get('federation'),
    isPrivate: settings.get('federation-private'),
    username: settings.get('federation-username'),
    goLiveMessage: settings.get('federation-live-message'),
    showEngagement: settings.get('federation-show-engagement'),
    blockedDomains: settings.get('federation-blocked-domains'),
    enableQuotes: settings.get('federation-quotes'),
    hideFollowersTab: settings.get('federation-hide-followers'),
  };
}

function readS3(settings: SettingsReader): ServerConfig['s3'] {
  const { enabled, forcePathStyle, secret: _neverShown, ...words } = settings.get('s3');
  const given = Object.fromEntries(Object.entries(words).filter(([, word]) => word !== ''));
  return { enabled, forcePathStyle, ...given };
}

function unlessEmpty<Name extends string>(name: Name, text: string): { readonly [Key in Name]?: string } {
  return text === '' ? {} : ({ [name]: text } as { [Key in Name]: string });
}
