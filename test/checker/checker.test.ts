import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { LiveChannel } from '../../internal/hls/live-channel.ts';
import { noArchive, bothTracks, stream } from '../../internal/hls/testing.ts';
import { systemClock } from '../../internal/platform/clock.ts';
import { silentLogger } from '../../internal/platform/log.ts';
import { MetricsRegistry } from '../../internal/platform/metrics.ts';
import { checkStream } from './checker.ts';

/** What a dishonest server does to an answer of the honest one. */
type Fault = (answer: { path: string; status: number; headers: Headers; body: Buffer }) => {
  status?: number;
  headers?: Record<string, string>;
  body?: Buffer;
};

let origin: Server;
let dishonest: Server;
let channel: LiveChannel;
let feeding: NodeJS.Timeout;
let fault: Fault;

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Feeds a broadcast ten times faster than real time, for a minute. */
function feedFast(): void {
  const sink = channel.beginBroadcast({ broadcastId: 'b', epochWallMs: 1_700_000_000_000 });
  sink.push({ kind: 'config', tracks: bothTracks });
  const items = stream({ fromMs: 10_000, untilMs: 610_000 }).values();
  let untilMs = 10_000;
  const startMs = performance.now();
  let next = items.next();
  feeding = setInterval(() => {
    untilMs = 16_000 + (performance.now() - startMs) * 10;
    for (; next.done !== true; next = items.next()) {
      const item = next.value;
      const itemMs = item.kind === 'video' ? item.dtsMs : item.kind === 'audio' ? item.ptsMs : 0;
      if (itemMs > untilMs) return;
      sink.push(item);
    }
  }, 10);
}

/** Resolves when the checker has found all these rules broken; a minute without one of them is a failure. */
async function findAll(base: string, expected: readonly string[]): Promise<void> {
  const missing = new Set(expected);
  const found = new AbortController();
  let requests = 0;
  // Some rules are judged only at the end, over several segments.
  origin.on('request', () => {
    requests += 1;
    if (requests > 120 && [...missing].every((rule) => judgedAtTheEnd.has(rule))) found.abort();
  });
  await checkStream({
    url: `${base}/hls/stream.m3u8`,
    seconds: 60,
    signal: found.signal,
    onFinding: (rule) => void missing.delete(rule),
  });
  assert.deepEqual([...missing], []);
}

const judgedAtTheEnd = new Set(['bandwidth', 'resolution', 'codecs', 'program-date-time-off']);

describe('the checker', () => {
  let honestBase: string;
  let dishonestBase: string;

  beforeEach(async () => {
    fault = () => ({});
    channel = new LiveChannel({
      clock: systemClock,
      log: silentLogger,
      metrics: new MetricsRegistry(),
      counters: { reserve: () => 0, release() {} },
      archive: noArchive,
      settings: { partTargetMs: 500, windowSeconds: 30, maxWaitingRequests: 100 },
      sessionPrefix: 'p',
    });
    origin = createServer((request, response) => {
      const [pathname = '', query = ''] = (request.url ?? '').split('?');
      channel.handle(request, response, pathname, query);
    });
    honestBase = await listen(origin);
    dishonest = createServer((request, response) => {
      const path = request.url ?? '';
      const method = request.method ?? 'GET';
      // The one of the test that asked: an answer held until the end of a test comes after it.
      const applied = fault;
      const headers = request.headers.range === undefined ? {} : { range: request.headers.range };
      void fetch(honestBase + path, { method, headers })
        .then(async (answer) => {
          const body = Buffer.from(await answer.arrayBuffer());
          const changed = applied({ path, status: answer.status, headers: answer.headers, body });
          const kept = [...answer.headers].filter(
            ([name]) => !/^(content-(length|encoding)|connection|keep-alive|transfer)/.test(name),
          );
          response.writeHead(changed.status ?? answer.status, { ...Object.fromEntries(kept), ...changed.headers });
          response.end(changed.body ?? body);
        })
        .catch(() => response.destroy());
    });
    dishonestBase = await listen(dishonest);
    feedFast();
  });

  afterEach(async () => {
    clearInterval(feeding);
    channel.stop();
    for (const server of [dishonest, origin]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('finds nothing in an honest server, having seen a good deal of it', async () => {
    const enough = new AbortController();
    let answered = 0;
    origin.on('request', () => {
      answered += 1;
      if (answered === 150) enough.abort();
    });
    const report = await checkStream({ url: `${honestBase}/hls/stream.m3u8`, seconds: 60, signal: enough.signal });
    assert.deepEqual(report.findings, []);
    assert.equal(report.renditions.length, 2);
    for (const { playlists, segments } of report.renditions) assert.ok(playlists >= 3 && segments >= 3);
  });

  test('finds lies about the media', async () => {
    fault = ({ path, body }) => {
      if (path === '/hls/stream.m3u8') {
        const text = body
          .toString()
          .replace(/BANDWIDTH=\d+/g, 'BANDWIDTH=10')
          .replace('1280x720', '640x360');
        return { body: Buffer.from(text.replace('avc1.64001f', 'avc1.42c01e')) };
      }
      if (/\/0\/p-\d*[02468]\.m4s/.test(path)) return { body: Buffer.concat([body, body]) };
      if (/\/0\/p-\d+\.2\.m4s/.test(path)) return { body: body.subarray(0, body.length - 1) };
      if (path.includes('/0/stream.m3u8')) {
        const text = body.toString().replaceAll(/(p-\d+\.1\.m4s")/g, '$1,INDEPENDENT=YES');
        return {
          body: Buffer.from(
            text.replaceAll(/(DATE-TIME:.*:\d)(\d)(\..*Z)/g, (_, a, b, c) => `${a}${(Number(b) + 5) % 10}${c}`),
          ),
        };
      }
      return {};
    };
    await findAll(dishonestBase, [
      'bandwidth',
      'resolution',
      'codecs',
      'segment-bytes',
      'media-malformed',
      'not-independent',
      'program-date-time-off',
    ]);
  });

  test('finds a server that answers wrongly', async () => {
    let stale: Buffer | null = null;
    fault = ({ path, status, body }) => {
      if (/\/0\/p-\d+\.3\.m4s/.test(path)) return { status: 404 };
      if (/\/audio\/p-\d+\.m4s/.test(path)) return { status: 404 };
      if (path.includes('/audio/stream.m3u8?_HLS_msn') && status === 200) {
        stale ??= body;
        return { body: stale, headers: { 'content-type': 'text/plain' } };
      }
      if (path.includes('/0/stream.m3u8') && status === 200) {
        const text = body.toString().replace(/LAST-MSN=\d+/, 'LAST-MSN=0');
        return { body: Buffer.from(text), headers: { 'access-control-allow-origin': 'null' } };
      }
      return {};
    };
    await findAll(dishonestBase, [
      'part-missing',
      'segment-missing',
      'blocking-early',
      'content-type',
      'cors',
      'report-past',
    ]);
  });

  test('finds that there is nothing to follow', async () => {
    fault = () => ({ status: 404 });
    const report = await checkStream({ url: `${dishonestBase}/hls/stream.m3u8`, seconds: 0.3 });
    assert.deepEqual(
      report.findings.map(({ rule }) => rule),
      ['no-presentation'],
    );
  });
});
