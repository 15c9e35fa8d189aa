/** A value that Owncast's studio writes, and where in its configuration it looks for it afterwards. */
interface WrittenAndRead {
  /** Below `/api/admin/config/`. */
  readonly path: string;
  readonly value: unknown;
  /** In the answer of `/api/admin/serverconfig`. */
  readonly place: string;
  /** Where it is not the same. */
  readonly expected?: unknown;
}

const variant = {
  name: 'Medium',
  videoPassthrough: false,
  audioPassthrough: true,
  videoBitrate: 1200,
  audioBitrate: 0,
  scaledWidth: 0,
  scaledHeight: 480,
  framerate: 24,
  cpuUsageLevel: 2,
};
const passthrough = {
  name: 'Source',
  videoPassthrough: true,
  audioPassthrough: true,
  videoBitrate: 0,
  audioBitrate: 0,
  scaledWidth: 0,
  scaledHeight: 0,
  framerate: 0,
  cpuUsageLevel: 0,
};
const action = {
  url: 'https://example.org/support',
  html: '',
  title: 'Support',
  description: 'Buy me a tea',
  icon: '',
  color: '#7b3fe4',
  openExternally: true,
};

export const writtenAndRead: readonly WrittenAndRead[] = [
  { path: 'name', value: 'Le Canal', place: 'instanceDetails.name' },
  { path: 'serversummary', value: 'Music, mostly.', place: 'instanceDetails.summary' },
  {
    path: 'serversummary',
    value: 'Music, mostly.\nAnd talk.\n',
    place: 'instanceDetails.summary',
    expected: 'Music, mostly. And talk.',
  },
  { path: 'pagecontent', value: '# Welcome\n\n<b>Hi</b>', place: 'instanceDetails.extraPageContent' },
  { path: 'streamtitle', value: 'Ein Titel – 日本語', place: 'instanceDetails.streamTitle' },
  { path: 'offlinemessage', value: ' Back soon ', place: 'instanceDetails.offlineMessage', expected: 'Back soon' },
  { path: 'welcomemessage', value: 'Hello!', place: 'instanceDetails.welcomeMessage' },
  { path: 'tags', value: ['#music', 'live'], place: 'instanceDetails.tags', expected: ['music', 'live'] },
  {
    path: 'socialhandles',
    value: [{ platform: 'github', url: 'https://github.com/me' }],
    place: 'instanceDetails.socialHandles',
  },
  { path: 'nsfw', value: true, place: 'instanceDetails.nsfw' },
  { path: 'customstyles', value: 'body{color:red}', place: 'instanceDetails.customStyles' },
  { path: 'customjavascript', value: 'let a=1;', place: 'instanceDetails.customJavascript' },
  { path: 'appearance', value: { 'theme-color-users-0': '#ff0000' }, place: 'instanceDetails.appearanceVariables' },
  { path: 'autoplay', value: 'sound-only', place: 'instanceDetails.autoplay' },
  { path: 'serverurl', value: 'https://tv.example.org/', place: 'yp.instanceUrl', expected: 'https://tv.example.org' },
  { path: 'directoryenabled', value: true, place: 'yp.enabled' },
  { path: 'externalactions', value: [action], place: 'externalActions' },
  { path: 'hideviewercount', value: true, place: 'hideViewerCount' },
  { path: 'disablesearchindexing', value: true, place: 'disableSearchIndexing' },
  { path: 'sockethostoverride', value: 'wss.example.org', place: 'socketHostOverride' },
  { path: 'sockethostoverride', value: 'ws://chat.example.org', place: 'socketHostOverride' },
  { path: 'videoservingendpoint', value: 'https://cdn.example.org', place: 'videoServingEndpoint' },
  {
    path: 's3',
    value: {
      enabled: true,
      endpoint: 'https://s3.example',
      accessKey: 'a',
      secret: 's',
      bucket: 'b',
      region: 'r',
      acl: '',
    },
    place: 's3',
    expected: {
      enabled: true,
      endpoint: 'https://s3.example',
      accessKey: 'a',
      bucket: 'b',
      region: 'r',
      forcePathStyle: false,
    },
  },
  { path: 'streamkeys', value: [{ key: 'sesame-0123', comment: 'studio' }], place: 'streamKeys' },
  { path: 'video/codec', value: 'libx264', place: 'videoCodec' },
  { path: 'video/streamlatencylevel', value: 4, place: 'videoSettings.latencyLevel' },
  {
    path: 'video/streamoutputvariants',
    value: [variant],
    place: 'videoSettings.videoQualityVariants',
    expected: [passthrough, variant],
  },
  { path: 'chat/disable', value: true, place: 'chatDisabled' },
  { path: 'chat/joinmessagesenabled', value: false, place: 'chatJoinMessagesEnabled' },
  { path: 'chat/establishedusermode', value: true, place: 'chatEstablishedUserMode' },
  { path: 'chat/forbiddenusernames', value: ['boss'], place: 'forbiddenUsernames' },
  { path: 'chat/suggestedusernames', value: ['Otter', 'Heron'], place: 'suggestedUsernames' },
  { path: 'chat/spamprotectionenabled', value: false, place: 'chatSpamProtectionEnabled' },
  { path: 'chat/slurfilterenabled', value: true, place: 'chatSlurFilterEnabled' },
  { path: 'chat/requireauthentication', value: true, place: 'chatRequireAuthentication' },
  { path: 'schedule/enabled', value: false, place: 'schedule.enabled' },
  { path: 'schedule/showcountdown', value: false, place: 'schedule.showCountdown' },
  { path: 'schedule/chatopenminutes', value: 60, place: 'schedule.chatOpenMinutesBefore' },
  { path: 'schedule/remindermessage', value: 'Soon!', place: 'schedule.reminderMessage' },
  { path: 'federation/enable', value: true, place: 'federation.enabled' },
  { path: 'federation/private', value: true, place: 'federation.isPrivate' },
  { path: 'federation/showengagement', value: false, place: 'federation.showEngagement' },
  { path: 'federation/username', value: 'canal', place: 'federation.username' },
  { path: 'federation/livemessage', value: 'On air!', place: 'federation.goLiveMessage' },
  { path: 'federation/blockdomains', value: ['spam.example'], place: 'federation.blockedDomains' },
  { path: 'federation/enablequotes', value: false, place: 'federation.enableQuotes' },
  { path: 'federation/hidefollowers', value: true, place: 'federation.hideFollowersTab' },
  {
    path: 'notifications/discord',
    value: { enabled: true, webhook: 'https://discord.example/api/webhooks/1/x', goLiveMessage: 'Live' },
    place: 'notifications.discord',
  },
  { path: 'notifications/browser', value: { enabled: false, goLiveMessage: 'Now' }, place: 'notifications.browser' },
];
