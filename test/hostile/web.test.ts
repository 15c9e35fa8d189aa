import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { checkStream } from '../checker/checker.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { watchMemory } from '../peers/process-figures.ts';
import { until } from '../peers/wait.ts';
import { attack, closed, dial } from './attacker.ts';
import { makeClip } from './clips.ts';
import { SeededRandom } from './seeded-random.ts';

/** The server idles at about 100; a thousand idle connections and a window of pictures come on top. */
const MAX_RSS_MB = 350;
const IDLE = 1000;
const PLAYLIST = '/hls/0/stream.m3u8';

const get = (target: string, fields = ''): string => `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

/** Each is followed by a good request, which must be answered as itself or not at all. */
const odd: readonly string[] = [
  'GET /hls/ HTTP/1.1\r\n\r\n',
  get(PLAYLIST, 'Host: b\r\n'),
  get(PLAYLIST, 'Content-Length: 4\r\n'),
  get(PLAYLIST, 'Content-Length: 4\r\nContent-Length: 5\r\n'),
  get(PLAYLIST, 'Content-Length: -1\r\n'),
  get(PLAYLIST, 'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n'),
  get(PLAYLIST, 'Transfer-Encoding: xchunked\r\n'),
  get(PLAYLIST, 'Transfer-Encoding : chunked\r\n'),
  get(PLAYLIST, 'X: y\r\n Transfer-Encoding: chunked\r\n'),
  get(PLAYLIST, 'X: y\rTransfer-Encoding: chunked\r\n'),
  get(PLAYLIST, 'X: y\nContent-Length: 99\r\n'),
  get(PLAYLIST, 'X: \0\r\n'),
  get(PLAYLIST, 'Expect: 100-continue\r\n'),
  get(PLAYLIST, 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'),
  get(PLAYLIST, 'Upgrade: websocket\r\nConnection: Upgrade\r\n'),
  get(PLAYLIST, 'Range: bytes=0-0,2-2\r\nRange: bytes=1-1\r\n'),
  get(PLAYLIST, `X: ${'y'.repeat(20_000)}\r\n`),
  get(PLAYLIST, Array.from({ length: 3000 }, (_, at) => `X${at}: y\r\n`).join('')),
  get(`/hls/${'x'.repeat(10_000)}`),
  get('/hls/../../etc/passwd'),
  get('/hls/%2e%2e/%00'),
  get(`${PLAYLIST}?_HLS_msn=99999999999999999999`),
  get('http://elsewhere/hls/stream.m3u8'),
  get('//hls/stream.m3u8'),
  'get /hls/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /hls/ HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n',
  'GET /hls/ HTTP/9.9\r\nHost: a\r\n\r\n',
  'GET /hls/\tx HTTP/1.1\r\nHost: a\r\n\r\n',
  'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  '\r\n\r\n\r\n\r\n',
];

describe('The web port under attack, with a broadcast on air', () => {
  let aerial: AerialProcess;
  let publisher: FfmpegPublisher;

  before(async () => {
    aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off' } });
    publisher = new FfmpegPublisher({ url: aerial.publishUrl, clipPath: makeClip('both', 4) });
    await aerial.waitForPhase('live');
    await until('the playlist has segments', async () => (await playlist()).includes('#EXTINF'), { timeoutMs: 20_000 });
  });

  after(async () => {
    await publisher.stop();
    await aerial.dispose();
  });

  async function playlist(): Promise<string> {
    const answer = await fetch(aerial.url + PLAYLIST);
    return answer.ok ? answer.text() : '';
  }

  async function open(): Promise<Socket> {
    const socket = await dial(aerial.httpPort);
    assert.ok(socket !== null, 'the web port takes connections');
    return socket.setNoDelay(true);
  }

  /** Sends the pieces one after the other, each in a packet of its own, and reads until the server is done with the connection. */
  async function converse(pieces: readonly string[]): Promise<string> {
    const socket = await open();
    let text = '';
    socket.on('data', (bytes) => (text += bytes.toString('latin1')));
    for (const piece of pieces) {
      await new Promise((resolve) => socket.write(piece, 'latin1', resolve));
      await new Promise(setImmediate);
    }
    socket.end();
    await closed(socket);
    return text;
  }

  it('answers a good request behind an odd one as itself or not at all', async () => {
    const good = get('/hls/audio/nothing-of-the-kind', 'Connection: close\r\n');
    for (const request of odd) {
      for (const pieces of [
        [request, good],
        [request + good],
        [get('/hls/stream.m3u8'), request, good],
        [get('/api/status'), request + good],
      ]) {
        const text = await converse(pieces);
        const heads = text.match(/^HTTP\/1\.1 [2-5]\d\d /gm) ?? [];
        // No more answers than requests, and nothing but answers.
        assert.ok(heads.length <= pieces.length + 1, JSON.stringify([pieces, heads]));
        assert.ok(text === '' || text.startsWith('HTTP/1.1 '), JSON.stringify([pieces, text.slice(0, 200)]));
        assert.doesNotMatch(text, /root:/);
      }
    }
  });

  it('understands a request that comes byte by byte, and many that come at once', async () => {
    const text = await converse((get(PLAYLIST) + get('/api/status', 'Connection: close\r\n')).split(''));
    assert.deepEqual(text.match(/^HTTP\/1\.1 \d{3}/gm), ['HTTP/1.1 200', 'HTTP/1.1 200']);
    const targets = Array.from({ length: 200 }, (_, at) => (at % 3 === 0 ? '/api/status' : PLAYLIST));
    const last = get(PLAYLIST, 'Connection: close\r\n');
    const many = await converse([targets.map((target) => get(target)).join('') + last]);
    const types = [...many.matchAll(/^content-type: ([\w/.]+)/gim)].map(([, type]) => type);
    const wanted = [...targets, PLAYLIST].map((target) =>
      target === PLAYLIST ? 'application/vnd.apple.mpegurl' : 'application/json',
    );
    assert.deepEqual(types, wanted);
  });

  it('goes on without a gap, with its memory bounded, beside idle, slow, garbled and greedy connections', async () => {
    const over = new AbortController();
    const checked = checkStream({ url: `${aerial.url}/hls/stream.m3u8`, seconds: 60, signal: over.signal });
    const memory = watchMemory(aerial.pid);
    const random = new SeededRandom(5);
    const idle = await Promise.all(Array.from({ length: IDLE }, () => open()));
    const text = await playlist();
    const segment =
      /^[^#].*\.mp4$/m.exec(text)?.[0] ?? text.split('\n').findLast((line) => line !== '' && !line.startsWith('#'));
    assert.ok(segment !== undefined);
    // Ask for segment after segment and read nothing.
    const greedy = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = (await open()).pause();
        for (let asked = 0; asked < 100; asked += 1)
          socket.write(get(new URL(segment, aerial.url + PLAYLIST).pathname));
        return socket;
      }),
    );
    const waiting = await Promise.all(Array.from({ length: 200 }, () => open()));
    for (const socket of waiting) socket.write(get('/hls/0/stream.m3u8?_HLS_msn=999999'));
    for (let round = 0; round < 20; round += 1) {
      const garbage = Buffer.concat([Buffer.from('GET /hls/'), random.bytes(20_000)]);
      await Promise.all(Array.from({ length: 16 }, () => attack(aerial.httpPort, garbage)));
    }
    // Who never asked for anything is sent away.
    await Promise.all(idle.map((socket) => closed(socket.resume())));
    for (const socket of [...greedy, ...waiting]) socket.destroy();
    const last = await playlist();
    over.abort();
    const { findings, renditions } = await checked;
    assert.deepEqual(findings, []);
    assert.ok(renditions.length > 0);
    assert.doesNotMatch(last, /EXT-X-(DISCONTINUITY$|GAP|ENDLIST)/m);
    const peakMb = memory.stop();
    assert.ok(peakMb < MAX_RSS_MB, `${peakMb} MB`);
  });
});
