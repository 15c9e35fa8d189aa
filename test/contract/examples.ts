import { type Contract, contract } from '../../internal/http/contract/contract.ts';
import { type Api, PASSWORD, registerForChat } from './api.ts';
import { authExamples, formOf } from './auth-examples.ts';
import type { Example, Sent } from './example.ts';

const variant = {
  name: 'Medium',
  videoPassthrough: false,
  audioPassthrough: true,
  videoBitrate: 1200,
  scaledHeight: 480,
  framerate: 24,
  cpuUsageLevel: 2,
};

/** A PNG of one pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pictureUrl = `data:image/png;base64,${picture.toString('base64')}`;

let emojiCount = 0;

function newEmojiName(): string {
  emojiCount += 1;
  return `dot${emojiCount}.png`;
}

async function uploadEmoji(api: Api): Promise<string> {
  const name = newEmojiName();
  await api.asAdmin('uploadEmoji', { body: { name, data: pictureUrl } });
  return name;
}

/** A form whose one field holds a file. */
function formWith(file: Uint8Array, field = 'favicon'): { bytes: Uint8Array; mediaType: string } {
  const head = `--edge\r\nContent-Disposition: form-data; name="${field}"; filename="f.png"\r\nContent-Type: image/png\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--edge--\r\n')]),
    mediaType: 'multipart/form-data; boundary=edge',
  };
}

async function makeBackup(api: Api): Promise<string> {
  await api.asAdmin('makeBackup', {});
  return ((await api.asAdmin('listBackups', {})) as { name: string }[])[0]?.name ?? '';
}

async function createToken(api: Api): Promise<string> {
  const body = { name: 'A bot that goes', scopes: ['CAN_SEND_MESSAGES'] };
  return ((await api.asAdmin('createAccessToken', { body })) as { accessToken: string }).accessToken;
}

async function createWebhook(api: Api): Promise<number> {
  const body = { url: 'https://example.org/hook', events: ['CHAT'] };
  return ((await api.asAdmin('createWebhook', { body })) as { id: number }).id;
}

/** A call about somebody who was in the chat only for it. */
function aboutSomebody(body: object): (api: Api) => Promise<Sent> {
  return async (api) => ({ body: { ...body, userId: (await registerForChat(api)).id } });
}

/** What a browser registers with; the point is one of P-256. */
function browserSubscription(endpoint = 'https://fcm.googleapis.com/fcm/send/x'): string {
  const p256dh = 'BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';
  return JSON.stringify({ endpoint, keys: { p256dh, auth: 'AAAAAAAAAAAAAAAAAAAAAA' } });
}

async function createHook(api: Api): Promise<number> {
  const body = { preset: 'ntfy', name: 'A topic', url: 'https://ntfy.example.org/nine' };
  return ((await api.asAdmin('createNoticeHook', { body })) as { id: number }).id;
}

function inAWeek(): string {
  return new Date(Date.now() + 7 * 86_400_000).toISOString();
}

let messageCount = 0;

/** The id of a message that a bot has just said. */
async function sayAsBot(api: Api): Promise<string> {
  messageCount += 1;
  const created = await api.asAdmin('createAccessToken', {
    body: { name: `Talker ${messageCount}`, scopes: ['CAN_SEND_MESSAGES'] },
  });
  const { accessToken } = created as { accessToken: string };
  const body = { body: `Message ${messageCount}` };
  await api.call(contract.sendChatMessage, { body }, { authorization: `Bearer ${accessToken}` });
  await api.asAdmin('deleteAccessToken', { body: { token: accessToken } });
  const messages = (await api.asAdmin('listChatMessages', { query: { limit: '1' } })) as { id: string }[];
  return messages[0]?.id ?? '';
}

const hiding = {
  body: { idArray: ['none'], visible: false },
  prepare: async (api: Api) => ({ body: { idArray: [await sayAsBot(api)], visible: false } }),
};
const disabling = {
  body: { userId: '', enabled: false, reason: 'spam' },
  prepare: aboutSomebody({ enabled: false, reason: 'spam' }),
  badBodies: [{ userId: 'nobody', enabled: true }],
};
const timingOut = {
  body: { userId: '', seconds: 60 },
  prepare: aboutSomebody({ seconds: 60 }),
  badBodies: [
    { userId: 'nobody', seconds: 5 },
    { userId: 'nobody', seconds: 0.5 },
  ],
};
const pinning = { body: { id: null }, badBodies: [{ id: 'no-such-message' }] };
const lookingUp = {
  params: { userId: '' },
  prepare: async (api: Api) => ({ params: { userId: (await registerForChat(api)).id } }),
};

/** One good call of every row; a row without one does not compile. */
export const examples: { readonly [Id in keyof Contract]: Example<Contract[Id]> } = {
  ...authExamples,

  getStatus: {},
  getDescription: {},

  getConfig: {},
  getSocialPlatforms: {},
  getVideoVariants: {},
  getDirectoryEntry: { refused: [404, 'NOT_FOUND'] },
  getFollowers: { query: { offset: '0', limit: '5' } },
  getFeaturedServers: {},
  getSchedule: {},
  getScheduleCalendar: {},
  getScheduleAsAdmin: {},
  planEvent: {
    body: { name: 'The late show', start: '2200-01-01T20:00', timezone: 'Europe/Berlin', durationMinutes: 90 },
    badBodies: [
      { start: '2200-01-01T20:00:00Z' },
      { name: 'Yesterday', start: '2020-01-01T20:00:00Z' },
      { name: 'Nowhere', start: '2200-01-01T20:00', timezone: 'Mars/Olympus' },
      { name: 'Both', start: '2200-01-01T20:00:00Z', recurrence: 'DTSTART:22000101T200000Z\nRRULE:FREQ=DAILY' },
      { name: 'No start', recurrence: 'RRULE:FREQ=DAILY' },
      { name: 'No rule', recurrence: 'DTSTART;TZID=UTC:22000101T200000\nRRULE:FREQ=SOMETIMES' },
      { name: 'Never', recurrence: 'DTSTART;TZID=UTC:22000101T200000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' },
      { id: 'no-such-plan', name: 'Lost' },
    ],
  },
  dropEvent: {
    body: { id: 'none' },
    prepare: async (api) => {
      const body = { name: 'Soon gone', start: inAWeek() };
      await api.asAdmin('planEvent', { body });
      const { events } = (await api.asAdmin('getScheduleAsAdmin')) as { events: { id: string; name: string }[] };
      return { body: { id: events.find(({ name }) => name === body.name)?.id ?? '', cancel: true } };
    },
    badBodies: [{ id: 'no-such-plan' }],
  },
  registerForNotices: {
    body: { channel: 'BROWSER_PUSH_NOTIFICATION', destination: browserSubscription() },
    badBodies: [
      { channel: 'BROWSER_PUSH_NOTIFICATION', destination: '{}' },
      { channel: 'BROWSER_PUSH_NOTIFICATION', destination: browserSubscription('https://evil.example/1') },
    ],
  },
  unregisterFromNotices: { body: { channel: 'BROWSER_PUSH_NOTIFICATION', destination: browserSubscription() } },
  // Of an e-mail that was never sent.
  askToLeaveMail: { query: { key: 'unknown' }, status: 404 },
  leaveMail: { ...formOf({ 'List-Unsubscribe': 'One-Click' }), query: { key: 'unknown' }, status: 404 },
  readNotices: {},
  listNoticeDeliveries: { query: { limit: '5' } },
  testNotice: { body: { way: 'discord' }, refused: [400, 'REQUEST_INVALID'] },
  createNoticeHook: {
    body: { preset: 'slack', name: 'Our chat', url: 'https://hooks.example.org/services/x' },
    badBodies: [
      { preset: 'slack', name: 'Here', url: 'http://127.0.0.1/x' },
      { preset: 'ntfy', name: 'Nowhere', url: 'nowhere' },
      {
        preset: 'custom',
        name: 'No JSON',
        method: 'POST',
        url: 'https://hooks.example.org/x',
        headers: {},
        contentType: 'application/json',
        body: '{{text}}',
      },
    ],
  },
  changeNoticeHook: {
    body: { id: 1 },
    prepare: async (api) => ({ body: { id: await createHook(api), enabled: false } }),
    badBodies: [{ id: 999_999 }],
  },
  deleteNoticeHook: {
    body: { id: 1 },
    prepare: async (api) => ({ body: { id: await createHook(api) } }),
    badBodies: [{ id: 999_999 }],
  },
  previewRecurrence: {
    body: { recurrence: 'DTSTART;TZID=Europe/Berlin:20270302T200000\nRRULE:FREQ=WEEKLY;BYDAY=TU' },
    badBodies: [{ recurrence: 'RRULE:FREQ=WEEKLY' }],
  },
  getOembed: { prepare: (api) => Promise.resolve({ query: { url: `${api.url}/`, format: 'json' } }) },
  getRobots: {},
  getCustomStyles: {},
  getCustomJavascript: {},
  getExternalAction: {
    params: { index: '0' },
    prepare: async (api) => {
      await api.asAdmin('setExternalActions', { body: { value: [{ title: 'A note', html: '<p>Hello</p>' }] } });
      return { params: { index: '0' } };
    },
  },

  getEmoji: {},
  getEmojiPicture: {
    params: { file: 'dot.png' },
    prepare: async (api) => ({ params: { file: await uploadEmoji(api) } }),
  },
  getLogo: {},
  getLogoForOthers: {},
  getFavicon: {},
  getManifest: {},
  getThumbnail: {},
  getPreview: {},
  getWebPreview: {},
  getStoryboard: { refused: [404, 'NOT_FOUND'] },
  getStoryboardPicture: { refused: [404, 'NOT_FOUND'] },
  setLogo: {
    body: { value: pictureUrl },
    badBodies: [
      { value: 'not a data URL' },
      { value: pictureUrl.replace('png', 'jpeg') },
      { value: `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')}` },
      {
        value: `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')}`,
      },
    ],
  },
  setFavicon: { ...formWith(picture) },
  removeFavicon: {},
  getSlate: {},
  setSlate: { ...formWith(picture, 'slate') },
  removeSlate: {},
  getEmojiPictureInFolder: {
    params: { folder: 'none', file: 'none.png' },
    prepare: async (api) => {
      const name = newEmojiName();
      await api.asAdmin('uploadEmoji', { body: { name, data: pictureUrl, folder: 'dots' } });
      return { params: { folder: 'dots', file: name } };
    },
  },
  uploadEmoji: {
    body: { name: 'dot.png', data: pictureUrl },
    prepare: () => Promise.resolve({ body: { name: newEmojiName(), data: pictureUrl } }),
    badBodies: [
      { name: '../../aerial.db', data: pictureUrl },
      { name: 'script.html', data: `data:text/html;base64,${btoa('<script>alert(1)</script>')}` },
    ],
  },
  deleteEmojiFolder: {
    body: { name: 'lost' },
    prepare: async (api) => {
      await api.asAdmin('uploadEmoji', { body: { name: newEmojiName(), data: pictureUrl, folder: 'lost' } });
      return { body: { name: 'lost' } };
    },
    badBodies: [{ name: 'no-such-folder' }],
  },
  deleteEmoji: {
    body: { name: 'dot.png' },
    prepare: async (api) => ({ body: { name: await uploadEmoji(api) } }),
    badBodies: [{ name: '../aerial.db' }],
  },

  signIn: { body: { password: PASSWORD }, badBodies: [{ password: 'not the password' }] },
  signOut: {},
  getSession: {},
  setUp: { body: { token: 'no such token', password: 'a new password' }, refused: [409, 'CONFLICT'] },
  changePassword: { body: { value: 'a new password' }, refused: [409, 'CONFLICT'] },
  getFirstRun: {},
  setFirstRun: { body: { step: 'key' }, badBodies: [{ step: 'elsewhere' }] },
  listAccessTokens: {},
  createAccessToken: {
    body: { name: 'A bot', scopes: ['CAN_SEND_MESSAGES'] },
    badBodies: [
      { name: 'A bot', scopes: ['MODERATOR'] },
      { name: 'Two\nlines', scopes: ['CAN_SEND_MESSAGES'] },
    ],
  },
  deleteAccessToken: {
    body: { token: '' },
    prepare: async (api) => ({ body: { token: await createToken(api) } }),
    badBodies: [{ token: 'no such token' }],
  },
  listUsers: { query: { search: 'bot', status: 'bots', sort: 'asc' } },
  deleteUser: { body: { userId: 'nobody' }, refused: [400, 'REQUEST_INVALID'] },
  listDisabledUsers: {},
  listModerators: {},
  listIpBans: {},

  registerForChat: { body: { displayName: 'Anna' } },
  getChatHistory: {},
  getPinnedMessage: {},
  getPinnedMessageAsAdmin: {},
  sendSystemMessage: { body: { body: 'A *word*.' }, badBodies: [{ body: '' }, { body: '   ' }] },
  sendSystemMessageTo: { params: { clientId: '1' }, body: { body: 'Only you.' }, refused: [404, 'NOT_FOUND'] },
  sendChatMessage: { body: { body: 'Hello!' }, badBodies: [{ body: '' }, { body: '<script></script>' }] },
  sendAsUser: { refused: [400, 'REQUEST_INVALID'] },
  sendChatAction: { body: { body: 'It rains.' }, badBodies: [{ body: '' }] },
  getChatHistoryByToken: {},
  setMessageVisibility: hiding,
  setMessageVisibilityAsAdmin: hiding,
  setMessageVisibilityByToken: hiding,
  setSlowMode: { body: { seconds: 0 } },
  setUserEnabled: disabling,
  setUserEnabledAsAdmin: disabling,
  timeOutUser: timingOut,
  timeOutUserAsAdmin: timingOut,
  pinMessage: pinning,
  pinMessageAsAdmin: pinning,
  getChatUser: lookingUp,
  getChatUserByToken: lookingUp,
  listModerationLog: { query: { offset: '0', limit: '10' } },
  listModerationLogAsAdmin: { query: { userId: 'somebody' } },
  listChatClients: {},
  listChatClientsByToken: {},
  listChatMessages: { query: { limit: '5' } },
  listTimeOuts: {},
  setModerator: {
    body: { userId: '', isModerator: true },
    prepare: aboutSomebody({ isModerator: true }),
    badBodies: [{ userId: 'nobody', isModerator: true }],
  },
  banAddress: {
    body: { value: '203.0.113.7' },
    badBodies: [{ value: 'example.org' }, { value: '127.0.0.1' }, { value: '0.0.0.0/0' }],
  },
  unbanAddress: { body: { value: '203.0.113.0/24' } },

  ping: {},
  reportPlayback: {
    body: { bandwidth: 5000, latency: 2.5, downloadDuration: 0.2, errors: 0, qualityVariantChanges: 1 },
  },
  reportCmcd: { body: { sid: 'a-session', br: 1200, mtp: 5000 } },
  reportCmcdByQuery: { query: { CMCD: 'br=1200,sid="a-session"' } },
  listViewers: {},
  listViewerPlayback: {},
  readChatClientsOverTime: { query: { windowStart: '1700000000' } },
  readViewersOverTime: { query: { windowStart: '1700000000' } },
  readFigureOverTime: { query: { name: 'served', windowStart: '1700000000' } },
  listCountries: {},
  readHardware: {},
  readVideoMetrics: {},
  readPrometheus: {},
  postPrometheus: {},
  getStatusByToken: {},
  setStreamTitleByToken: { body: { value: 'Set by a bot' }, badBodies: [{ value: 'x'.repeat(201) }] },

  getAdminStatus: {},
  getTestPicture: {},
  startTestPicture: {},
  stopTestPicture: {},
  disconnect: { refused: [400, 'REQUEST_INVALID'] },
  disconnectByGet: { refused: [400, 'REQUEST_INVALID'] },
  listLogs: {},
  listWarnings: {},
  findLogLines: { query: { level: 'info', component: 'app', search: 'a', after: '0', limit: '10' } },
  resetDirectory: {},
  resetDirectoryByGet: {},
  getUpdateOptions: {},

  getServerConfig: {},
  listSettings: {},
  changeSettings: { body: { values: { 'grace-seconds': '30' } }, badBodies: [{ values: { 'no-such-setting': '1' } }] },
  changeSetting: { params: { name: 'grace-seconds' }, body: { value: '30' }, badBodies: [{ value: 'soon' }] },
  resetSetting: { params: { name: 'grace-seconds' } },
  setStreamKeys: {
    body: { value: [{ key: 'first-key-0123', comment: 'studio' }, { key: 'second-key-0123' }] },
    badBodies: [{ value: [] }, { value: [{ key: '' }] }, { value: [{ key: 'twice' }, { key: 'twice' }] }],
  },
  setFfmpegPath: { body: { value: 'ffmpeg' }, badBodies: [{ value: '/bin/sh' }] },
  setVideoCodec: { body: { value: 'libx264' }, badBodies: [{ value: 'libx265' }] },
  readControlRoom: {},
  getObsMultitrack: {},
  tryLadder: { body: { ladder: 'off' }, badBodies: [{ ladder: '721p' }] },
  previewLook: {
    body: { appearance: { 'theme-color-action': 'red' }, customStyles: '' },
    badBodies: [{ appearance: { a: '}' }, customStyles: '' }],
  },
  previewPageText: { body: { markdown: '# Rules' }, badBodies: [{}, { markdown: 7 }] },
  listBackups: {},
  makeBackup: {},
  getBackup: { params: { name: '' }, prepare: async (api) => ({ params: { name: await makeBackup(api) } }) },
  restoreBackup: { params: { name: 'none.db' }, refused: [404, 'NOT_FOUND'] },
  restoreUpload: {
    bytes: Buffer.from('no database'),
    mediaType: 'application/vnd.sqlite3',
    refused: [400, 'BACKUP_UNUSABLE'],
  },
  listVideoCodecs: {},
  listVideoEncoders: {},
  tryVideoEncoders: {},
  setLatencyLevel: { body: { value: 1 } },
  setOutputVariants: { body: { value: [variant] } },
  setVideoAddress: { body: { value: 'https://cdn.example.org' }, badBodies: [{ value: 'ftp://cdn.example.org' }] },
  setS3: {
    body: { value: { enabled: false, endpoint: 'https://s3.example.org', secret: 'hush' } },
    badBodies: [{ value: { enabled: true } }],
  },
  listTimeline: { query: { from: '2026-01-01T00:00:00Z', limit: '10' } },
  listTimelineSegments: { query: { until: '2099-01-01T00:00:00+02:00' } },
  getNowPlaying: {},
  getStorage: {},
  testStorage: {
    body: { value: { endpoint: 'http://127.0.0.1:9', accessKey: 'a', secret: 's', bucket: 'b', region: 'r' } },
    badBodies: [{ value: {} }, { value: { endpoint: 'ftp://s3.example.org' } }],
  },
  setDiscordNotices: {
    body: { value: { enabled: true, webhook: 'https://discord.example/api/webhooks/1', goLiveMessage: 'Live!' } },
    badBodies: [{ value: { enabled: true, webhook: 'javascript:alert(1)', goLiveMessage: '' } }],
  },
  setBrowserNotices: { body: { value: { enabled: true, goLiveMessage: 'Live!' } } },

  setChannelName: { body: { value: 'A channel' }, badBodies: [{ value: '' }, { value: 'two\nlines' }] },
  setSummary: { body: { value: 'What it is about.' }, badBodies: [{ value: 'x'.repeat(501) }] },
  setStreamTitle: { body: { value: 'Title' }, badBodies: [{ value: 'x'.repeat(201) }] },
  setPageContent: { body: { value: '# Hello\n' } },
  setOfflineMessage: { body: { value: 'Back on *Friday*.' } },
  setWelcomeMessage: { body: { value: 'Be kind.' } },
  setTags: { body: { value: ['#live', 'music'] }, badBodies: [{ value: ['#'] }] },
  setSocialLinks: {
    body: { value: [{ platform: 'mastodon', url: 'https://social.example/@me' }] },
    badBodies: [{ value: [{ platform: 'x', url: 'javascript:alert(1)' }] }],
  },
  setNsfw: { body: { value: true } },
  setPublicUrl: { body: { value: 'https://tv.example.org/' }, badBodies: [{ value: 'http://192.168.0.1' }] },
  setDirectoryListing: { body: { value: false } },
  setExternalActions: {
    body: { value: [{ title: 'Support', url: 'https://example.org/support' }] },
    badBodies: [{ value: [{ title: 'No target' }] }, { value: [{ title: 'x', url: 'javascript:alert(1)' }] }],
  },
  setCustomStyles: { body: { value: 'body { color: red; }' } },
  setCustomJavascript: { body: { value: 'void 0;' } },
  setAppearance: {
    body: { value: { 'theme-color-action': '#7b3fe4' } },
    badBodies: [{ value: { 'a-b': 'red;} body{display:none' } }, { value: { 'a b': 'red' } }],
  },
  setViewerCountHidden: { body: { value: false } },
  setSearchIndexingDisabled: { body: { value: false } },
  setAutoplay: { body: { value: 'always' } },
  setHttpPort: { body: { value: 8081 }, badBodies: [{ value: 0 }, { value: 65_536 }, { value: '80a' }] },
  setHttpAddress: { body: { value: '127.0.0.1' }, badBodies: [{ value: 'localhost' }] },
  setRtmpPort: { body: { value: '1936' } },
  setRtmpAddress: { body: { value: '' } },
  setSocketHost: { body: { value: 'wss.example.org' } },
  setChatDisabled: { body: { value: false } },
  setChatJoinMessages: { body: { value: true } },
  setChatEstablishedOnly: { body: { value: false } },
  setChatForbiddenNames: { body: { value: ['admin', 'operator'] } },
  setChatSuggestedNames: { body: { value: ['Otter'] } },
  setChatSpamProtection: { body: { value: true } },
  setChatSlurFilter: { body: { value: false } },
  setChatAuthenticatedOnly: { body: { value: false } },
  setSchedule: { body: { value: true } },
  setScheduleCountdown: { body: { value: true } },
  setChatOpenBefore: { body: { value: 30 }, badBodies: [{ value: 7 }] },
  setScheduleReminder: { body: { value: 'Soon!' } },
  setFederation: { body: { value: false } },
  setFederationPrivate: { body: { value: false } },
  setFederationShowEngagement: { body: { value: true } },
  setFederationUsername: { body: { value: 'streamer' }, badBodies: [{ value: 'a b' }] },
  setFederationLiveMessage: { body: { value: 'I am live.' } },
  setFederationBlockedDomains: { body: { value: ['spam.example'] }, badBodies: [{ value: ['not a host'] }] },
  setFederationQuotes: { body: { value: true } },
  setFederationHideFollowers: { body: { value: false } },

  listWebhooks: {},
  createWebhook: {
    body: { url: 'https://example.org/hook', events: ['STREAM_STARTED', 'CHAT'], secret: 'shared' },
    badBodies: [
      { url: 'file:///etc/passwd', events: ['CHAT'] },
      { url: 'https://user:password@example.org/', events: ['CHAT'] },
      { url: 'http://127.0.0.1:8080/hook', events: ['CHAT'] },
      { url: 'https://example.org/', events: ['NO_SUCH_EVENT'] },
    ],
  },
  deleteWebhook: {
    body: { id: 1 },
    prepare: async (api) => ({ body: { id: await createWebhook(api) } }),
    badBodies: [{ id: 999_999 }],
  },
  enableWebhook: {
    body: { id: 1 },
    prepare: async (api) => ({ body: { id: await createWebhook(api) } }),
    badBodies: [{ id: 999_999 }],
  },
  pingWebhook: {
    body: { id: 1 },
    prepare: async (api) => ({ body: { id: await createWebhook(api) } }),
    badBodies: [{ id: 999_999 }],
  },
  listWebhookDeliveries: {
    query: { id: '1', limit: '10' },
    prepare: async (api) => ({ query: { id: String(await createWebhook(api)) } }),
  },
  sendWebhookDeliveryAgain: { body: { id: 999_999 }, refused: [404, 'NOT_FOUND'] },

  listFollowersForAdmin: { query: { offset: '0', limit: '10' } },
  listPendingFollowers: {},
  listBlockedFollowers: {},
  listFederationActions: {},

  // A new station is not on the fediverse, and nobody follows it.
  approveFollower: { body: { actorIRI: 'https://social.example/ann', approved: true }, refused: [404, 'NOT_FOUND'] },
  removeFollower: { body: { actorIRI: 'https://social.example/ann' }, refused: [404, 'NOT_FOUND'] },
  blockAccount: { body: { account: 'spam@social.example' }, refused: [409, 'CONFLICT'] },
  previewFederationPost: { body: { kind: 'post', text: 'On air at **eight**. #radio' }, refused: [409, 'CONFLICT'] },
  sendFederationPost: { body: { value: 'On air at eight. #radio' }, refused: [409, 'CONFLICT'] },
  listFederationPosts: { query: { offset: '0', limit: '5' } },
  deleteFederationPost: { body: { iri: 'https://tv.example.org/federation/1' }, refused: [409, 'CONFLICT'] },
  moveFederationAccount: { body: { target: 'ann@social.example' }, refused: [409, 'CONFLICT'] },
  listFeaturedServers: {},
  addFeaturedServer: { body: { url: 'https://other.example/federation/user/live' }, refused: [409, 'CONFLICT'] },
  removeFeaturedServer: { params: { id: 'none' }, refused: [404, 'NOT_FOUND'] },
  listDirectoryFollowers: {},
  listFeatureRequests: {},
  beginRemoteFollow: { body: { account: 'ann@social.example' }, refused: [400, 'REQUEST_INVALID'] },
};
