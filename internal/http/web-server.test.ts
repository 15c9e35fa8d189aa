import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';

import { ManualClock } from '../platform/clock.ts';
import { AerialError } from '../platform/errors.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { WebListener } from './listener.ts';
import { addMetricsRoute } from './routes/metrics.ts';
import { statusEndpoints } from './contract/status.ts';
import { type PublicState, statusHandlers } from './handlers/status.ts';
import { contractRoutes } from './testing.ts';
import { StaticFiles } from './static-files.ts';
import { WebServer, type Routes } from './web-server.ts';

const files: Record<string, string> = {
  'assets/app.AB12.js': `export const text = '${'aerial '.repeat(200)}';`,
  'static/poster.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'migrations/0001-first.sql': 'CREATE TABLE secret(id)',
};

async function serve(routes: Routes[], use: (base: string, port: number) => Promise<void>): Promise<void> {
  const source = { has: (name: string) => name in files, bytes: (name: string) => Buffer.from(files[name] ?? '') };
  const statics = new StaticFiles({ source });
  const server = new WebServer({
    log: silentLogger,
    early: [(req, res, path) => statics.handle(req, res, path)],
    routes,
  });
  await server.start();
  const listener = new WebListener({
    address: '127.0.0.1',
    port: 0,
    tls: null,
    maxConnections: 100,
    handle: server.handle,
    metrics: new MetricsRegistry(),
  });
  await listener.start();
  try {
    await use(`http://127.0.0.1:${listener.port}`, listener.port);
  } finally {
    await listener.stop();
    await server.stop();
  }
}

test('embedded files are compressed, named by their content and cached for good', async () => {
  await serve([], async (base) => {
    const response = await fetch(`${base}/assets/app.AB12.js`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(await response.text(), files['assets/app.AB12.js']);
    const again = await fetch(`${base}/assets/app.AB12.js`, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    });
    assert.equal(again.status, 304);
    const head = await fetch(`${base}/assets/app.AB12.js`, {
      method: 'HEAD',
      headers: { 'accept-encoding': 'identity' },
    });
    assert.equal(head.headers.get('content-length'), String(files['assets/app.AB12.js']?.length));
  });
});

test('only the folders for the web are served, whatever the path tries', async () => {
  await serve([], async (base, port) => {
    for (const path of [
      '/migrations/0001-first.sql',
      '/static/%2e%2e/migrations/0001-first.sql',
      '/static//poster.svg',
      '/static/',
    ]) {
      assert.equal((await fetch(base + path)).status, 404, path);
    }
    const raw = await new Promise<string>((resolve, reject) => {
      let answer = '';
      connect(port, '127.0.0.1', function (this: Socket) {
        this.write('GET /static/../migrations/0001-first.sql HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
        this.on('data', (chunk) => (answer += String(chunk)))
          .on('end', () => resolve(answer))
          .on('error', reject);
      });
    });
    assert.match(raw, /^HTTP\/1\.1 404 /);
  });
});

test('the status tells Owncast clients what they know and our page the phase', async () => {
  let state: PublicState = {
    phase: 'offline',
    title: '',
    isAudioOnly: false,
    lastConnectWallMs: null,
    lastDisconnectWallMs: null,
  };
  const handlers = statusHandlers({
    version: '0.1.0',
    wallMs: () => 0,
    readState: () => state,
    readViewerCount: () => null,
    readLadderVersion: () => 3,
    readPlanned: () => null,
  });
  const routes = contractRoutes({ rows: statusEndpoints, handlers });
  await serve([routes], async (base) => {
    const offline: unknown = await (await fetch(`${base}/api/status`)).json();
    assert.deepEqual(offline, {
      serverTime: '1970-01-01T00:00:00.000Z',
      lastConnectTime: null,
      lastDisconnectTime: null,
      versionNumber: '0.1.0',
      streamTitle: '',
      online: false,
      phase: 'offline',
      audioOnly: false,
      ladderVersion: 3,
    });
    state = { ...state, phase: 'away', lastConnectWallMs: 1_000 };
    const away = (await (await fetch(`${base}/api/status`)).json()) as Record<string, unknown>;
    assert.equal(away['online'], true);
    assert.equal(away['lastConnectTime'], '1970-01-01T00:00:01.000Z');
  });
});

test('metrics are hidden unless the owner shows them', async () => {
  let isEnabled = false;
  const routes: Routes = (app) => addMetricsRoute(app, { isEnabled: () => isEnabled, render: () => 'aerial_test 1\n' });
  await serve([routes], async (base) => {
    assert.equal((await fetch(`${base}/metrics`)).status, 404);
    isEnabled = true;
    assert.equal(await (await fetch(`${base}/metrics`)).text(), 'aerial_test 1\n');
  });
});

test('an error of the catalogue reaches the client with its status, code and hint; any other only as INTERNAL', async () => {
  const routes: Routes = (app) => {
    app.get('/known', () => {
      throw new AerialError('SETTING_INVALID', { message: 'Part length is 5.', hint: 'Use 200 to 1000.' });
    });
    app.get('/unknown', () => {
      throw new Error('secret inside');
    });
  };
  await serve([routes], async (base) => {
    const known = await fetch(`${base}/known`);
    assert.equal(known.status, 400);
    assert.deepEqual(await known.json(), {
      success: false,
      message: 'Part length is 5. Use 200 to 1000.',
      error: 'Part length is 5. Use 200 to 1000.',
      code: 'SETTING_INVALID',
    });
    const unknown = await fetch(`${base}/unknown`);
    assert.equal(unknown.status, 500);
    assert.doesNotMatch(await unknown.text(), /secret/);
    assert.match(unknown.headers.get('content-security-policy') ?? '', /script-src 'self'/);
    assert.equal((await fetch(`${base}/nowhere`)).status, 404);
    assert.equal((await fetch(`${base}/${'x'.repeat(5_000)}`)).status, 414);
  });
});

test('a port that is taken is named, with what to do', async () => {
  await serve([], async (_base, port) => {
    const second = new WebListener({
      address: '127.0.0.1',
      port,
      tls: null,
      maxConnections: 1,
      handle: () => {},
      metrics: new MetricsRegistry(),
    });
    await assert.rejects(
      second.start(),
      (error) => error instanceof AerialError && error.code === 'PORT_IN_USE' && /--http-port/.test(error.hint),
    );
  });
});

test('an address that this machine does not have is named, with what to do', async () => {
  const listener = new WebListener({
    address: '203.0.113.77',
    port: 0,
    tls: null,
    maxConnections: 1,
    handle: () => {},
    metrics: new MetricsRegistry(),
  });
  await assert.rejects(
    listener.start(),
    (error) =>
      error instanceof AerialError &&
      error.code === 'SETTING_INVALID' &&
      /no address 203\.0\.113\.77.*settings unset http-address/.test(error.toLine()),
  );
});

test('a request for media whose handler fails is answered with 500, whichever way it came', async () => {
  const server = new WebServer({
    log: silentLogger,
    media: (_request, response, pathname, query) => {
      if (pathname === '/hls/broken') throw new Error('broken');
      const body = Buffer.from(query);
      response.writeHead(200, ['Content-Length', String(body.length)]);
      response.end(body);
    },
    early: [],
    routes: [],
  });
  await server.start();
  const media = { clock: new ManualClock(), handle: server.handleMedia };
  const needs = { address: '127.0.0.1', port: 0, tls: null, maxConnections: 100, handle: server.handle };
  for (const lane of [{ media }, {}]) {
    const listener = new WebListener({ ...needs, ...lane, metrics: new MetricsRegistry() });
    await listener.start();
    const base = `http://127.0.0.1:${listener.port}`;
    assert.equal((await fetch(`${base}/hls/broken`)).status, 500);
    assert.equal(await (await fetch(`${base}/hls/?a=b`)).text(), 'a=b');
    await listener.stop();
  }
  await server.stop();
});
