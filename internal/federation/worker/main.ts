import { parentPort } from 'node:worker_threads';
import { systemClock } from '../../platform/clock.ts';
import { QuickNames } from '../../platform/name-lookup.ts';
import { OutboundFetch } from '../../platform/outbound-fetch.ts';
import type { Answer, Calls, Identity, Order } from './calls.ts';
import { Envoy } from './envoy.ts';

/** The thread that speaks with other servers: it is given an identity first, then calls, and answers each. */
function listen(): void {
  let envoy: Envoy | null = null;
  parentPort?.on('message', (order: Order) => {
    if (order.kind === 'identity') envoy = buildEnvoy(order.identity);
    else if (envoy !== null) void answer(envoy, order);
  });
}

async function answer(envoy: Envoy, order: Extract<Order, { kind: 'call' }>): Promise<void> {
  const { id, name, argument } = order;
  const reply = await envoy.call(name, argument as Calls[typeof name]['takes']).then(
    (value): Answer => ({ id, value }),
    (error: unknown): Answer => ({ id, error: String(error) }),
  );
  parentPort?.postMessage(reply);
}

const names = new QuickNames({ clock: systemClock });

function buildEnvoy(identity: Identity): Envoy {
  const outbound = new OutboundFetch({
    clock: systemClock,
    userAgent: identity.userAgent,
    allowsPrivate: () => identity.allowsLocal,
    lookup: names.lookup,
  });
  return new Envoy({ clock: systemClock, outbound, identity });
}

listen();
