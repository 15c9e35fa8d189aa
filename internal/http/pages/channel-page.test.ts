import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelPageHeaders, renderChannelPage, type ChannelPageState } from './channel-page.ts';

const assets = {
  viewerScript: '/assets/viewer.A.js',
  viewerStyle: '/assets/viewer.B.css',
  playerScript: '/assets/player.C.js',
  sharedScripts: ['/assets/shared.D.js'],
};

function state(
  changes: { stream?: Partial<ChannelPageState['stream']>; name?: string; publicUrl?: string } = {},
): ChannelPageState {
  return {
    channel: {
      name: changes.name ?? 'Nine',
      summary: 'Trains at night',
      logoUrl: '/static/logo.svg',
      posterUrl: '/static/poster.svg',
      socialImageUrl: '/static/og.png',
    },
    stream: { phase: 'offline', title: '', startedAt: null, lastLiveAt: null, viewerCount: null, ...changes.stream },
    serverTime: '2026-11-20T12:00:00.000Z',
    versionNumber: '0.1.0',
    publicUrl: changes.publicUrl ?? null,
  };
}

function inlineState(page: string): unknown {
  const json = /<script type="application\/json" id="state">(.*?)<\/script>/s.exec(page)?.[1];
  assert.ok(json, 'the page has its state');
  return JSON.parse(json);
}

test('a hostile name can neither leave its tag nor end the state', () => {
  const name = '</title></script><script>alert(1)</script>"\'<!--';
  const page = renderChannelPage(state({ name }), assets);
  assert.ok(!page.includes('<script>alert'));
  assert.ok(!page.includes('<!--'));
  assert.equal((inlineState(page) as ChannelPageState).channel.name, name);
});

test('the page carries no inline script or style that would need an exception in its policy', () => {
  const page = renderChannelPage(state({ stream: { phase: 'live' } }), assets);
  for (const [tag] of page.matchAll(/<script[^>]*>/g)) assert.match(tag, /src="|application\/json/);
  assert.doesNotMatch(page, /<style|style="| on[a-z]+="/);
  assert.doesNotMatch(channelPageHeaders['content-security-policy'] ?? '', /unsafe|\*/);
});

test('while live the title leads and the player is fetched ahead', () => {
  const page = renderChannelPage(state({ stream: { phase: 'live', title: 'Tokaido line' } }), assets);
  assert.match(page, /<title>● Tokaido line · Nine<\/title>/);
  assert.match(page, /modulepreload" href="\/assets\/player\.C\.js"/);
  assert.match(page, /rel="preload" href="\/hls\/stream\.m3u8"/);
  assert.match(page, /data-state="connecting"/);
});

test('while offline nothing of the player is fetched and the page says what will happen', () => {
  const page = renderChannelPage(state(), assets);
  assert.doesNotMatch(page, /player\.C\.js|rel="preload"/);
  assert.match(page, /Leave this page open/);
});

test('link previews name absolute addresses, or none where the server does not know its own', () => {
  const known = renderChannelPage(state({ publicUrl: 'https://nine.example' }), assets);
  assert.match(known, /og:image" content="https:\/\/nine\.example\/static\/og\.png"/);
  assert.match(known, /canonical" href="https:\/\/nine\.example\/"/);
  assert.doesNotMatch(renderChannelPage(state(), assets), /og:image|og:url|canonical/);
});

test('without a script there are name, poster and a way to the stream', () => {
  const page = renderChannelPage(state(), assets);
  assert.match(page, /<noscript.*href="\/hls\/stream\.m3u8"/s);
  assert.match(page, /class="poster" src="\/static\/poster\.svg"/);
});
