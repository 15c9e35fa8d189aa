import type { Settings } from '../../config/settings.ts';
import { AerialError } from '../../platform/errors.ts';
import type { z } from '../../platform/schema.ts';
import type { channelEndpoints, webConfig } from '../contract/channel.ts';
import { type Handlers, RawReply } from '../contract/endpoint.ts';
import { SOCKET_PAYLOAD_BYTES } from '../pages/chat-place.ts';
import { describeEmbed } from '../pages/oembed.ts';
import type { SignInOffers } from '../pages/sign-in-offers.ts';
import { platformIcon, socialPlatforms } from '../pages/social-platforms.ts';
import { toTimeOrNull } from '../times.ts';
import { describeStream, type FederationNeeds } from './federation.ts';
import { describeFollower, type FollowerNeeds, toSlice } from './followers.ts';
import type { PublicState } from './status.ts';

/** What the chat, the fediverse and the notices offer; each says so itself once it has its room. */
export interface Offers {
  readonly isChatOpen: boolean;
  /** Null while the channel cannot be followed. */
  readonly federation: { readonly account: string; readonly followerCount: number } | null;
  /** Key that browsers need to be told of a broadcast; null while they cannot be. */
  readonly pushKey: string | null;
  readonly signIn: SignInOffers;
}

export interface ChannelNeeds {
  readonly version: string;
  readonly settings: Pick<Settings, 'get'>;
  readonly readState: () => PublicState;
  readonly readOffers: () => Offers;
  readonly viewers: {
    count(): number;
    /** The most that watched at once: in this broadcast, and ever. */
    peaks(): { readonly session: number; readonly overall: number };
  };
  /** Best first; `index` is the folder below `/hls/`. */
  readonly listVariants: () => readonly { readonly index: number; readonly name: string }[];
  readonly followers: Pick<FollowerNeeds['followers'], 'list'>;
  /** Channels that this one recommends. */
  readonly readFeatured: () => ReturnType<FederationNeeds['streams']['list']>;
  /** Clean HTML of the owner's Markdown. */
  readonly renderMarkdown: (text: string) => string;
}

/** What anybody may ask about the channel. */
export function channelHandlers(needs: ChannelNeeds): Handlers<typeof channelEndpoints> {
  const { settings } = needs;
  return {
    getConfig: () => readWebConfig(needs),
    getSocialPlatforms: () =>
      Object.fromEntries(
        Object.entries(socialPlatforms).map(([key, { label }]) => [key, { platform: label, icon: platformIcon(key) }]),
      ),
    getVideoVariants: () => [...needs.listVariants()],
    getDirectoryEntry: () => readDirectoryEntry(needs),
    getFollowers: ({ query }) => {
      const { total, entries } = needs.followers.list('approved', toSlice(query));
      return { total, results: entries.map(describeFollower) };
    },
    getFeaturedServers: () => ({ servers: needs.readFeatured().map(describeStream) }),
    getOembed: ({ query, caller }) => {
      const state = needs.readState();
      const channel = { name: settings.get('channel-name'), title: state.title, isLive: state.phase !== 'offline' };
      const embed = describeEmbed({ ...query, origin: caller.origin, channel });
      if (embed.kind === 'reply') return new RawReply(embed);
      if (embed.kind === 'unknown-format') return unknownFormat;
      throw new AerialError('NOT_FOUND', {
        message: 'That address is not one of this channel.',
        hint: 'Its page and /embed/video can be embedded.',
      });
    },
  };
}

/** The status is what the standard of oEmbed asks for (oembed.com, 2.3.4). */
const unknownFormat = new RawReply({
  status: 501,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({
    success: false,
    message: 'The format is neither json nor xml.',
    error: 'The format is neither json nor xml.',
    code: 'REQUEST_INVALID',
  }),
});

/**
 * The form of Owncast's versions, `<name> v<version>-<platform>`, under our own name: who looks for a number finds one, who looks for
 * `Owncast` is not lied to.
 */
export function versionWords(version: string): string {
  return `Aerial v${version}-${process.platform}-${process.arch}`;
}

function socialHandles({ settings }: ChannelNeeds): { platform: string; url: string; icon: string }[] {
  return settings
    .get('social-links')
    .map(({ platform, url, icon }) => ({ platform, url, icon: icon ?? platformIcon(platform) }));
}

/** Owncast's pages take nothing but an address, and put the scheme of their own in its place. */
function socketAddress(host: string): string {
  return host.includes('://') ? host : `wss://${host}`;
}

function readWebConfig(needs: ChannelNeeds): z.input<typeof webConfig> {
  const { settings, renderMarkdown } = needs;
  const offers = needs.readOffers();
  const { title } = needs.readState();
  const socketHost = settings.get('socket-host');
  return {
    name: settings.get('channel-name'),
    summary: settings.get('channel-summary'),
    logo: '/logo',
    tags: settings.get('tags'),
    version: versionWords(needs.version),
    nsfw: settings.get('nsfw'),
    extraPageContent: renderMarkdown(settings.get('page-content')).trimEnd(),
    ...(title === '' ? {} : { streamTitle: title }),
    socialHandles: socialHandles(needs),
    chatDisabled: !offers.isChatOpen,
    chatRequireAuthentication: settings.get('chat-authenticated-only'),
    externalActions: settings.get('external-actions'),
    customStyles: settings.get('custom-styles'),
    appearanceVariables: settings.get('appearance'),
    maxSocketPayloadSize: SOCKET_PAYLOAD_BYTES,
    offlineMessage: renderMarkdown(settings.get('offline-message')).trimEnd(),
    ...(socketHost === '' ? {} : { socketHostOverride: socketAddress(socketHost) }),
    hideViewerCount: settings.get('hide-viewer-count'),
    autoplay: settings.get('autoplay'),
    federation: {
      enabled: offers.federation !== null,
      ...offers.federation,
      hideFollowersTab: settings.get('federation-hide-followers'),
    },
    schedule: {
      enabled: settings.get('schedule'),
      showCountdown: settings.get('schedule-countdown'),
      chatOpenMinutesBefore: settings.get('chat-open-before-minutes'),
    },
    notifications: {
      browser: { enabled: offers.pushKey !== null, ...(offers.pushKey === null ? {} : { publicKey: offers.pushKey }) },
    },
    authentication: {
      indieAuthEnabled: offers.signIn.byAddress,
      ...(offers.signIn.account !== null && { openIdName: offers.signIn.account }),
    },
    pluginTabs: [],
  };
}

function readDirectoryEntry(needs: ChannelNeeds) {
  const { settings } = needs;
  if (!settings.get('directory')) {
    throw new AerialError('NOT_FOUND', {
      message: 'The channel is not listed in directories.',
      hint: 'Its owner may list it with the setting `directory`.',
    });
  }
  const state = needs.readState();
  const peaks = needs.viewers.peaks();
  const isHidden = settings.get('hide-viewer-count');
  return {
    name: settings.get('channel-name'),
    description: settings.get('channel-summary'),
    ...(state.title === '' ? {} : { streamTitle: state.title }),
    logo: '/logo',
    tags: settings.get('tags'),
    social: socialHandles(needs),
    viewerCount: isHidden ? 0 : needs.viewers.count(),
    overallMaxViewerCount: isHidden ? 0 : peaks.overall,
    sessionMaxViewerCount: isHidden ? 0 : peaks.session,
    nsfw: settings.get('nsfw'),
    online: state.phase !== 'offline',
    lastConnectTime: toTimeOrNull(state.lastConnectWallMs),
  };
}
