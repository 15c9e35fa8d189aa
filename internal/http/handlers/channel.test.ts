import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../../config/settings.ts';
import type { Caller } from '../contract/endpoint.ts';
import { RawReply } from '../contract/endpoint.ts';
import { channelHandlers, type ChannelNeeds, versionWords } from './channel.ts';
import { customStyles, pageFileHandlers, robots } from './page-files.ts';

const caller: Caller = {
  address: '192.0.2.1',
  userAgent: '',
  origin: 'https://tv.example',
  isSecure: true,
  isProxied: false,
  headers: {},
  identity: null,
};
const call = { params: {}, query: {}, body: undefined, caller };

function handlers(stored: Readonly<Record<string, string>> = {}, changes: Partial<ChannelNeeds> = {}) {
  const settings = new Settings({ stored: new Map(Object.entries(stored)) });
  return channelHandlers({
    version: '0.1.0',
    settings,
    readState: () => ({
      phase: 'live',
      title: 'Now',
      isAudioOnly: false,
      lastConnectWallMs: 0,
      lastDisconnectWallMs: null,
    }),
    readOffers: () => ({
      isChatOpen: false,
      federation: null,
      pushKey: null,
      signIn: { byAddress: false, byFediverse: false, account: null },
    }),
    viewers: { count: () => 3, peaks: () => ({ session: 5, overall: 9 }) },
    listVariants: () => [],
    followers: { list: () => ({ total: 0, entries: [] }) },
    readFeatured: () => [],
    renderMarkdown: (text) => `<p>${text}</p>`,
    ...changes,
  });
}

test('the version has a number in the form that readers of Owncast’s look for, under our own name', () => {
  assert.match(versionWords('0.1.0'), /^Aerial v(\d+\.\d+\.\d+)-\w+/);
});

test('the configuration fills in icons and leaves out what is not offered', async () => {
  const config = await handlers({
    'social-links': '[{"platform":"Mastodon","url":"https://m.example"},{"platform":"mine","url":"https://b.example"}]',
    federation: 'on',
    'offline-message': 'Later',
  }).getConfig(call);
  assert.ok(!(config instanceof RawReply));
  assert.deepEqual(
    config.socialHandles.map(({ icon }) => icon),
    ['/img/platformlogos/mastodon.svg', '/img/platformlogos/elsewhere.svg'],
  );
  assert.deepEqual(config.federation, { enabled: false, hideFollowersTab: false });
  assert.deepEqual(config.notifications, { browser: { enabled: false } });
  assert.equal(config.streamTitle, 'Now');
  assert.equal(config.offlineMessage, '<p>Later</p>');
  assert.ok(!('socketHostOverride' in config));
});

test('where the socket is is told as an address, whether the owner gave one or a host alone', async () => {
  for (const [written, told] of [
    ['chat.example:8443', 'wss://chat.example:8443'],
    ['ws://chat.example', 'ws://chat.example'],
  ] as const) {
    const config = await handlers({ 'socket-host': written }).getConfig(call);
    assert.ok(!(config instanceof RawReply));
    assert.equal(config.socketHostOverride, told);
  }
});

test('what the chat, the fediverse and the notices offer is told as they say it', async () => {
  const offers = {
    isChatOpen: true,
    federation: { account: 'nine@tv.example', followerCount: 4 },
    pushKey: 'B0',
    signIn: { byAddress: true, byFediverse: false, account: 'Club' },
  };
  const config = await handlers({}, { readOffers: () => offers }).getConfig(call);
  assert.ok(!(config instanceof RawReply));
  assert.equal(config.chatDisabled, false);
  assert.deepEqual(config.federation, { enabled: true, ...offers.federation, hideFollowersTab: false });
  assert.deepEqual(config.notifications.browser, { enabled: true, publicKey: 'B0' });
  assert.deepEqual(config.authentication, { indieAuthEnabled: true, openIdName: 'Club' });
});

test('a directory is told only of a channel that wants to be listed, and not how many watch where that is hidden', async () => {
  assert.throws(() => handlers().getDirectoryEntry(call), { code: 'NOT_FOUND' });
  const entry = await handlers({ directory: 'on' }).getDirectoryEntry(call);
  assert.ok(!(entry instanceof RawReply));
  assert.deepEqual([entry.viewerCount, entry.sessionMaxViewerCount, entry.overallMaxViewerCount], [3, 5, 9]);
  const hidden = await handlers({ directory: 'on', 'hide-viewer-count': 'on' }).getDirectoryEntry(call);
  assert.ok(!(hidden instanceof RawReply));
  assert.deepEqual([hidden.viewerCount, hidden.overallMaxViewerCount], [0, 0]);
});

test('search engines are told to stay out of the studio and the API, and out of all where the owner wants that', () => {
  assert.equal(robots(true), 'User-agent: *\nDisallow: /admin\nDisallow: /api');
  assert.equal(robots(false), 'User-agent: *\nDisallow: /admin\nDisallow: /api\nDisallow: /');
});

test('the owner’s styles come after the colours, and a caller who has them is told so or need not ask', async () => {
  const settings = new Settings({
    stored: new Map([
      ['appearance', '{"mine":"1px"}'],
      ['custom-styles', 'p { margin: var(--mine); }'],
    ]),
  });
  assert.match(customStyles(settings), /--mine:1px\}\np \{/);
  const files = pageFileHandlers({ renderMarkdown: (text) => text, settings });
  const first = await files.getCustomStyles(call);
  assert.ok(first instanceof RawReply);
  const etag = first.headers['etag'] ?? '';
  const again = await files.getCustomStyles({ ...call, caller: { ...caller, headers: { 'if-none-match': etag } } });
  assert.ok(again instanceof RawReply);
  assert.deepEqual([first.status, again.status, again.body], [200, 304, null]);
  const named = await files.getCustomStyles({ ...call, query: { v: etag.slice(1, -1) } });
  assert.ok(named instanceof RawReply);
  assert.deepEqual(
    [first.headers['cache-control'], named.headers['cache-control']],
    ['no-cache', 'public, max-age=31536000, immutable'],
  );
});

test('an action with HTML is a page of its own in which no script runs; one without is none', async () => {
  const actions = '[{"title":"A <b>","html":"<script>1</script><i>x</i>"},{"title":"B","url":"https://b.example"}]';
  const files = pageFileHandlers({
    renderMarkdown: (text) => text,
    settings: new Settings({ stored: new Map([['external-actions', actions]]) }),
  });
  const page = await files.getExternalAction({ ...call, params: { index: 0 } });
  assert.ok(page instanceof RawReply);
  assert.match(page.headers['content-security-policy'] ?? '', /default-src 'none'(?!.*script-src)/);
  assert.match(String(page.body), /<title>A &lt;b&gt;<\/title>/);
  for (const index of [1, 2]) {
    assert.throws(() => files.getExternalAction({ ...call, params: { index } }), { code: 'NOT_FOUND' });
  }
});
