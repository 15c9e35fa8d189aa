import type { TestContext } from 'node:test';
import { MetricsRegistry } from '../platform/metrics.ts';
import { addContractRoutes, type ContractRouteNeeds } from './api/contract-routes.ts';
import type { Endpoints } from './contract/endpoint.ts';
import { WebListener, type WebListenerNeeds } from './listener.ts';
import type { Routes, WebServer } from './web-server.ts';

/** A listener on a free port of the loopback, as a test wants it where it says nothing else. */
export function testListener(needs: Pick<WebListenerNeeds, 'handle'> & Partial<WebListenerNeeds>): WebListener {
  return new WebListener({
    address: '127.0.0.1',
    port: 0,
    tls: null,
    maxConnections: 100,
    metrics: new MetricsRegistry(),
    ...needs,
  });
}

/** Starts a server behind a listener until the test ends. Returns its port. */
export async function listenFor(t: TestContext, server: WebServer): Promise<number> {
  await server.start();
  const listener = testListener({ handle: server.handle });
  await listener.start();
  t.after(async () => {
    await listener.stop();
    await server.stop();
  });
  return listener.port;
}

/** Routes of a part of the contract for a test: nobody is let in, and clients are who they are. */
export function contractRoutes<Rows extends Endpoints>(
  needs: Pick<ContractRouteNeeds<Rows>, 'rows' | 'handlers'> & Partial<ContractRouteNeeds<Rows>>,
): Routes {
  return (app) =>
    addContractRoutes(app, {
      gate: { admit: () => Promise.reject(new Error('This test has no gate.')) },
      addressOf: (request) => request.ip,
      originOf: () => null,
      isSecure: () => false,
      isProxied: () => false,
      ...needs,
    });
}
