import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Settings } from '../../config/settings.ts';
import { renderCardPage } from './card-page.ts';
import { type ChannelPageState, renderChannelPage, renderEmbedPage } from './channel-page.ts';
import { guestsOf, readChannelView } from './channel-view.ts';
import { renderChatPage } from './chat-page.ts';
import { FolderAssets } from '../../platform/assets.ts';
import { Locales } from './locales.ts';
import { plainLayout } from './page-layout.ts';
import { PageMarkup } from './page-markup.ts';
import { pagePolicy } from './page-policy.ts';

const assets = {
  viewerScript: '/assets/viewer.A.js',
  viewerStyle: '/assets/viewer.B.css',
  playerScript: '/assets/player.C.js',
  sharedScripts: ['/assets/shared.D.js'],
  chatScript: '/assets/chat.E.js',
  scheduleScript: '/assets/schedule.F.js',
};

const locales = new Locales(new FolderAssets(join(import.meta.dirname, '../../..')));

interface Changes {
  readonly stored?: Readonly<Record<string, string>>;
  readonly stream?: Partial<ChannelPageState['stream']>;
  readonly origin?: string;
  readonly language?: string;
  readonly planned?: ChannelPageState['planned'];
}

function state({ stored = {}, stream = {}, origin, language, planned }: Changes = {}): ChannelPageState {
  const named = { 'channel-name': 'Nine', 'channel-summary': 'Trains at night', ...stored };
  const settings = new Settings({ stored: new Map(Object.entries(named)) });
  const markup = new PageMarkup();
  const view = readChannelView({
    settings,
    renderMarkdown: (text) => markup.render(text),
    digestOf: (text) => String(text.length),
    customStyles: settings.get('custom-styles'),
    logoUrl: '/logo',
    origin: origin ?? null,
  });
  return {
    view,
    language: locales.choose({ asked: language, cookies: undefined, accepted: undefined }),
    layout: plainLayout,
    following: { account: null, actorUrl: null, followerCount: 0, isShown: true },
    stream: {
      phase: 'offline',
      title: '',
      isAudioOnly: false,
      startedAt: null,
      lastLiveAt: null,
      viewerCount: null,
      ladderVersion: 1,
      ...stream,
    },
    planned: planned ?? null,
    pushKey: null,
    chat: null,
    posterUrl: '/static/poster.svg',
    cardImage: { path: '/static/og.png', size: { width: 1200, height: 630 } },
    serverTime: '2026-11-20T12:00:00.000Z',
    versionNumber: '0.1.0',
    origin: origin ?? null,
  };
}

const render = (changes: Changes = {}) => renderChannelPage(state(changes), assets);

const HOSTILE = '</title></script><script>alert(1)</script>"\'<!--';
const everything = {
  'channel-name': HOSTILE,
  'channel-summary': HOSTILE,
  'stream-title': HOSTILE,
  tags: JSON.stringify([HOSTILE.slice(0, 50)]),
  'social-links': JSON.stringify([
    { platform: HOSTILE.slice(0, 50), url: `https://a.example/"onclick="alert(1)` },
    { platform: 'github', url: ' data-x', icon: 'javascript:alert(1)' },
  ]),
  'external-actions': JSON.stringify([
    { title: HOSTILE, url: 'https://a.example/"><script>alert(1)</script>', description: HOSTILE, icon: '"><script>' },
    { title: 'x', html: HOSTILE, color: 'red;} body{display:none' },
  ]),
  'page-content': HOSTILE,
  'offline-message': HOSTILE,
};

test('whatever is written into any setting, it can neither leave its tag nor end the state nor become a script', () => {
  for (const phase of ['offline', 'live'] as const) {
    const page = render({ stored: everything, stream: { phase, title: HOSTILE }, origin: 'https://tv.example' });
    assert.doesNotMatch(page, /<script>|<!--|<\/title><\/script>|javascript:/);
    for (const [tag] of page.matchAll(/<script[^>]*>/g)) assert.match(tag, / src="\/|application\/json/);
    assert.doesNotMatch(page.replace(/"[^"]*"/g, '""'), /<[a-z][^>]*\son[a-z]+=/);
    const json = /<script type="application\/json" id="state">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    assert.equal((JSON.parse(json) as { channel: { name: string } }).channel.name, HOSTILE);
  }
});

test('a page with nothing set needs no exception in its policy', () => {
  const page = render({ stream: { phase: 'live' } });
  for (const [tag] of page.matchAll(/<script[^>]*>/g)) assert.match(tag, /src="|application\/json/);
  assert.doesNotMatch(page, /<style|style="| on[a-z]+="/);
  assert.doesNotMatch(pagePolicy(guestsOf(state().view)), /unsafe|https?:|\*/);
});

test('the page leads those who ask whose it is to where its owner says so', () => {
  const page = render({ origin: 'https://nine.example' });
  assert.match(
    page,
    /rel="indieauth-metadata" href="https:\/\/nine\.example\/\.well-known\/oauth-authorization-server"/,
  );
  assert.match(page, /rel="authorization_endpoint" href="https:\/\/nine\.example\/api\/auth\/provider\/indieauth"/);
});

test('while live the title leads and the player is fetched ahead', () => {
  const page = render({ stream: { phase: 'live', title: 'Tokaido line' } });
  assert.match(page, /<title>● Tokaido line · Nine<\/title>/);
  assert.match(page, /modulepreload" href="\/assets\/player\.C\.js"/);
  assert.match(page, /rel="preload" href="\/hls\/stream\.m3u8"/);
  assert.match(page, /data-state="connecting"/);
});

test('nothing of the player is fetched ahead while offline, or where the viewer is asked first', () => {
  const waiting = [
    render(),
    render({ stored: { autoplay: 'off' }, stream: { phase: 'live' } }),
    render({ stored: { nsfw: 'on' }, stream: { phase: 'live' } }),
  ];
  for (const page of waiting) assert.doesNotMatch(page, /player\.C\.js|rel="preload"/);
  assert.match(waiting[0] ?? '', /Leave this page open/);
});

test('link previews name absolute addresses, or none where the server does not know its own', () => {
  const known = render({ origin: 'https://nine.example' });
  assert.match(known, /og:image" content="https:\/\/nine\.example\/static\/og\.png"/);
  assert.match(known, /canonical" href="https:\/\/nine\.example\/"/);
  assert.match(
    known,
    /json\+oembed"\s+href="https:\/\/nine\.example\/api\/oembed\?url=https%3A%2F%2Fnine\.example%2F&amp;format=json"/,
  );
  assert.match(known, /og:video" content="https:\/\/nine\.example\/embed\/video"/);
  assert.doesNotMatch(render(), /og:image|og:url|canonical|oembed/);
});

test('without a script there are name, poster and a way to the stream', () => {
  const page = render();
  assert.match(page, /<noscript.*href="\/hls\/stream\.m3u8"/s);
  assert.match(page, /class="poster" src="\/static\/poster\.svg"/);
});

test('tags, links, actions and content stand on the page, and nothing of them where there are none', () => {
  const page = render({
    stored: {
      tags: '["trains"]',
      'social-links':
        '[{"platform":"mastodon","url":"https://m.example/@nine"},{"platform":"matrix","url":"@nine:m.example"}]',
      'external-actions':
        '[{"title":"Buy","url":"https://shop.example/x?y=1","color":"#fa0"},{"title":"Say","html":"<b>hi</b>"}]',
      'page-content': '## Rules\n\nBe kind.',
      'offline-message': 'Back on **Friday**.',
      'custom-javascript': 'let a = 1;',
      'custom-styles': 'h1 { color: red; }',
      'search-indexing': 'off',
    },
    origin: 'https://nine.example',
  });
  assert.match(page, /<li dir="auto">trains<\/li>/);
  assert.match(page, /href="https:\/\/m\.example\/@nine"[^>]*rel="me/);
  assert.match(page, /<span class="link" title="@nine:m\.example"/);
  assert.match(page, /href="https:\/\/shop\.example\/x\?y=1&amp;instance=https%3A%2F%2Fnine\.example%2F"/);
  assert.match(page, /--action-surface:#ffaa00;/);
  assert.match(page, /href="\/external-actions\/1"/);
  assert.match(page, /<h3>Rules<\/h3>/);
  assert.match(page, /Back on <strong>Friday<\/strong>/);
  assert.match(page, /<script defer src="\/customjavascript\?v=10">/);
  assert.match(page, /<link rel="stylesheet" href="\/customstyles\.css\?v=18" \/>/);
  assert.match(page, /name="robots" content="noindex, nofollow"/);
  assert.doesNotMatch(render(), /class="(?:tags|links|actions|content)"|customstyles|customjavascript|name="robots"/);
});

test('the embedded player is the stage alone', () => {
  const page = renderEmbedPage(state({ stored: { 'page-content': 'Long.', 'custom-javascript': 'x' } }), assets);
  assert.match(page, /class="embed"/);
  assert.match(page, /<a href="\/" target="_blank">Nine<\/a>/);
  assert.match(page, /id="player"/);
  assert.doesNotMatch(page, /class="(?:bar|about|content|headline)"|customjavascript/);
});

test('makers of cards get the card, the links that prove who this is, and no script', () => {
  const stored = { 'social-links': '[{"platform":"mastodon","url":"https://m.example/@nine"}]', nsfw: 'on' };
  const page = renderCardPage(
    state({ stored, stream: { phase: 'live', title: 'Now' }, origin: 'https://nine.example' }),
  );
  assert.match(page, /og:title" content="Now · Nine"/);
  assert.match(page, /<link rel="me" href="https:\/\/m\.example\/@nine" \/>/);
  assert.match(page, /name="rating" content="adult"/);
  assert.doesNotMatch(page, /<script/);
  assert.doesNotMatch(renderCardPage(state({ stored: everything, origin: 'https://nine.example' })), /<script|<!--/);
});

test('the page and its card lead to the account on the fediverse, while it can be followed', () => {
  const actorUrl = 'https://nine.example/federation/user/live';
  const origin = 'https://nine.example';
  const followed = {
    ...state({ origin }),
    following: { account: 'live@nine.example', actorUrl, followerCount: 0, isShown: true },
  };
  for (const page of [renderCardPage(followed), renderChannelPage(followed, assets)]) {
    assert.ok(page.includes(`<link rel="alternate" type="application/activity+json" href="${actorUrl}" />`));
    assert.ok(page.includes('<meta name="fediverse:creator" content="@live@nine.example" />'));
  }
  assert.doesNotMatch(renderCardPage(state({ origin })), /fediverse:creator|activity\+json/);
});

const chat = {
  openAfterMinutes: 5,
  needsSignIn: false,
  maxPayloadBytes: 2048,
  socketHost: null,
  signIn: { byAddress: true, byFediverse: false, account: null },
};

test('the page is painted whole, once what stands last in it has come', () => {
  const page = render();
  const [, awaited] = /<link rel="expect" href="#(\w+)" blocking="render"/.exec(page) ?? [];
  const ids = [...page.matchAll(/ id="([\w-]+)"/g)].map(([, id]) => id);
  assert.equal(awaited, ids.at(-1));
});

test('the chat has its place on the page only where there is one', () => {
  assert.doesNotMatch(render(), /id="chat|data-chat/);
  const page = renderChannelPage({ ...state(), chat }, assets);
  assert.match(page, /<body data-chat="shown">/);
  assert.match(page, /<section id="chat"/);
  assert.match(page, /id="chat-toggle"[^>]* data-waits/);
  assert.match(page, /"chat":\{"openAfterMinutes":5/);
});

test('alone, the chat is for reading or for writing, and over a picture has no ground', () => {
  const alone = renderChatPage({ ...state(), chat }, assets, { mayWrite: false, isOverlay: false });
  assert.match(alone, /data-mode="readonly"/);
  assert.match(alone, /src="\/assets\/chat\.E\.js"/);
  assert.doesNotMatch(alone, /overlay|id="player"/);
  const overlay = renderChatPage({ ...state(), chat }, assets, { mayWrite: true, isOverlay: true });
  assert.match(overlay, /<html lang="en" dir="ltr" class="overlay">/);
  assert.match(overlay, /data-mode="readwrite"/);
  const off = renderChatPage(state({ stored: { 'channel-name': HOSTILE } }), assets, {
    mayWrite: true,
    isOverlay: false,
  });
  assert.match(off, /is switched off/);
  assert.doesNotMatch(off, /<script>/);
});

test('off air the page says when there is something to see again, without a script and for the script', () => {
  const planned = {
    name: '<b>Late</b> show',
    startWallMs: Date.parse('2027-03-02T19:00:00Z'),
    durationMinutes: 90,
    timeZone: 'Europe/Berlin',
    isChatOpen: false,
  };
  const page = render({ planned });
  assert.match(page, /&lt;b&gt;Late&lt;\/b&gt; show<\/b><\/a>\s+<time datetime="2027-03-02T19:00:00.000Z">/);
  assert.match(page, /Tuesday,? 2 March 2027 at 20:00 \(Europe\/Berlin\)/);
  assert.match(page, /"planned":\{"name":"\\u003cb>Late/);
  assert.doesNotMatch(render({ planned, stream: { phase: 'live' } }), /class="next-broadcast"/);
  // Also where nothing is planned yet.
  assert.match(render(), /"showsCountdown":true/);
  assert.match(render({ stored: { 'schedule-countdown': 'off' } }), /"showsCountdown":false/);
});
