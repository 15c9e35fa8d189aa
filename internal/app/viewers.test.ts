import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Settings } from '../config/settings.ts';
import { ClientAddresses } from '../http/client-address.ts';
import type { WebRequest, WebResponse } from '../http/listener.ts';
import type { IngestState } from '../ingest/stage.ts';
import { openAssets } from '../platform/assets.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import type { AerialEvents } from './events.ts';
import { OnAir } from './state.ts';
import { ViewersPart } from './viewers.ts';

const started: AerialEvents['broadcast.started'] = {
  isTest: false,
  broadcastId: 'b1',
  startedWallMs: 0,
  remoteAddress: '192.0.2.9',
  encoder: null,
  tracks: { video: null, audio: null },
};

function rig(t: TestContext, flags: Record<string, readonly string[]> = {}) {
  const { store, clock } = testStore.withClock(t, {});
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const health = {
    bitrateKbps: 3000,
    audioBitrateKbps: 160,
    frameRate: 30,
    keyFrameIntervalMs: 9000,
    driftMs: null,
    warnings: [],
  };
  const ingest = { state: 'live', health } as unknown as IngestState;
  const idle = {
    cpuTimes: () => ({ busy: 0, idle: 1 }),
    memoryPercent: () => 10,
    diskPercent: () => Promise.resolve(10),
  };
  const viewers = new ViewersPart({
    hardware: idle,
    assets: openAssets(),
    clients: new ClientAddresses({ trusted: ['127.0.0.1'] }),
    clock,
    dataDirectory: temporaryDirectory(t),
    events,
    log: new LogRoot({ level: 'silent' }),
    metrics: new MetricsRegistry(),
    onAir: new OnAir({
      events,
      wallMs: () => clock.wallMs(),
      lastConnectWallMs: null,
      lastDisconnectWallMs: null,
    }),
    settings: new Settings({ flags }),
    store,
    version: '0.1.0',
    readIngest: () => ingest,
    readChat: () => ({ chatClientCount: 3, chatUserCount: 20, chatMessageCount: 100 }),
    readChatClients: () => 3,
    readStorageTrouble: () => null,
    readWarnings: () => [],
    readRenditions: () => [
      { key: '0', state: 'running', bitsPerSecond: 3_000_000, lastMediaSequence: 1 },
      { key: 'audio', state: 'running', bitsPerSecond: 128_000, lastMediaSequence: 1 },
    ],
  });
  const stop = viewers.start();
  t.after(() => stop());
  const media: string[] = [];
  const handle = viewers.watch((_request, _response, pathname) => void media.push(pathname));
  const ask = (pathname: string, forwardedFor = '192.0.2.1') => {
    const headers = { 'user-agent': 'VLC', 'x-forwarded-for': forwardedFor };
    const request = { headers, socket: { remoteAddress: '127.0.0.1' } } as unknown as WebRequest;
    handle(request, {} as WebResponse, pathname, '');
  };
  return { viewers, events, clock, ask, media, store };
}

describe('ViewersPart', () => {
  it('counts requests for playlists behind trusted proxies, and hands all of them on', (t) => {
    const { viewers, events, ask, media } = rig(t);
    events.publish('broadcast.started', started);
    assert.equal(viewers.shownCount(), null, 'nobody is not shown as a number');
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1']) ask('/hls/stream.m3u8', address);
    ask('/hls/0/part.m4s', '192.0.2.3');
    assert.deepEqual([viewers.count(), viewers.shownCount()], [2, 2]);
    assert.equal(media.length, 4);
    events.publish('broadcast.ended', { broadcastId: 'b1', isTest: false, reason: 'over' });
    assert.equal(viewers.count(), 0);
    assert.deepEqual(viewers.peaks(), { session: 2, overall: 2 });
  });

  it('shows no count where the owner hides it, and still tells the owner', (t) => {
    const { viewers, events, ask } = rig(t, { 'hide-viewer-count': ['on'] });
    events.publish('broadcast.started', started);
    ask('/hls/stream.m3u8');
    assert.deepEqual([viewers.count(), viewers.shownCount()], [1, null]);
  });

  it('judges the encoder once its figures have settled, and nothing while offline', (t) => {
    const { viewers, events, clock } = rig(t);
    assert.equal(viewers.health(), null);
    events.publish('broadcast.started', started);
    clock.advance(14_999);
    assert.equal(viewers.health(), null);
    clock.advance(1);
    assert.match(viewers.health()?.message ?? '', /Key frames come 9 s apart/);
    events.publish('broadcast.paused', { broadcastId: 'b1', graceMs: 60_000 });
    events.publish('broadcast.resumed', { broadcastId: 'b1' });
    assert.equal(viewers.health(), null);
    events.publish('broadcast.ended', { broadcastId: 'b1', isTest: false, reason: 'over' });
    clock.advance(60_000);
    assert.equal(viewers.health(), null);
  });

  it('writes how many watch into the database while something is on air', (t) => {
    const { events, clock, ask, store } = rig(t);
    events.publish('broadcast.started', started);
    ask('/hls/stream.m3u8');
    clock.advance(10_000);
    assert.deepEqual(
      store.samples.read('viewers', 0, 10).map(({ value }) => value),
      [0, 1],
    );
  });

  it('tells how far behind live players are while they say so, and nothing of it any more once none does', (t) => {
    const { viewers, events, clock, store } = rig(t);
    events.publish('broadcast.started', started);
    const caller = { address: '192.0.2.1', userAgent: 'a browser' };
    void viewers.handlers.reportPlayback({
      params: {},
      query: {},
      body: { latency: 2, bandwidth: 5_000 },
      caller,
    } as never);
    const kept = () => ['latency', 'bandwidth'].map((name) => store.samples.read(`figure.${name}`, 0, 100).length);
    clock.advance(120_000);
    assert.equal(viewers.latencySeconds, 2);
    clock.advance(120_000);
    const before = kept();
    assert.ok(before.every((count) => count > 0));
    assert.equal(viewers.latencySeconds, null);
    assert.match(viewers.renderMetrics(), /^aerial_playback_latency_seconds NaN$/m);
    clock.advance(3_600_000);
    assert.deepEqual(kept(), before);
  });

  it("tells Prometheus of viewers under Aerial's name and Owncast's", (t) => {
    const { viewers, events, ask } = rig(t, { 'public-url': ['https://tv.example.org'] });
    events.publish('broadcast.started', started);
    ask('/hls/stream.m3u8');
    const text = viewers.renderMetrics();
    assert.match(text, /^aerial_viewers 1$/m);
    assert.match(
      text,
      /^owncast_instance_active_viewer_count\{host="https:\/\/tv\.example\.org\/?",version="0\.1\.0"\} 1$/m,
    );
  });
});
