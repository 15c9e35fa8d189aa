import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../platform/log.ts';
import { listenFor } from '../testing.ts';
import { WebServer } from '../web-server.ts';
import { addServiceWorkerRoute } from './service-worker.ts';

test('the service worker may load the pictures of its notices from this server, and nothing else', async (t) => {
  const files: Readonly<Record<string, string>> = {
    'assets/manifest.json': '{"workerScript":"/assets/worker.js"}',
    'assets/worker.js': '/* listens */',
  };
  const needs = { assets: { text: (name: string) => files[name] ?? '' } };
  const routes = [(app: Parameters<typeof addServiceWorkerRoute>[0]) => addServiceWorkerRoute(app, needs)];
  const port = await listenFor(t, new WebServer({ log: silentLogger, early: [], routes }));
  const answer = await fetch(`http://127.0.0.1:${port}/serviceWorker.js`);
  assert.equal(await answer.text(), '/* listens */');
  assert.equal(answer.headers.get('content-security-policy'), "default-src 'none'; img-src 'self'");
});
