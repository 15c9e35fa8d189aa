import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { MediaSink } from '../media/packet.ts';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { BucketMirror } from '../storage/bucket-mirror.ts';
import { MemoryBucket, MemoryLedger } from '../storage/testing.ts';
import { LiveChannel, type SegmentOnAir } from './live-channel.ts';
import { bothTracks, stream } from './testing.ts';

const place = {
  endpoint: 'https://s3.example',
  servingEndpoint: '',
  accessKey: 'a',
  secret: 's',
  bucket: 'live',
  region: 'r',
  acl: '',
  pathPrefix: '',
  forcePathStyle: true,
};

let clock: ManualClock;
let bucket: MemoryBucket;
let ledger: MemoryLedger;
let mirror: BucketMirror;
let channel: LiveChannel;
let onAir: SegmentOnAir[];
let windowSeconds: number;

beforeEach(() => {
  clock = new ManualClock();
  bucket = new MemoryBucket();
  ledger = new MemoryLedger();
  onAir = [];
  windowSeconds = 24;
  const metrics = new MetricsRegistry();
  mirror = new BucketMirror({
    clock,
    log: silentLogger,
    metrics,
    ledger,
    open: () => bucket,
    read: async (url) => {
      const text = bucket.objects.get(new URL(url).pathname.slice('/live/'.length));
      return { status: 200, allowedOrigin: '*', dateWallMs: null, bytes: text?.length ?? 0 };
    },
    random: () => 1,
    servesViewers: () => true,
    stayMs: () => channel.stayMs,
  });
  mirror.use(place);
  channel = new LiveChannel({
    clock,
    log: silentLogger,
    metrics,
    counters: { reserve: () => 0, release() {} },
    archive: {
      put: (path, bytes) => mirror.put(path, bytes),
      remove: (path) => mirror.remove(path),
      playlist: (path, render) => mirror.document(path, render),
      locate: (path) => mirror.locate(path),
    },
    onSegment: (segment) => void onAir.push(segment),
    settings: {
      partTargetMs: 500,
      get windowSeconds() {
        return windowSeconds;
      },
      maxWaitingRequests: 10,
    },
    sessionPrefix: 'abc',
  });
});
afterEach(() => channel.stop());

function begin(broadcastId: string): MediaSink {
  const sink = channel.beginBroadcast({ broadcastId, epochWallMs: clock.wallMs() - 10_000 });
  sink.push({ kind: 'config', tracks: bothTracks });
  return sink;
}

/** Seconds of a broadcast go by; the archive keeps up. */
async function run(
  sink: MediaSink,
  fromSeconds: number,
  untilSeconds: number,
  look: () => void = () => {},
): Promise<void> {
  for (let second = fromSeconds; second < untilSeconds; second += 2) {
    const fromMs = 10_000 + second * 1_000;
    for (const item of stream({ fromMs, untilMs: fromMs + 2_000, frameRate: 10, keyInterval: 20 })) sink.push(item);
    clock.advance(2_000);
    for (let turn = 0; turn < 8; turn += 1) await new Promise(setImmediate);
    look();
  }
}

/** Keys that playlists in the bucket name, and those that it holds. */
function named(): { missing: string[]; count: number } {
  const missing: string[] = [];
  let count = 0;
  for (const [key, text] of bucket.objects) {
    if (!key.endsWith('.m3u8')) continue;
    for (const [, map, file] of text.matchAll(/URI="([^"]+)"|^([^#\n]+)$/gm)) {
      const path = new URL(map ?? file ?? '', `https://bucket/${key}`).pathname.slice(1);
      count += 1;
      if (!bucket.objects.has(path)) missing.push(path);
    }
  }
  return { missing, count };
}

describe('The live window in a bucket', () => {
  test('is whole and bounded over an hour, and names nothing that is not there', async () => {
    const sink = begin('b1');
    let most = 0;
    await run(sink, 0, 3_600, () => {
      most = Math.max(most, bucket.objects.size, ledger.rows.size);
      bucket.history.length = 0;
      assert.deepEqual(named().missing, []);
    });
    // Two renditions, 26 s of window, 90 s until a removal, playlists and initialisation sections.
    assert.ok(most < 150, `${most} objects`);
    assert.equal(onAir.length, 1_799);
    assert.deepEqual(
      onAir.map(({ mediaSequence }) => mediaSequence),
      onAir.map((_, index) => index),
    );
    assert.equal(onAir[1_000]?.startMediaMs, 2_010_000);
    assert.match(bucket.objects.get('hls/stream.m3u8') ?? '', /\n0\/stream\.m3u8\n[^]*\naudio\/stream\.m3u8\n/);
  });

  test('keeps what left it for as long as a playlist that named it lasts, also when the next broadcast has a shorter one', async () => {
    windowSeconds = 120;
    const sink = begin('b1');
    await run(sink, 0, 130);
    assert.doesNotMatch(bucket.objects.get('hls/0/stream.m3u8') ?? '', /abc-0\.m4s/, 'it has left');
    windowSeconds = 24;
    await run(sink, 130, 240);
    assert.ok(bucket.objects.has('hls/b1/0/abc-0.m4s'));
    await run(sink, 240, 270);
    assert.ok(!bucket.objects.has('hls/b1/0/abc-0.m4s'));
  });

  test('gives way to that of the next broadcast: playlists at the same keys, and what was there is removed', async () => {
    const first = begin('b1');
    await run(first, 0, 20);
    first.push({ kind: 'end' });
    await run(begin('b2'), 0, 40);
    assert.match(bucket.objects.get('hls/0/stream.m3u8') ?? '', /\.\.\/b2\/0\/abc-\d+\.m4s/);
    assert.ok(
      [...bucket.objects.keys()].some((key) => key.includes('/b1/')),
      'players may still know it',
    );
    clock.advance(60_000);
    await run(begin('b3'), 0, 100);
    assert.deepEqual(
      [...bucket.objects.keys()].filter((key) => key.includes('/b1/') || key.includes('/b2/')),
      [],
    );
  });

  test('ends with its broadcast, and is removed after that', async () => {
    const sink = begin('b1');
    await run(sink, 0, 20);
    sink.push({ kind: 'end' });
    for (let turn = 0; turn < 8; turn += 1) await new Promise(setImmediate);
    assert.match(bucket.objects.get('hls/0/stream.m3u8') ?? '', /#EXT-X-ENDLIST\n$/);
    for (let second = 0; second < 190; second += 1) {
      clock.advance(1_000);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    assert.deepEqual([...bucket.objects.keys()], []);
    assert.equal(ledger.rows.size, 0);
  });
});

describe('A request for a whole segment', () => {
  let server: Server;
  let base: string;
  beforeEach(async () => {
    server = createServer((request, response) => channel.handle(request, response, request.url ?? '', ''));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  test('is sent to the bucket when the segment is certainly there; parts and playlists are not', async () => {
    await run(begin('b1'), 0, 8);
    const ask = (path: string) => fetch(base + path, { redirect: 'manual' });
    const sent = await ask('/hls/0/abc-1.m4s');
    assert.equal(sent.status, 307);
    assert.equal(sent.headers.get('location'), 'https://s3.example/live/hls/b1/0/abc-1.m4s');
    assert.equal(sent.headers.get('access-control-allow-origin'), '*');
    assert.equal((await ask('/hls/0/abc-2.0.m4s')).status, 200);
    assert.equal((await ask('/hls/0/stream.m3u8')).status, 200);
    assert.equal((await ask('/hls/0/abc-1.m4s')).status, 200, 'who comes back gets it here');
    bucket.fault = 'address';
    await run(begin('b2'), 0, 6);
    const [newest] = onAir.slice(-1);
    assert.equal((await ask(`/hls/0/abc-${newest?.mediaSequence}.m4s`)).status, 200, 'it was never stored');
  });
});
