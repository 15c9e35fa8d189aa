import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { listenFor } from '../testing.ts';
import { Settings } from '../../config/settings.ts';
import { FolderAssets } from '../../platform/assets.ts';
import { silentLogger } from '../../platform/log.ts';
import { Locales } from '../pages/locales.ts';
import { readChannelView } from '../pages/channel-view.ts';
import { WebServer } from '../web-server.ts';
import { addChannelPageRoutes } from './channel-page.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const manifest = {
  viewerScript: '/a.js',
  viewerStyle: '/a.css',
  playerScript: '/p.js',
  sharedScripts: [],
  chatScript: '/c.js',
  scheduleScript: '/s.js',
};

const locales = new Locales(new FolderAssets(join(import.meta.dirname, '../../..')));

async function serve(t: TestContext): Promise<(path: string, userAgent: string) => Promise<Response>> {
  const settings = new Settings({});
  const server = new WebServer({
    log: silentLogger,
    early: [],
    routes: [
      (app) =>
        addChannelPageRoutes(app, {
          version: '0.1.0',
          assets: { text: () => JSON.stringify(manifest) },
          locales,
          readFollowing: () => ({ account: null, actorUrl: null, followerCount: 0, isShown: true }),
          originOf: () => 'https://tv.example',
          wallMs: () => 0,
          readState: () => ({
            phase: 'offline',
            title: '',
            isAudioOnly: false,
            lastConnectWallMs: null,
            lastDisconnectWallMs: null,
          }),
          readViewerCount: () => null,
          readLadderVersion: () => 1,
          readMediaOrigin: () => null,
          readView: (origin) =>
            readChannelView({
              settings,
              renderMarkdown: () => '',
              digestOf: () => '1',
              customStyles: '',
              logoUrl: '/logo',
              origin,
            }),
          readPlannedOnPage: () => null,
          readPushKey: () => null,
          readChat: () => null,
          readPictures: () => ({ posterUrl: '/static/poster.svg', cardImage: { path: '/static/og.png', size: null } }),
        }),
    ],
  });
  const port = await listenFor(t, server);
  return (path, userAgent) =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', headers: { 'user-agent': userAgent } });
}

test('browsers get the page, makers of cards the card, and players the stream', async (t) => {
  const ask = await serve(t);
  const page = await ask('/', BROWSER);
  assert.deepEqual([page.status, page.headers.get('content-encoding')], [200, 'gzip']);
  assert.match(await page.text(), /id="player"/);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'self'$/);
  const card = await ask('/', 'Mastodon/4.3');
  assert.equal(card.headers.get('cache-control'), 'public, max-age=10');
  assert.doesNotMatch(await card.text(), /<script/);
  const player = await ask('/', 'VLC/3.0.20 LibVLC/3.0.20');
  assert.deepEqual([player.status, player.headers.get('location')], [307, '/hls/stream.m3u8']);
  for (const answer of [page, card, player]) assert.match(answer.headers.get('vary') ?? '', /user-agent/);
});

test('the player for other pages may be framed by any of them', async (t) => {
  const ask = await serve(t);
  for (const path of ['/embed/video', '/embed/video/', '/embed/video?initiallyMuted=true']) {
    const embed = await ask(path, BROWSER);
    assert.equal(embed.status, 200, path);
    assert.match(embed.headers.get('content-security-policy') ?? '', /frame-ancestors \*$/);
  }
});

test('the chat alone may be framed by any page, and is found where Owncast has it', async (t) => {
  const ask = await serve(t);
  for (const path of ['/embed/chat', '/embed/chat/']) {
    const moved = await ask(path, BROWSER);
    assert.deepEqual([moved.status, moved.headers.get('location')], [307, '/embed/chat/readonly'], path);
  }
  for (const path of ['/embed/chat/readonly', '/embed/chat/readwrite/', '/embed/chat/readonly?overlay=1&overlay=2']) {
    const page = await ask(path, BROWSER);
    assert.equal(page.status, 200, path);
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors \*$/);
  }
  assert.match(await (await ask('/embed/chat/readonly?overlay=1', BROWSER)).text(), /class="overlay"/);
});
