import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { silentLogger } from '../../platform/log.ts';
import { statusEndpoints } from '../contract/status.ts';
import { statusHandlers, type StatusNeeds } from '../handlers/status.ts';
import { contractRoutes } from '../testing.ts';
import { type EarlyHandler, WebServer } from '../web-server.ts';
import { answerStatusEarly } from './status.ts';

const needs: StatusNeeds = {
  version: '1',
  wallMs: () => 1_700_000_000_000,
  readState: () => ({
    phase: 'live',
    title: 'Zwölf “Töne”',
    isAudioOnly: true,
    lastConnectWallMs: 1,
    lastDisconnectWallMs: null,
  }),
  readViewerCount: () => 12,
  readLadderVersion: () => 0,
  readPlanned: () => null,
};

async function ask(early: readonly EarlyHandler[], method: string): Promise<{ headers: object; body: string }> {
  const routes = contractRoutes({ rows: statusEndpoints, handlers: statusHandlers(needs) });
  const web = new WebServer({ log: silentLogger, early, routes: [routes] });
  await web.start();
  const server = createServer(web.handle).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/api/status?random=1`, { method });
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'date'));
    return { headers, body: await answer.text() };
  } finally {
    await web.stop();
    server.close();
    server.closeAllConnections();
  }
}

for (const method of ['GET', 'HEAD'])
  test(`the early answer to ${method} /api/status is the one of the contract, header by header`, async () => {
    const early = await ask([answerStatusEarly(needs)], method);
    assert.deepEqual(early, await ask([], method));
    assert.equal(early.body === '', method === 'HEAD');
  });
