import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { SeededRandom } from '../../../test/hostile/seeded-random.ts';
import { ManualClock } from '../../platform/clock.ts';
import { MetricsRegistry } from '../../platform/metrics.ts';
import { WebListener, type WebRequest, type WebResponse } from '../listener.ts';
import type { MediaRequest, MediaResponse } from './exchange.ts';

const CONVERSATIONS = 1000;
const AT_ONCE = 20;

/** So much more often than the others. */
const many = (text: string, count: number): string[] => Array.from({ length: count }, () => text);

const methods = [...many('GET', 8), 'HEAD', 'POST', 'OPTIONS', 'get'];
const targets = ['/hls/a', '/hls/a?b=c', '/hls/../x', '/hls/%00', '/hls/a#b', '/page', '*', 'http://a/hls/a'];
const versions = [...many('1.1', 10), '1.0', '2.0'];
const fields = [
  'Accept-Encoding: gzip, br',
  'Bad Name: x',
  'CMCD-Session: sid="a"',
  'Connection: close',
  'Connection: keep-alive',
  'Content-Length: 0',
  'Content-Length: 3',
  'Empty:',
  'Expect: 100-continue',
  'Host: b',
  'If-None-Match: "a"',
  'Range: bytes=0-1',
  'TE: trailers',
  'Transfer-Encoding: chunked',
  'Upgrade: h2c',
  'X-Forwarded-For: 192.0.2.1',
  'X-Forwarded-For: 192.0.2.2',
  'X: \xe4',
  ' folded: x',
];
const lineEnds = [...many('\r\n', 20), '\n', '\r'];
const slips = ['\r', '\n', '\r\n', ' ', '\t', '\0', ':', 'x', '\x7f'];

/** Says what it was asked in so many words, so that answers are alike only where the requests were understood alike. */
function describe({ method, url, headers }: MediaRequest): Buffer {
  return Buffer.from(
    `${method} ${url} ${JSON.stringify(Object.entries(headers).toSorted(([a], [b]) => a.localeCompare(b)))}\n`,
  );
}

function answerMedia(request: MediaRequest, response: MediaResponse): void {
  const body = describe(request);
  response.writeHead(200, ['Content-Type', 'video/mp4', 'Content-Length', String(body.length)]);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function handle(request: WebRequest, response: WebResponse): void {
  if (request.url?.startsWith('/hls/') === true) return answerMedia(request, response);
  const body = describe(request);
  response.writeHead(200, { 'Content-Length': body.length }).end(request.method === 'HEAD' ? undefined : body);
}

function makeRequest(random: SeededRandom): string {
  let text = `${random.pick(methods)} ${random.pick(targets)} HTTP/${random.pick(versions)}\r\n`;
  if (random.below(12) > 0) text += 'Host: a\r\n';
  for (let count = random.below(4); count > 0; count -= 1) text += random.pick(fields) + random.pick(lineEnds);
  text += random.pick([...many('\r\n', 8), '\r\nabc', '\r\n0\r\n\r\n']);
  while (random.below(8) === 0) {
    const at = random.below(text.length);
    text = text.slice(0, at) + random.pick(slips) + text.slice(at + random.below(2));
  }
  return text;
}

/** Some requests, each in a packet, all in one, or cut somewhere. */
function makePackets(random: SeededRandom): string[] {
  const requests = Array.from({ length: 1 + random.below(4) }, () => makeRequest(random));
  const way = random.below(4);
  if (way > 1) return requests;
  const all = requests.join('');
  const cut = way === 0 ? all.length : 1 + random.below(all.length - 1);
  return [all.slice(0, cut), all.slice(cut)];
}

/** Resolves when the server has read what was sent before. */
async function settle(probe: Socket): Promise<void> {
  probe.write('GET /hls/probe HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(probe, 'data');
}

/** All that was answered until the connection was closed, but for the time of day. */
async function converse(port: number, packets: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString('latin1')));
  socket.on('error', () => {});
  await once(socket, 'connect');
  const probe = connect(port, '127.0.0.1').setNoDelay(true);
  await settle(probe);
  for (const packet of packets) {
    if (socket.destroyed) break;
    await new Promise((resolve) => socket.write(packet, 'latin1', resolve));
    await settle(probe);
  }
  probe.destroy();
  socket.end();
  if (!socket.closed) await once(socket, 'close');
  return text.replaceAll(/^Date: .*\r\n/gm, '');
}

test('whatever comes, and however it is cut, is understood as node:http understands it', async () => {
  const needs = { address: '127.0.0.1', port: 0, tls: null, maxConnections: 1000, handle };
  const media = { clock: new ManualClock(), handle: answerMedia };
  const [ours, theirs] = [{ media }, {}].map(
    (lane) => new WebListener({ ...needs, ...lane, metrics: new MetricsRegistry() }),
  );
  assert.ok(ours !== undefined && theirs !== undefined);
  await Promise.all([ours.start(), theirs.start()]);
  try {
    const random = new SeededRandom(15);
    let answers = 0;
    for (let round = 0; round < CONVERSATIONS / AT_ONCE; round += 1) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const packets = makePackets(random);
          const [mine, its] = await Promise.all([converse(ours.port, packets), converse(theirs.port, packets)]);
          answers += mine.split('HTTP/1.1 200').length - 1;
          // Where a connection is closed for a fault, how much was answered before depends on what came in the same packet.
          const isSame = mine.startsWith(its) || its.startsWith(mine);
          assert.ok(isSame, JSON.stringify({ packets, mine, its }, null, 2));
        }),
      );
    }
    assert.ok(answers > CONVERSATIONS / 4, `${answers} good answers`);
  } finally {
    await Promise.all([ours.stop(), theirs.stop()]);
  }
});
