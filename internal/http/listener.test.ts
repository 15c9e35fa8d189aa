import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { test } from 'node:test';
import { certificate } from '../../test/peers/certificate.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { WebListener, type WebListenerNeeds } from './listener.ts';
import { statusEndpoints } from './contract/status.ts';
import { statusHandlers } from './handlers/status.ts';
import { contractRoutes } from './testing.ts';
import { StaticFiles } from './static-files.ts';
import { WebServer } from './web-server.ts';

const tls = { certificate: certificate.cert, key: certificate.key };

async function listen(needs: Partial<WebListenerNeeds>): Promise<WebListener> {
  const listener = new WebListener({
    address: '127.0.0.1',
    port: 0,
    tls: null,
    maxConnections: 100,
    handle: (_request, response) => void response.end(),
    metrics: new MetricsRegistry(),
    ...needs,
  });
  await listener.start();
  return listener;
}

async function get(session: ClientHttp2Session, path: string): Promise<{ status: number; body: string }> {
  const stream = session.request({ ':path': path });
  let body = '';
  let status = 0;
  stream.on('response', (headers) => (status = Number(headers[':status'])));
  stream.on('data', (chunk) => (body += String(chunk)));
  await once(stream, 'end');
  return { status, body };
}

test('with a certificate pages, files and the API come over HTTP/2, and over HTTP/1.1 to those who know no better', async () => {
  const state = {
    phase: 'offline',
    title: 'A title',
    isAudioOnly: false,
    lastConnectWallMs: null,
    lastDisconnectWallMs: null,
  } as const;
  const statics = new StaticFiles({ source: { has: () => true, bytes: () => Buffer.from('<svg/>') } });
  const web = new WebServer({
    log: silentLogger,
    early: [(request, response, path) => statics.handle(request, response, path)],
    routes: [
      contractRoutes({
        rows: statusEndpoints,
        handlers: statusHandlers({
          version: '1',
          wallMs: () => 0,
          readState: () => state,
          readViewerCount: () => null,
          readLadderVersion: () => 3,
          readPlanned: () => null,
        }),
      }),
    ],
  });
  await web.start();
  const listener = await listen({ tls, handle: web.handle });
  const session = connectHttp2(`https://127.0.0.1:${listener.port}`, { ca: certificate.cert });
  try {
    assert.equal((await get(session, '/static/poster.svg')).body, '<svg/>');
    const status = await get(session, '/api/status');
    assert.equal((JSON.parse(status.body) as { streamTitle: string }).streamTitle, 'A title');
    assert.equal((await get(session, '/nowhere')).status, 404);
    const old = requestHttps({
      port: listener.port,
      host: '127.0.0.1',
      path: '/api/status',
      ca: certificate.cert,
    }).end();
    const [response] = (await once(old, 'response')) as [IncomingMessage];
    response.resume();
    assert.equal(response.httpVersion, '1.1');
    assert.equal(response.statusCode, 200);
  } finally {
    session.destroy();
    await listener.stop();
    await web.stop();
  }
});

test('a viewer who stops reading is let go after the idle time, while others are served', async () => {
  const segment = Buffer.alloc(32 * 1024 * 1024);
  const listener = await listen({
    handle: (request, response) => void response.end(request.url === '/hls/big' ? segment : 'served'),
    limits: { idleMs: 1000 },
  });
  const stalled = connect(listener.port, '127.0.0.1');
  try {
    stalled.pause();
    stalled.write('GET /hls/big HTTP/1.1\r\nhost: a\r\n\r\n');
    const other = await fetch(`http://127.0.0.1:${listener.port}/`, { headers: { connection: 'close' } });
    assert.equal(await other.text(), 'served');
    const closed = once(stalled, 'close');
    stalled.on('error', () => {});
    // Nothing is read until the server has given up: its reset shows as soon as the reading begins.
    await until(() => listener.connectionCount === 0);
    stalled.resume();
    await closed;
  } finally {
    stalled.destroy();
    await listener.stop();
  }
});

test('stopping lets an answer under way finish and does not wait for idle connections', async () => {
  let finish: (() => void) | null = null;
  const listener = await listen({
    handle: (_request, response) => {
      finish = () => void response.end('done');
    },
  });
  const idle = connect(listener.port, '127.0.0.1');
  await once(idle, 'connect');
  const idleClosed = once(idle.resume(), 'close');
  const answer = fetch(`http://127.0.0.1:${listener.port}/`);
  await until(() => finish !== null);
  const stopped = listener.stop();
  (finish as (() => void) | null)?.();
  assert.equal(await (await answer).text(), 'done');
  await Promise.all([stopped, idleClosed]);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
