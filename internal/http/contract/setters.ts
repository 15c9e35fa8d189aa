import { definitionOf, type SettingName } from '../../config/table.ts';
import * as shapes from '../../config/shapes.ts';
import { toOneLine } from '../../platform/one-line.ts';
import { z } from '../../platform/schema.ts';
import { done } from './shapes.ts';

/** One `POST /api/admin/config/<path>` with `{"value": …}` that writes one setting. */
export interface SettingSetter {
  readonly path: string;
  readonly setting: SettingName;
  readonly value: z.ZodType;
  /** The setting's text for a parsed value; numbers and texts are written as they are, everything else as JSON, unless told. */
  readonly toText?: (value: never) => string;
  /** Owncast's switch says the opposite of ours. */
  readonly isOpposite?: true;
}

const text = z.string();
const onOff = { value: z.boolean(), toText: (value: boolean) => (value ? 'on' : 'off') };
const offOn = { value: z.boolean(), toText: (value: boolean) => (value ? 'off' : 'on'), isOpposite: true } as const;
/** A port, which some clients send as text. */
const port = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(1).max(65_535));
const address = {
  value: z.union([z.literal(['', '0.0.0.0', '::']), z.ipv4(), z.ipv6()], 'must be an IP address, or empty for any'),
  toText: (value: string) => (['', '0.0.0.0', '::'].includes(value) ? 'any' : value),
};
const trimmed = z.string().trim();
/** Owncast's studio lets the summary have several lines, and bots send titles with a line break at the end. */
const oneLine = z.string().transform(toOneLine);

/** Every setter that is one setting and nothing else; the rest have rows and handlers of their own. */
export const settingSetters = {
  setChannelName: { path: 'name', setting: 'channel-name', value: trimmed },
  setSummary: { path: 'serversummary', setting: 'channel-summary', value: oneLine },
  setStreamTitle: { path: 'streamtitle', setting: 'stream-title', value: oneLine },
  setPageContent: { path: 'pagecontent', setting: 'page-content', value: text },
  setOfflineMessage: { path: 'offlinemessage', setting: 'offline-message', value: trimmed },
  setWelcomeMessage: { path: 'welcomemessage', setting: 'chat-welcome', value: trimmed },
  setTags: { path: 'tags', setting: 'tags', value: shapes.tags },
  setSocialLinks: { path: 'socialhandles', setting: 'social-links', value: shapes.socialLinks },
  setNsfw: { path: 'nsfw', setting: 'nsfw', ...onOff },
  setPublicUrl: { path: 'serverurl', setting: 'public-url', value: trimmed },
  setDirectoryListing: { path: 'directoryenabled', setting: 'directory', ...onOff },
  setExternalActions: { path: 'externalactions', setting: 'external-actions', value: shapes.externalActions },
  setCustomStyles: { path: 'customstyles', setting: 'custom-styles', value: text },
  setCustomJavascript: { path: 'customjavascript', setting: 'custom-javascript', value: text },
  setAppearance: { path: 'appearance', setting: 'appearance', value: shapes.appearance },
  setViewerCountHidden: { path: 'hideviewercount', setting: 'hide-viewer-count', ...onOff },
  setSearchIndexingDisabled: { path: 'disablesearchindexing', setting: 'search-indexing', ...offOn },
  setAutoplay: { path: 'autoplay', setting: 'autoplay', value: z.enum(['off', 'always', 'sound-only']) },
  setHttpPort: { path: 'webserverport', setting: 'http-port', value: port },
  setHttpAddress: { path: 'webserverip', setting: 'http-address', ...address },
  setRtmpPort: { path: 'rtmpserverport', setting: 'rtmp-port', value: port },
  setRtmpAddress: { path: 'rtmpserverbindaddress', setting: 'rtmp-address', ...address },
  setSocketHost: { path: 'sockethostoverride', setting: 'socket-host', value: trimmed },
  setChatDisabled: { path: 'chat/disable', setting: 'chat', ...offOn },
  setChatJoinMessages: { path: 'chat/joinmessagesenabled', setting: 'chat-join-messages', ...onOff },
  setChatEstablishedOnly: { path: 'chat/establishedusermode', setting: 'chat-established-only', ...onOff },
  setChatForbiddenNames: { path: 'chat/forbiddenusernames', setting: 'chat-forbidden-names', value: shapes.names },
  setChatSuggestedNames: { path: 'chat/suggestedusernames', setting: 'chat-suggested-names', value: shapes.names },
  setChatSpamProtection: { path: 'chat/spamprotectionenabled', setting: 'chat-spam-protection', ...onOff },
  setChatSlurFilter: { path: 'chat/slurfilterenabled', setting: 'chat-slur-filter', ...onOff },
  setChatAuthenticatedOnly: { path: 'chat/requireauthentication', setting: 'chat-authenticated-only', ...onOff },
  setSchedule: { path: 'schedule/enabled', setting: 'schedule', ...onOff },
  setScheduleCountdown: { path: 'schedule/showcountdown', setting: 'schedule-countdown', ...onOff },
  setChatOpenBefore: {
    path: 'schedule/chatopenminutes',
    setting: 'chat-open-before-minutes',
    value: z.literal([0, 5, 10, 30, 60]),
  },
  setScheduleReminder: { path: 'schedule/remindermessage', setting: 'schedule-reminder-message', value: trimmed },
  setFederation: { path: 'federation/enable', setting: 'federation', ...onOff },
  setFederationPrivate: { path: 'federation/private', setting: 'federation-private', ...onOff },
  setFederationShowEngagement: { path: 'federation/showengagement', setting: 'federation-show-engagement', ...onOff },
  setFederationUsername: { path: 'federation/username', setting: 'federation-username', value: trimmed },
  setFederationLiveMessage: { path: 'federation/livemessage', setting: 'federation-live-message', value: text },
  setFederationBlockedDomains: {
    path: 'federation/blockdomains',
    setting: 'federation-blocked-domains',
    value: shapes.domains,
  },
  setFederationQuotes: { path: 'federation/enablequotes', setting: 'federation-quotes', ...onOff },
  setFederationHideFollowers: { path: 'federation/hidefollowers', setting: 'federation-hide-followers', ...onOff },
} as const satisfies Readonly<Record<string, SettingSetter>>;

type SetterRow<Setter extends SettingSetter> = {
  readonly method: 'POST';
  readonly path: `/api/admin/config/${Setter['path']}`;
  readonly access: 'admin';
  readonly summary: string;
  readonly group: string;
  readonly body: z.ZodObject<{ value: Setter['value'] }>;
  readonly answer: { readonly kind: 'json'; readonly schema: typeof done };
};

/** The setters as rows of the contract. */
export const setterEndpoints = Object.fromEntries(
  Object.entries<SettingSetter>(settingSetters).map(([id, setter]) => [id, rowOf(setter)]),
) as unknown as { readonly [Id in keyof typeof settingSetters]: SetterRow<(typeof settingSetters)[Id]> };

function rowOf(setter: SettingSetter): SetterRow<SettingSetter> {
  const { help } = definitionOf(setter.setting);
  const opposite = setter.isOpposite === true ? ', the other way round: true turns it off' : '';
  return {
    method: 'POST',
    path: `/api/admin/config/${setter.path}`,
    access: 'admin',
    summary: `Sets ${setter.setting}${opposite}. ${help}`,
    group: 'Settings',
    body: z.object({ value: setter.value }),
    answer: { kind: 'json', schema: done },
  };
}
