import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, request as httpRequest, type Server } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { MediaItem, MediaSink, VideoPacket } from '../media/packet.ts';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import type { HlsResponse } from './answers.ts';
import { LiveChannel } from './live-channel.ts';
import { bothTracks, noArchive, smallPlan, stream, videoConfig } from './testing.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

let clock: ManualClock;
let channel: LiveChannel;
let server: Server;
let base: string;
let archived: Map<string, Buffer>;
let blocks: Map<string, number>;
/** Answers to requests that have been taken in, so that a test can wait for a request to wait. */
let taken: number;

function newChannel(settings: { maxWaitingRequests?: number; sessionPrefix?: string } = {}): LiveChannel {
  return new LiveChannel({
    clock,
    log: silentLogger,
    metrics: new MetricsRegistry(),
    counters: {
      reserve(name, count) {
        const first = blocks.get(name) ?? 0;
        blocks.set(name, first + count);
        return first;
      },
      release: (name, next) => void blocks.set(name, next),
    },
    archive: {
      ...noArchive,
      put: (path, bytes) => void archived.set(path, bytes),
      remove: (path) => void archived.delete(path),
    },
    settings: { partTargetMs: 500, windowSeconds: 24, maxWaitingRequests: settings.maxWaitingRequests ?? 100 },
    sessionPrefix: settings.sessionPrefix ?? 'abc',
  });
}

function begin(broadcastId = 'b1'): MediaSink {
  const sink = channel.beginBroadcast({ broadcastId, epochWallMs: 1_700_000_000_000 });
  sink.push({ kind: 'config', tracks: bothTracks });
  return sink;
}

function feed(sink: MediaSink, items: readonly MediaItem[]): void {
  for (const item of items) sink.push(item);
}

/** A broadcast with whole segments 0 and 1 and parts 2.0 and 2.1. */
function beginLive(): MediaSink {
  const sink = begin();
  feed(sink, stream({ fromMs: 10_000, untilMs: 15_100 }));
  return sink;
}

function transcodedFrames(fromMs: number, untilMs: number): VideoPacket[] {
  return stream({ fromMs, untilMs, hasAudio: false }).filter((item) => item.kind === 'video');
}

async function ask(path: string, how: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(base + path, { agent: false, ...how }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

/** Asks for something that is held; the result is its answer, once it is known to wait. */
async function askAndWait(path: string): Promise<{ answer: Promise<Answer> }> {
  const before = channel.status().waitingRequests;
  const answer = ask(path);
  await until(() => channel.status().waitingRequests > before);
  return { answer };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('LiveChannel', () => {
  beforeEach(async () => {
    clock = new ManualClock();
    archived = new Map();
    blocks = new Map();
    taken = 0;
    channel = newChannel();
    server = createServer((request, response) => {
      taken += 1;
      const [pathname = '', query = ''] = (request.url ?? '').split('?');
      channel.handle(request, response, pathname, query);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    channel.stop();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  test('is not found while offline', async () => {
    for (const path of ['/hls/stream.m3u8', '/hls/0/stream.m3u8', '/hls/0/abc-1.m4s', '/hls/', '/hls/0/../x']) {
      const { status, headers } = await ask(path);
      assert.deepEqual([status, headers['cache-control']], [404, 'no-store'], path);
    }
  });

  test('lists the source, the ladder and the audio once the source has a part', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    const { answer } = await askAndWait('/hls/stream.m3u8');
    feed(sink, stream({ fromMs: 10_000, untilMs: 12_100 }));
    const text = (await answer).body.toString();
    assert.deepEqual(
      text.split('\n').filter((line) => line.endsWith('m3u8')),
      ['0/stream.m3u8', '1/stream.m3u8', 'audio/stream.m3u8'],
    );
    assert.match(text, /CODECS="avc1\.64001f,mp4a\.40\.2",RESOLUTION=1280x720,FRAME-RATE=30\.000/);
    assert.match(text, /CODECS="avc1\.42c01e,mp4a\.40\.2",RESOLUTION=854x480,FRAME-RATE=30\.000/);
  });

  test('holds a beginning broadcast’s playlist until it lists a segment, but not from who asks for a part', async () => {
    const sink = begin();
    feed(sink, stream({ fromMs: 10_000, untilMs: 11_000 }));
    assert.match((await ask('/hls/0/stream.m3u8?_HLS_msn=0&_HLS_part=0')).body.toString(), /abc-0\.0\.m4s/);
    const { answer } = await askAndWait('/hls/0/stream.m3u8');
    feed(sink, stream({ fromMs: 11_000, untilMs: 12_500 }));
    assert.match((await answer).body.toString(), /#EXTINF:.*\nabc-0\.m4s\n/);
  });

  test('gives up on the multivariant playlist of a broadcast that sends nothing', async () => {
    begin();
    const { answer } = await askAndWait('/hls/stream.m3u8');
    clock.advance(5250);
    assert.equal((await answer).status, 503);
  });

  test('answers a blocking request with the part that it waits for', async () => {
    const sink = beginLive();
    const { answer } = await askAndWait('/hls/0/stream.m3u8?_HLS_msn=2&_HLS_part=2');
    feed(sink, stream({ fromMs: 15_100, untilMs: 15_600, keyInterval: 1000 }).slice(1));
    const { status, headers, body } = await answer;
    assert.deepEqual([status, headers['cache-control']], [200, 'public, max-age=4']);
    assert.match(body.toString(), /abc-2\.2\.m4s"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="abc-2\.3\.m4s"/);
  });

  test('holds a request for a hinted part and serves its bytes as listed', async () => {
    const sink = beginLive();
    const { answer } = await askAndWait('/hls/0/abc-2.2.m4s');
    feed(sink, stream({ fromMs: 15_100, untilMs: 15_600, keyInterval: 1000 }).slice(1));
    const { status, body } = await answer;
    assert.equal(status, 200);
    assert.deepEqual(body, (await ask('/hls/0/abc-2.2.m4s')).body);
  });

  test('answers impossible directives with 400 and past ones at once', async () => {
    beginLive();
    const statusOf = async (query: string): Promise<number> => (await ask(`/hls/0/stream.m3u8?${query}`)).status;
    assert.equal(await statusOf('_HLS_part=1'), 400);
    assert.equal(await statusOf('_HLS_msn=5'), 400);
    assert.equal(await statusOf('_HLS_msn=2&_HLS_part=50'), 400);
    assert.equal(await statusOf('_HLS_msn=1&_HLS_part=3'), 200);
    assert.equal(await statusOf('_HLS_msn=0'), 200);
  });

  test('gives a request that waited in vain a 503 before players give up by themselves', async () => {
    beginLive();
    const { answer } = await askAndWait('/hls/0/stream.m3u8?_HLS_msn=3');
    clock.advance(8750);
    assert.equal((await answer).status, 503);
  });

  test('tells who waits while the encoder is away that there is nothing new, not that something is wrong', async () => {
    const sink = beginLive();
    sink.push({ kind: 'pause' });
    const { answer } = await askAndWait('/hls/0/stream.m3u8?_HLS_msn=3&_HLS_part=0');
    clock.advance(8750);
    const { status, headers } = await answer;
    assert.deepEqual([status, headers['cache-control']], [200, 'no-store']);
  });

  test('goes on in the same playlist, after a discontinuity, when the encoder is back', async () => {
    const sink = beginLive();
    sink.push({ kind: 'pause' });
    const { answer } = await askAndWait('/hls/0/stream.m3u8?_HLS_msn=3&_HLS_part=0');
    sink.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: 20_000 });
    feed(sink, stream({ fromMs: 20_000, untilMs: 20_600 }));
    const text = (await answer).body.toString();
    assert.match(text, /abc-2\.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:40\.000Z\n/);
    assert.match(text, /#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n/);
  });

  test('answers 404 for a lost rendition at once, also to who waits, and comes back at a key frame with gaps', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    const input = channel.rendition(1);
    input.config(videoConfig({ width: 854, height: 480 }));
    feed(sink, stream({ fromMs: 10_000, untilMs: 20_000 }));
    for (const packet of transcodedFrames(10_000, 13_000)) input.video(packet);
    const { answer } = await askAndWait('/hls/1/stream.m3u8?_HLS_msn=1&_HLS_part=2');
    input.lost();
    assert.equal((await answer).status, 404);
    assert.ok(!(await ask('/hls/stream.m3u8')).body.toString().includes('1/stream.m3u8'));
    for (const packet of transcodedFrames(16_000, 17_000)) input.video(packet);
    const text = (await ask('/hls/1/stream.m3u8')).body.toString();
    assert.match(text, /abc-1\.2\.m4s",GAP=YES\n.*\n#EXT-X-GAP\n#EXTINF:2\.00000,\nabc-1\.m4s\n/);
    assert.match(text, /#EXT-X-GAP\n#EXTINF:2\.00000,\nabc-2\.m4s\n/);
    assert.match(text, /abc-3\.0\.m4s",INDEPENDENT=YES\n/);
    assert.equal((await ask('/hls/1/abc-1.m4s')).status, 404);
  });

  test('holds the playlist of a rendition that is starting, and forgets one that left the ladder', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    feed(sink, stream({ fromMs: 10_000, untilMs: 12_000 }));
    const { answer } = await askAndWait('/hls/1/stream.m3u8');
    channel.declareRenditions([]);
    assert.equal((await answer).status, 404);
  });

  test('lets a restarted encoder go on in the segment where it broke off', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    const input = channel.rendition(1);
    input.config(videoConfig({ width: 854, height: 480 }));
    feed(sink, stream({ fromMs: 10_000, untilMs: 13_000 }));
    for (const packet of transcodedFrames(10_000, 10_700)) input.video(packet);
    input.lost();
    input.config(videoConfig({ width: 854, height: 480 }));
    for (const packet of transcodedFrames(10_700, 12_000)) input.video(packet);
    const text = (await ask('/hls/1/stream.m3u8?_HLS_msn=0&_HLS_part=0')).body.toString();
    assert.match(text, /abc-0\.2\.m4s"\n/);
    assert.ok(!text.includes('GAP'));
  });

  test('does not list a rendition that was lost before its first frame', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    channel.rendition(1).lost();
    feed(sink, stream({ fromMs: 10_000, untilMs: 12_000 }));
    assert.equal((await ask('/hls/1/stream.m3u8')).status, 404);
    assert.ok(!(await ask('/hls/stream.m3u8')).body.toString().includes('1/stream.m3u8'));
  });

  test('tells of another ladder when a rendition that was lost is back, for pages that were left without a picture', () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    const input = channel.rendition(1);
    const feedAll = (fromMs: number, untilMs: number) => {
      input.config(videoConfig());
      feed(sink, stream({ fromMs, untilMs }));
      for (const packet of transcodedFrames(fromMs, untilMs)) input.video(packet);
    };
    feedAll(10_000, 14_000);
    const version = channel.ladderVersion;
    input.lost();
    assert.equal(channel.ladderVersion, version, 'a choice of it stays while it may be back at once');
    feedAll(14_000, 16_000);
    assert.equal(channel.ladderVersion, version + 1);
    feedAll(16_000, 20_000);
    assert.equal(channel.ladderVersion, version + 1);
  });

  test('never gives a name to other bytes, though a rendition leave the ladder and come back', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    const input = channel.rendition(1);
    input.config(videoConfig());
    feed(sink, stream({ fromMs: 10_000, untilMs: 16_000 }));
    for (const packet of transcodedFrames(10_000, 11_000)) input.video(packet);
    const before = await ask('/hls/1/abc-0.0.m4s');
    channel.declareRenditions([]);
    channel.declareRenditions([smallPlan]);
    input.config(videoConfig());
    for (const packet of transcodedFrames(10_000, 15_000)) input.video({ ...packet, data: Buffer.alloc(50, 1) });
    assert.deepEqual((await ask('/hls/1/abc-0.0.m4s')).body, before.body);
    assert.match((await ask('/hls/1/stream.m3u8')).body.toString(), /abc-2\.\d\.m4s/);
  });

  test('goes on with what stays in a changed ladder, ends what does not, and shows what is new from its first segment on', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan, { ...smallPlan, index: 2, height: 360, width: 640 }]);
    for (const index of [1, 2]) channel.rendition(index).config(videoConfig());
    const feedAll = (fromMs: number, untilMs: number, indexes: readonly number[]) => {
      feed(sink, stream({ fromMs, untilMs }));
      for (const index of indexes) {
        for (const packet of transcodedFrames(fromMs, untilMs)) channel.rendition(index).video(packet);
      }
    };
    feedAll(10_000, 15_000, [1, 2]);
    const held = {
      going: await askAndWait('/hls/1/stream.m3u8?_HLS_msn=3&_HLS_part=0'),
      gone: await askAndWait('/hls/2/stream.m3u8?_HLS_msn=2&_HLS_part=3'),
    };
    const versionBefore = channel.ladderVersion;
    channel.reviseRenditions([
      { ...smallPlan, givenName: 'Still "here"' },
      { ...smallPlan, index: 3, height: 240, width: 426 },
    ]);
    assert.equal((await held.gone.answer).status, 404);
    channel.rendition(3).config(videoConfig());
    feedAll(15_000, 16_500, [1, 2, 3]);
    assert.equal((await ask('/hls/2/stream.m3u8')).status, 404);
    assert.equal((await ask('/hls/3/stream.m3u8')).status, 404);
    assert.equal(channel.ladderVersion, versionBefore + 1);
    const ladder = (await ask('/hls/stream.m3u8')).body.toString();
    assert.match(ladder, /NAME="Still 'here'"\n1\/stream.m3u8\n/);
    assert.ok(!/[23]\/stream.m3u8/.test(ladder));
    feedAll(16_500, 30_000, [1, 3]);
    assert.equal(channel.ladderVersion, versionBefore + 2);
    assert.match((await ask('/hls/stream.m3u8')).body.toString(), /\n3\/stream.m3u8\n/);
    const going = (await held.going.answer).body.toString();
    assert.ok(!/DISCONTINUITY\n|GAP/.test(going));
    clock.advance(100_000);
    assert.equal((await ask('/hls/2/abc-1.m4s')).status, 404);
  });

  test('closes the playlist when the broadcast ends, and starts the next one with higher numbers', async () => {
    const sink = beginLive();
    const { answer } = await askAndWait('/hls/0/stream.m3u8?_HLS_msn=2&_HLS_part=2');
    sink.push({ kind: 'end' });
    assert.match((await answer).body.toString(), /#EXT-X-ENDLIST\n/);
    assert.equal(channel.status().state, 'offline');
    assert.equal((await ask('/hls/0/abc-1.m4s')).status, 200);
    const next = begin();
    const { answer: ladder } = await askAndWait('/hls/stream.m3u8');
    feed(next, stream({ fromMs: 10_000, untilMs: 12_500 }));
    assert.match((await ladder).body.toString(), /\n0\/stream.m3u8\n/);
    const text = (await ask('/hls/0/stream.m3u8')).body.toString();
    assert.match(text, /#EXT-X-MEDIA-SEQUENCE:3\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n/);
    assert.ok(!text.includes('ENDLIST'));
  });

  test('takes the playlists of an ended broadcast away after a minute, and its segments when who got one last has played them', async () => {
    beginLive().push({ kind: 'end' });
    clock.advance(59_000);
    const playlists = ['/hls/stream.m3u8', '/hls/0/stream.m3u8'];
    const segment = '/hls/0/abc-1.m4s';
    for (const path of [...playlists, segment]) assert.equal((await ask(path)).status, 200, path);
    clock.advance(1000);
    for (const path of playlists) assert.equal((await ask(path)).status, 404, path);
    clock.advance(23_000);
    assert.equal((await ask(segment)).status, 200);
    clock.advance(1000);
    assert.equal((await ask(segment)).status, 404);
  });

  test('takes the segments of the one before away when the next broadcast begins', async () => {
    beginLive().push({ kind: 'end' });
    clock.advance(60_000);
    feed(begin('b2'), stream({ fromMs: 10_000, untilMs: 12_500 }));
    assert.equal((await ask('/hls/0/abc-1.m4s')).status, 404);
  });

  test('calls no playlist unchanged that is of another broadcast', async () => {
    const tagsOf = async (): Promise<(string | undefined)[]> => {
      const answers = await Promise.all(['/hls/stream.m3u8', '/hls/0/stream.m3u8'].map((path) => ask(path)));
      return answers.map(({ headers }) => headers.etag);
    };
    feed(begin('b1'), stream({ fromMs: 10_000, untilMs: 12_500 }));
    const before = await tagsOf();
    feed(begin('b2'), stream({ fromMs: 10_000, untilMs: 12_500 }));
    const after = await tagsOf();
    for (const [at, tag] of before.entries()) assert.notEqual(after[at], tag);
  });

  test('lists no rendition after the end that never had a picture', async () => {
    const sink = begin();
    channel.declareRenditions([smallPlan]);
    feed(sink, stream({ fromMs: 10_000, untilMs: 12_500 }));
    assert.match((await ask('/hls/stream.m3u8')).body.toString(), /\n1\/stream\.m3u8\n/);
    sink.push({ kind: 'end' });
    assert.doesNotMatch((await ask('/hls/stream.m3u8')).body.toString(), /\n1\/stream\.m3u8\n/);
  });

  test('has nothing to offer after a broadcast that ended before its first part', async () => {
    begin().push({ kind: 'end' });
    assert.equal((await ask('/hls/stream.m3u8')).status, 404);
  });

  test('numbers on after a restart, clean or not', async () => {
    feed(begin(), stream({ fromMs: 10_000, untilMs: 15_000 }));
    const crashed = blocks.get('hls.media-sequence') ?? 0;
    channel.stop();
    assert.equal(blocks.get('hls.media-sequence'), 3);
    for (const first of [3, crashed]) {
      blocks.set('hls.media-sequence', first);
      channel = newChannel({ sessionPrefix: 'xyz' });
      feed(begin(), stream({ fromMs: 10_000, untilMs: 12_500 }));
      assert.match((await ask('/hls/0/stream.m3u8')).body.toString(), new RegExp(`MEDIA-SEQUENCE:${first}\n`));
    }
  });

  test('archives each finished segment and initialisation section once, and removes what leaves the window', () => {
    feed(begin(), stream({ fromMs: 10_000, untilMs: 100_000 }));
    const names = [...archived.keys()].filter((path) => path.startsWith('b1/0/'));
    assert.equal(names.length, 13);
    assert.ok(names.includes('b1/0/abc-43.m4s') && !names.includes('b1/0/abc-30.m4s'));
  });

  test('frees what left the window, but not before a slow client could have fetched it', async () => {
    const sink = begin();
    const minute = stream({ fromMs: 10_000, untilMs: 70_000 });
    let timeMs = 10_000;
    for (const item of minute) {
      const itemMs = item.kind === 'video' ? item.dtsMs : item.kind === 'audio' ? item.ptsMs : timeMs;
      clock.advance(Math.max(0, itemMs - timeMs));
      timeMs = Math.max(timeMs, itemMs);
      sink.push(item);
    }
    const first = Number(/MEDIA-SEQUENCE:(\d+)/.exec((await ask('/hls/0/stream.m3u8')).body.toString())?.[1]);
    assert.equal((await ask(`/hls/0/abc-${first - 5}.m4s`)).status, 200);
    assert.equal((await ask('/hls/0/abc-0.m4s')).status, 404);
    assert.equal((await ask('/hls/0/abc-0.0.m4s')).status, 404);
  });

  test('serves a segment that is exactly its parts', async () => {
    beginLive();
    const parts = await Promise.all([0, 1, 2, 3].map(async (index) => (await ask(`/hls/0/abc-1.${index}.m4s`)).body));
    assert.deepEqual(Buffer.concat(parts), (await ask('/hls/0/abc-1.m4s')).body);
  });

  test('speaks HTTP: types, caching, ranges, conditions, CORS, HEAD, compression', async () => {
    beginLive();
    const media = await ask('/hls/0/abc-1.m4s');
    assert.equal(media.headers['content-type'], 'video/mp4');
    assert.match(media.headers['cache-control'] ?? '', /immutable/);
    assert.equal(media.headers['access-control-allow-origin'], '*');
    const range = await ask('/hls/0/abc-1.m4s', { headers: { range: 'bytes=10-19' } });
    assert.equal(range.headers['content-range'], `bytes 10-19/${media.body.length}`);
    assert.deepEqual([range.status, range.body], [206, media.body.subarray(10, 20)]);
    const stale = { range: 'bytes=10-19', 'if-range': '"another"' };
    assert.equal((await ask('/hls/0/abc-1.m4s', { headers: stale })).status, 200);
    assert.equal((await ask('/hls/0/abc-1.m4s', { headers: { range: 'bytes=99999999-' } })).status, 416);
    const etag = String(media.headers.etag);
    assert.equal((await ask('/hls/0/abc-1.m4s', { headers: { 'if-none-match': etag } })).status, 304);
    const head = await ask('/hls/0/abc-1.m4s', { method: 'HEAD' });
    assert.deepEqual(
      [head.status, head.headers['content-length'], head.body.length],
      [200, String(media.body.length), 0],
    );
    const plain = await ask('/hls/0/stream.m3u8');
    assert.equal(plain.headers['content-type'], 'application/vnd.apple.mpegurl');
    assert.equal(plain.headers['cache-control'], 'no-cache');
    const zipped = await ask('/hls/0/stream.m3u8', { headers: { 'accept-encoding': 'br, gzip' } });
    assert.deepEqual([zipped.headers['content-encoding'], gunzipSync(zipped.body)], ['gzip', plain.body]);
    assert.equal(
      (await ask('/hls/0/stream.m3u8', { headers: { 'accept-encoding': 'gzip;q=0' } })).headers.vary,
      'Accept-Encoding',
    );
    const known = { 'if-none-match': String(plain.headers.etag) };
    assert.equal((await ask('/hls/0/stream.m3u8', { headers: known })).status, 304);
    const preflight = await ask('/hls/0/abc-1.m4s', { method: 'OPTIONS' });
    assert.match(String(preflight.headers['access-control-allow-headers']), /Range/);
    assert.deepEqual([preflight.status, (await ask('/hls/0/abc-1.m4s', { method: 'POST' })).status], [204, 405]);
  });

  test('works over HTTP/2 as well', async () => {
    beginLive();
    const secure = createHttp2Server((request, response) =>
      channel.handle(request, response as unknown as HlsResponse, request.url, ''),
    );
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const client = connectHttp2(`http://127.0.0.1:${(secure.address() as AddressInfo).port}`);
    try {
      for (const [path, expected] of [
        ['/hls/0/stream.m3u8', 200],
        ['/hls/0/abc-1.m4s', 200],
        ['/hls/0/nothing', 404],
      ] as const) {
        const request = client.request({ ':path': path });
        const status = await new Promise((resolve) => request.on('response', (headers) => resolve(headers[':status'])));
        await new Promise((resolve) => request.resume().on('end', resolve));
        assert.equal(status, expected, path);
      }
    } finally {
      client.close();
      await new Promise((resolve) => secure.close(resolve));
    }
  });

  test('refuses to let more wait than it has room for, and forgets a client that hangs up', async () => {
    channel.stop();
    channel = newChannel({ maxWaitingRequests: 1 });
    beginLive();
    const waiting = httpRequest(`${base}/hls/0/stream.m3u8?_HLS_msn=3`, { agent: false });
    waiting.on('error', () => {});
    waiting.end();
    await until(() => channel.status().waitingRequests === 1);
    const { status, headers } = await ask('/hls/0/stream.m3u8?_HLS_msn=3');
    assert.deepEqual([status, headers['retry-after']], [503, '1']);
    waiting.destroy();
    await until(() => channel.status().waitingRequests === 0);
    assert.equal(taken, 2);
  });

  test('answers everybody when it stops', async () => {
    beginLive();
    const { answer } = await askAndWait('/hls/0/stream.m3u8?_HLS_msn=3');
    channel.stop();
    channel.stop();
    assert.match((await answer).body.toString(), /ENDLIST/);
  });

  test('carries a source without audio, which gets a silent track, and one without video', async () => {
    const silent = channel.beginBroadcast({ broadcastId: 'b2', epochWallMs: 0 });
    silent.push({ kind: 'config', tracks: { ...bothTracks, audio: null } });
    feed(silent, stream({ fromMs: 10_000, untilMs: 13_000, hasAudio: false }));
    assert.match((await ask('/hls/stream.m3u8')).body.toString(), /CODECS="avc1\.64001f,mp4a\.40\.2",RESOLUTION/);
    assert.equal((await ask('/hls/audio/stream.m3u8')).status, 404);
    const blind = channel.beginBroadcast({ broadcastId: 'b3', epochWallMs: 0 });
    blind.push({ kind: 'config', tracks: { ...bothTracks, video: null } });
    feed(blind, stream({ fromMs: 10_000, untilMs: 13_000, hasVideo: false }));
    const text = (await ask('/hls/stream.m3u8')).body.toString();
    assert.match(text, /CODECS="mp4a\.40\.2"\n0\/stream\.m3u8\n$/);
    assert.match((await ask('/hls/0/stream.m3u8')).body.toString(), /INDEPENDENT=YES\n#EXTINF:2\.00\d+,\n/);
  });

  test('the pictures of the live window count from the start of the broadcast, not from its first packet', () => {
    beginLive();
    const source = channel.storyboardSource(1_700_000_000_000 + 10_000 - 400);
    assert.deepEqual([source?.timesMs, source?.endMs], [[400, 2400], 4400]);
  });

  test('has no pictures of the live window where none in it can be decoded alone', () => {
    feed(begin(), stream({ fromMs: 10_000, untilMs: 60_000, keyInterval: 9000 }));
    assert.equal(channel.storyboardSource(0), null);
  });

  test('gives the newest pictures from a key frame on, also where segments begin without one, and as many as are wanted', () => {
    const sink = begin();
    const items = stream({ fromMs: 10_000, untilMs: 24_000, keyInterval: 450, hasAudio: false });
    assert.equal(channel.newestPictures(0), null);
    feed(sink, items.slice(0, 135));
    const first = channel.newestPictures(0)?.media;
    assert.ok(first !== undefined && first.length > 0);
    feed(sink, items.slice(135));
    assert.equal(channel.status().renditions[0]?.lastMediaSequence, 3);
    assert.deepEqual(channel.newestPictures(0)?.media, first);
    const second = channel.newestPictures(1_000)?.media;
    assert.ok(second !== undefined && second.length > first.length);
    assert.deepEqual(second.subarray(0, first.length), first);
  });

  test('starts a new initialisation section where the codec changes', async () => {
    const sink = beginLive();
    sink.push({ kind: 'discontinuity', reason: 'codec-change', atMs: 15_100 });
    const video = videoConfig({ width: 640, height: 360, description: Buffer.from([1, 0x42, 0, 0x1e, 0xff, 0xe0, 0]) });
    sink.push({ kind: 'config', tracks: { ...bothTracks, video } });
    feed(sink, stream({ fromMs: 15_100, untilMs: 16_000 }));
    const text = (await ask('/hls/0/stream.m3u8')).body.toString();
    const maps = [...text.matchAll(/#EXT-X-MAP:URI="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(new Set(maps).size, 2);
    assert.match(text, /#EXT-X-DISCONTINUITY\n#EXT-X-MAP/);
    for (const name of maps) assert.equal((await ask(`/hls/0/${name}`)).status, 200);
  });
});
