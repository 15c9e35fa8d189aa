import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ManualClock } from '../../platform/clock.ts';
import { MetricsRegistry } from '../../platform/metrics.ts';
import { WebListener, type WebListenerNeeds } from '../listener.ts';
import { httpLimits } from '../limits.ts';
import type { MediaRequest, MediaResponse } from './exchange.ts';

const segment = Buffer.alloc(24 * 1024 * 1024, 's');

/** Requests for media, and whatever came to the web server, in order. */
let answered: string[];
let served: string[];
let held: { request: MediaRequest; response: MediaResponse; isGone: boolean }[];
let clock: ManualClock;
let listener: WebListener;

function answerMedia(request: MediaRequest, response: MediaResponse): void {
  const { method, url = '' } = request;
  answered.push(`${method} ${url}`);
  const body = url.endsWith('big') ? segment : Buffer.from(`media ${url}\n`);
  if (url.endsWith('held')) {
    const visit = { request, response, isGone: false };
    response.once('close', () => (visit.isGone = true));
    held.push(visit);
    return;
  }
  if (url.endsWith('gone')) {
    response.writeHead(404, ['Content-Type', 'text/plain', 'Content-Length', '0']);
    response.end();
    return;
  }
  response.writeHead(200, ['Content-Type', 'video/mp4', 'Content-Length', String(body.length), 'ETag', '"a"']);
  response.end(method === 'HEAD' ? undefined : body);
}

function release(): void {
  for (const { response } of held.splice(0)) {
    response.writeHead(200, ['Content-Length', '5']);
    response.end(Buffer.from('held\n'));
  }
}

async function listen(needs: Partial<WebListenerNeeds> = {}, hasLane = true): Promise<WebListener> {
  const one = new WebListener({
    address: '127.0.0.1',
    port: 0,
    tls: null,
    maxConnections: 200,
    handle: (request, response) => {
      served.push(`${request.method} ${request.url}`);
      if (request.url?.startsWith('/hls/') === true) return answerMedia(request, response);
      request.resume().on('end', () => {
        if (request.url === '/late') return;
        const body = `page ${request.url}\n`;
        response.writeHead(200, { 'Content-Length': body.length }).end(request.method === 'HEAD' ? undefined : body);
      });
    },
    ...(hasLane && { media: { clock, handle: answerMedia } }),
    upgrades: {
      wants: () => true,
      upgrade: (_request, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\ntaken over'),
    },
    metrics: new MetricsRegistry(),
    ...needs,
  });
  await one.start();
  return one;
}

beforeEach(async () => {
  [answered, served, held] = [[], [], []];
  clock = new ManualClock();
  listener = await listen();
});

afterEach(async () => {
  await listener.stop();
});

const get = (target: string, fields = ''): string => `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

interface Client {
  readonly socket: Socket;
  /** All that came, as Latin-1. */
  text(): string;
}

async function dial(to = listener): Promise<Client> {
  const socket = connect(to.port, '127.0.0.1').setNoDelay(true);
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString('latin1')));
  socket.on('error', () => {});
  await once(socket, 'connect');
  return { socket, text: () => text };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** Sends the request and waits for what its answer ends in. */
async function ask(client: Client, request: string, ending: string): Promise<string> {
  const from = client.text().length;
  client.socket.write(request, 'latin1');
  await until(() => client.text().slice(from).endsWith(ending));
  return client.text().slice(from);
}

async function closing(client: Client): Promise<void> {
  if (!client.socket.closed) await once(client.socket, 'close');
}

describe('The lane for media', () => {
  test('answers as node:http does, byte for byte', async () => {
    const slow = await listen({}, false);
    const [ours, theirs] = [await dial(), await dial(slow)];
    const timeless = (text: string) => text.replace(/^Date: .*$/m, 'Date:');
    for (const [request, ending] of [
      [get('/hls/a'), 'media /hls/a\n'],
      [get('/hls/a?b=c', 'range: bytes=0-1\r\n'), 'media /hls/a?b=c\n'],
      ['HEAD /hls/a HTTP/1.1\r\nHost: a\r\n\r\n', '\r\n\r\n'],
      [get('/hls/gone'), '\r\n\r\n'],
    ] as const)
      assert.equal(timeless(await ask(ours, request, ending)), timeless(await ask(theirs, request, ending)));
    theirs.socket.destroy();
    ours.socket.destroy();
    await slow.stop();
  });

  test('keeps a connection for itself while pages and files are asked for in between', async () => {
    const client = await dial();
    for (let round = 0; round < 20; round += 1) {
      assert.match(await ask(client, get('/page'), 'page /page\n'), /^HTTP\/1\.1 200 OK\r\n/);
      await ask(client, get('/hls/a'), 'media /hls/a\n');
    }
    assert.equal(served.join(), Array(20).fill('GET /page').join());
    assert.equal(answered.length, 20);
    assert.equal(countOf(client.text(), 'HTTP/1.1 200 OK'), 40);
    client.socket.destroy();
  });

  test('leaves a connection to the web server that asks for nothing but pages, and for bodies and upgrades', async () => {
    const client = await dial();
    for (let round = 0; round < 40; round += 1) await ask(client, get('/page'), 'page /page\n');
    await ask(client, get('/hls/a'), 'media /hls/a\n');
    assert.equal(served.at(-1), 'GET /hls/a');
    const body = 'GET /hls/smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
    const post = `POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    await ask(client, post, 'page /form\n');
    await ask(client, get('/hls/a'), 'media /hls/a\n');
    assert.ok(!answered.includes('GET /hls/smuggled'));
    const before = served.length;
    const other = await dial();
    await ask(other, get('/hls/a'), 'media /hls/a\n');
    assert.equal(served.length, before);
    await ask(other, get('/socket', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'), 'taken over');
    await closing(other);
    client.socket.destroy();
  });

  test('understands a request however it is cut', async () => {
    const request = get('/hls/a', 'range: bytes=0-1\r\n');
    for (let at = 1; at < request.length; at += 1) {
      const client = await dial();
      client.socket.write(request.slice(0, at));
      // The first half is there, and judged, when the answer to another connection is.
      const other = await dial();
      await ask(other, get('/hls/b'), 'media /hls/b\n');
      await ask(client, request.slice(at), 'media /hls/a\n');
      assert.equal(countOf(client.text(), 'HTTP/1.1 '), 1);
      client.socket.destroy();
      other.socket.destroy();
    }
  });

  test('answers in order what comes all at once, be it media or not', async () => {
    const client = await dial();
    const targets = ['/hls/a', '/page', '/hls/b', '/hls/c', '/page', '/hls/d'];
    await ask(client, targets.map((target) => get(target)).join(''), 'media /hls/d\n');
    const bodies = client.text().match(/^(media|page) .*$/gm);
    assert.deepEqual(bodies, [
      'media /hls/a',
      'page /page',
      'media /hls/b',
      'media /hls/c',
      'page /page',
      'media /hls/d',
    ]);
    client.socket.destroy();
  });

  test('answers what comes while a request is held, or a page made, after it', async () => {
    for (const first of ['/hls/held', '/page']) {
      const client = await dial();
      client.socket.write(get(first));
      await until(() => held.length > 0 || served.includes('GET /page'));
      client.socket.write(get('/hls/a'));
      const other = await dial();
      await ask(other, get('/hls/b'), 'media /hls/b\n');
      release();
      client.socket.write(get('/hls/c'));
      await until(() => client.text().endsWith('media /hls/c\n'));
      assert.deepEqual(
        client
          .text()
          .match(/^(held|media .*|page .*)$/gm)
          ?.slice(1),
        ['media /hls/a', 'media /hls/c'],
      );
      client.socket.destroy();
      other.socket.destroy();
    }
  });

  test('says when who waits has gone, and answers nobody else in their place', async () => {
    const client = await dial();
    client.socket.write(get('/hls/held'));
    await until(() => held.length === 1);
    client.socket.destroy();
    await until(() => held[0]?.isGone === true);
    release();
    const other = await dial();
    await ask(other, get('/hls/a'), 'media /hls/a\n');
    other.socket.destroy();
  });

  test('answers a request once, whatever its handler does', async () => {
    const client = await dial();
    client.socket.write(get('/hls/held'));
    await until(() => held.length === 1);
    const [visit] = held;
    release();
    visit?.response.end(Buffer.from('again'));
    await ask(client, get('/hls/a'), 'media /hls/a\n');
    visit?.response.end(Buffer.from('again'));
    await ask(client, get('/hls/b'), 'media /hls/b\n');
    assert.equal(client.text().includes('again'), false);
    client.socket.destroy();
  });

  test('gives who ends their side what was asked for, then ends the connection', async () => {
    for (const [target, ending] of [
      ['/hls/big', 's'],
      ['/page', 'page /page\n'],
    ] as const) {
      const client = await dial();
      client.socket.end(get(target));
      await closing(client);
      assert.ok(client.text().endsWith(ending), target);
    }
    assert.equal(listener.connectionCount, 0);
  });

  test('tells who says nothing that it took too long', async () => {
    const client = await dial();
    await until(() => listener.connectionCount === 1);
    clock.advance(httpLimits.headersTimeoutMs);
    const other = await dial();
    await ask(other, get('/hls/a'), 'media /hls/a\n');
    assert.equal(client.text(), '');
    clock.advance(2000);
    await closing(client);
    assert.match(client.text(), /^HTTP\/1\.1 408 /);
    assert.equal(other.socket.closed, false);
    other.socket.destroy();
  });

  test('keeps a connection between requests as long as node:http does, and one that waits not longer than any', async () => {
    const [idle, waiting] = [await dial(), await dial()];
    await ask(idle, get('/hls/a'), 'media /hls/a\n');
    waiting.socket.write(get('/hls/held'));
    await until(() => held.length === 1);
    clock.advance(httpLimits.idleMs + 1000);
    await closing(waiting);
    assert.equal(held[0]?.isGone, true);
    await ask(idle, get('/hls/a'), 'media /hls/a\n');
    clock.advance(httpLimits.keepAliveMs);
    await ask(idle, get('/hls/a'), 'media /hls/a\n');
    clock.advance(httpLimits.keepAliveMs + 1000);
    await closing(idle);
  });

  test('lets a viewer go who stops reading, while others are served', async () => {
    const impatient = await listen({ limits: { idleMs: 1000 } });
    for (const request of [get('/hls/big'), get('/hls/big') + get('/hls/big')]) {
      const stalled = await dial(impatient);
      stalled.socket.pause();
      stalled.socket.write(request);
      const other = await dial(impatient);
      await ask(other, get('/hls/a'), 'media /hls/a\n');
      other.socket.destroy();
      await until(() => impatient.connectionCount === 0);
      stalled.socket.destroy();
    }
    await impatient.stop();
  });

  test('hands on who asks again before having read the answer', async () => {
    const client = await dial();
    client.socket.pause();
    client.socket.write(get('/hls/big'));
    await until(() => answered.length === 1);
    client.socket.write(get('/hls/a'));
    const other = await dial();
    await ask(other, get('/hls/b'), 'media /hls/b\n');
    client.socket.resume();
    await until(() => client.text().endsWith('media /hls/a\n'));
    assert.equal(countOf(client.text(), 'HTTP/1.1 200 OK'), 2);
    client.socket.destroy();
    other.socket.destroy();
  });

  test('ends with the listener: idle connections now, others once they are answered', async () => {
    const [idle, waiting, lent] = [await dial(), await dial(), await dial()];
    await ask(idle, get('/hls/a'), 'media /hls/a\n');
    waiting.socket.write(get('/hls/held'));
    lent.socket.write(get('/late'));
    await until(() => held.length === 1 && served.length === 1);
    const stopped = listener.stop();
    await closing(idle);
    release();
    await Promise.all([stopped, closing(waiting), closing(lent)]);
    assert.ok(waiting.text().endsWith('held\n'));
  });
});
