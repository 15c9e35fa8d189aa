import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../platform/log.ts';
import { defineEndpoints } from '../contract/endpoint.ts';
import { contractRoutes, listenFor } from '../testing.ts';
import { WebServer } from '../web-server.ts';
import { answerOtherMethods } from './other-methods.ts';

const row = { access: 'anyone', summary: 'A thing.', group: 'Things', answer: { kind: 'empty' } } as const;
const rows = defineEndpoints({
  getThing: { ...row, method: 'GET', path: '/api/things/{id}' },
  setThing: { ...row, method: 'POST', path: '/api/things/{id}' },
  endThing: { ...row, method: 'GET', path: '/api/end', hasEffect: true },
});

test('a method that an address does not take is refused with 405, a code and what it does take', async (t) => {
  let ended = 0;
  const handlers = { getThing: () => {}, setThing: () => {}, endThing: () => void (ended += 1) };
  const server = new WebServer({
    log: silentLogger,
    early: [],
    routes: [contractRoutes({ rows, handlers })],
    unmatched: answerOtherMethods(rows),
  });
  const port = await listenFor(t, server);
  const call = (method: string, path = '/api/things/1') => fetch(`http://127.0.0.1:${port}${path}`, { method });
  for (const method of ['GET', 'HEAD', 'POST']) assert.equal((await call(method)).status, 200, method);
  assert.equal((await call('OPTIONS')).status, 204);
  const head = await call('HEAD', '/api/end');
  assert.deepEqual([head.status, head.headers.get('allow'), ended], [405, 'GET, OPTIONS', 0]);
  assert.equal((await call('GET', '/api/end')).status, 200);
  assert.equal(ended, 1);
  const refused = await call('DELETE');
  assert.equal(refused.status, 405);
  assert.equal(refused.headers.get('allow'), 'GET, HEAD, POST, OPTIONS');
  assert.equal(((await refused.json()) as { code: string }).code, 'METHOD_NOT_ALLOWED');
  assert.equal((await call('DELETE', '/api/things/1/?a=b')).status, 405);
  for (const path of ['/api/things', '/api/things/1/2']) assert.equal((await call('DELETE', path)).status, 404, path);
});
