import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { until } from '../../test/peers/wait.ts';
import { Settings } from '../config/settings.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import type { AerialEvents } from './events.ts';
import { FederationPart, type FederationNeeds } from './federation.ts';

const soon = (what: string, probe: () => boolean) => until(what, probe, { timeoutMs: 10_000 });

const known = new Map(Object.entries({ federation: 'on', 'public-url': 'https://tv.example' }));

/** A thread in place of the real one, which says there who it speaks for. */
const scriptFor = (port: number): string => `
  const socket = require('node:net').connect(${port}, '127.0.0.1');
  require('node:worker_threads').parentPort.on('message', ({ identity }) => socket.write(identity.privateKeyPem));
`;

/** The part with a real store, and a thread whose words and end can be seen. */
async function build(t: TestContext) {
  const threads: { socket: Socket; said: string; isOver: boolean }[] = [];
  const server = createServer((socket) => {
    const thread = { socket, said: '', isOver: false };
    threads.push(thread);
    socket.on('data', (bytes) => (thread.said += String(bytes)));
    socket.on('error', () => {});
    socket.on('close', () => (thread.isOver = true));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const directory = temporaryDirectory(t);
  const { clock, store } = testStore.withClock(t, { directory });
  const settings = new Settings({ stored: known });
  const part = new FederationPart({
    artwork: { gallery: { logo: () => null, logoUniqueness: () => '1' }, hasThumbnail: false },
    assets: { bytes: () => gzipSync(scriptFor(port)) },
    chat: {},
    clock,
    events: new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) }),
    log: new LogRoot({ level: 'silent' }),
    metrics: new MetricsRegistry(),
    onAir: {},
    schedule: { within: () => null },
    settings,
    store,
    version: '1',
  } as unknown as FederationNeeds);
  const stop = await part.start();
  t.after(stop);
  await soon('the thread knows who it speaks for', () => threads[0]?.said !== undefined && threads[0].said !== '');
  return { clock, directory, part, settings, store, threads };
}

describe('The account on the fediverse', () => {
  it('has the keys of a copy that was put back, as soon as it is', async (t) => {
    const { clock, directory, part, threads } = await build(t);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    testStore(t, { directory, lock: 'visit' }).secrets.set('federation-private-key', pem);
    clock.advance(1_000);
    const restored = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await soon('its document names the key', () => part.account()?.facts.publicKeyPem === restored);
    await soon('its thread signs with it', () => threads.some(({ said }) => said.endsWith(pem)));
  });

  it('makes keys anew when a copy that was put back has none', async (t) => {
    const { clock, directory, part, store } = await build(t);
    const before = part.account()?.facts.publicKeyPem;
    testStore(t, { directory, lock: 'visit' }).secrets.unset('federation-private-key');
    clock.advance(1_000);
    await soon('its document names another key', () => part.account()?.facts.publicKeyPem !== before);
    assert.notEqual(store.secrets.get('federation-private-key'), null);
  });

  it('is served by no thread once nobody knows where the channel is, and by one when it is known again', async (t) => {
    const { settings, threads } = await build(t);
    settings.reload(new Map([['federation', 'on']]));
    await soon('the thread ends', () => threads[0]?.isOver === true);
    settings.reload(known);
    await soon('there is another', () => (threads[1]?.said ?? '') !== '');
  });
});
