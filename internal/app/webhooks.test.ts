import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { until } from '../../test/peers/wait.ts';
import {
  type Reaction,
  type Received,
  thanks,
  verifiedSecond,
  WebhookReceiver,
} from '../../test/peers/webhook-receiver.ts';
import { chatUser } from '../chat/testing.ts';
import { Settings } from '../config/settings.ts';
import { ManualClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LogRoot } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { OutboundFetch } from '../platform/outbound-fetch.ts';
import type { Store } from '../store/store.ts';
import { testStore } from '../store/testing.ts';
import type { AerialEvents } from './events.ts';
import { OnAir } from './state.ts';
import { WebhooksPart } from './webhooks.ts';

const SECRET = 'between us';
const HOUR_MS = 3_600_000;

const refuse: Reaction = (response) => void response.writeHead(500).end('x'.repeat(5000));

/** A receiver at the one address that may be reached. */
async function receiver(t: TestContext, react: Reaction): Promise<WebhookReceiver> {
  const opened = await WebhookReceiver.open({ react, host: '127.0.0.2' });
  t.after(() => opened.close());
  return opened;
}

interface Bench {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly events: EventHub<AerialEvents>;
  readonly part: WebhooksPart;
  readonly start: () => () => Promise<void>;
}

/** The part with a real store and real requests, which may go to 127.0.0.2 and nowhere else. */
function bench(t: TestContext, given: { store?: Store; clock?: ManualClock } = {}): Bench {
  const { store = testStore(t), clock = new ManualClock() } = given;
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const part = new WebhooksPart({
    clock,
    events,
    log: new LogRoot({ level: 'silent' }),
    metrics: new MetricsRegistry(),
    onAir: new OnAir({ events, wallMs: () => clock.wallMs(), lastConnectWallMs: null, lastDisconnectWallMs: null }),
    outbound: new OutboundFetch({
      clock,
      userAgent: 'Aerial/test',
      allowsPrivate: () => false,
      isPublic: (address) => address === '127.0.0.2',
    }),
    settings: new Settings({ flags: {} }),
    store,
    version: '1.2.3',
    viewers: { count: () => 0, peaks: () => ({ session: 0, overall: 0 }) },
  });
  const start = (): (() => Promise<void>) => {
    const stop = part.start();
    t.after(stop);
    return stop;
  };
  return { store, clock, events, part, start };
}

function say({ events, clock }: Bench, body: string): void {
  events.publish('chat.message', {
    id: body,
    timestampWallMs: clock.wallMs(),
    user: chatUser(),
    body,
    rawBody: body,
    clientId: 1,
    isVisible: true,
  });
}

function hook({ store }: Bench, url: string): number {
  return store.webhooks.add({ url, events: ['CHAT'], secret: SECRET }, 9)?.id ?? 0;
}

const soon = <T>(what: string, probe: () => T): Promise<NonNullable<T>> => until(what, probe, { timeoutMs: 5000 });
const bodiesOf = (received: readonly Received[]): string[] =>
  received.map(({ body }) => (JSON.parse(body) as { eventData: { body: string } }).eventData.body);
const tries = ({ store }: Bench, id: number, count: number): Promise<boolean> =>
  soon(`delivery ${count}`, () => store.webhookDeliveries.list(id, 99).length === count);

describe('Webhooks', () => {
  it('are told what they want to know, signed and in order, and it is noted', async (t) => {
    const station = bench(t);
    const { url, received } = await receiver(t, thanks);
    const id = hook(station, `${url}/hook`);
    station.start();
    for (const body of ['one', 'two', 'three']) say(station, body);
    station.events.publish('chat.joined', { user: chatUser(), clientId: 7 });
    await tries(station, id, 3);
    assert.deepEqual(bodiesOf(received), ['one', 'two', 'three']);
    for (const one of received) {
      assert.equal(verifiedSecond(one, SECRET), Math.floor(station.clock.wallMs() / 1000));
      assert.equal(one.path, '/hook');
    }
    const [latest] = station.store.webhookDeliveries.list(id, 1);
    assert.deepEqual([latest?.event, latest?.status, latest?.answer, latest?.attempt], ['CHAT', 200, 'thanks', 1]);
    assert.equal(station.store.webhooks.get(id)?.lastUsedWallMs, station.clock.wallMs());
  });

  it('that fail are tried again while the others hear on', async (t) => {
    const station = bench(t);
    const failing = await receiver(t, (response, request, count) =>
      (count < 3 ? refuse : thanks)(response, request, count),
    );
    const other = await receiver(t, thanks);
    const [id, otherId] = [hook(station, failing.url), hook(station, other.url)];
    station.start();
    for (const body of ['one', 'two']) say(station, body);
    await tries(station, id, 1);
    await tries(station, otherId, 2);
    assert.deepEqual(bodiesOf(other.received), ['one', 'two']);
    assert.equal(station.store.webhookDeliveries.list(id, 1)[0]?.answer.length, 1024);
    assert.equal(station.store.webhooks.get(id)?.failingSinceWallMs, station.clock.wallMs());
    for (const [count, waitMs] of [
      [2, 6000],
      [4, 36_000],
    ] as const) {
      await soon('the try is noted', () => (station.store.jobs.head('webhook', String(id))?.attempts ?? 0) > 0);
      station.clock.advance(waitMs);
      await tries(station, id, count);
    }
    assert.deepEqual(bodiesOf(failing.received), ['one', 'one', 'one', 'two']);
    assert.equal(station.store.webhooks.get(id)?.failingSinceWallMs, null);
  });

  it('are left alone for as long as they ask for', async (t) => {
    const station = bench(t);
    const { url } = await receiver(t, (response) => void response.writeHead(429, { 'retry-after': '600' }).end());
    const id = hook(station, url);
    station.start();
    say(station, 'one');
    const head = () => station.store.jobs.head('webhook', String(id));
    await soon('the try is noted', () => (head()?.attempts ?? 0) > 0);
    assert.equal(head()?.dueWallMs, station.clock.wallMs() + 600_000);
  });

  it('are waited for ten seconds, and may close or lead inward without harm', async (t) => {
    const station = bench(t);
    const hanging = await receiver(t, () => setImmediate(() => station.clock.advance(10_000)));
    const closing = await receiver(t, (_response, request) => void request.socket.destroy());
    const inward = await receiver(
      t,
      (response) => void response.writeHead(307, { location: 'http://127.0.0.1/' }).end(),
    );
    station.start();
    const errors: string[] = [];
    for (const { url } of [closing, inward, hanging]) {
      const id = hook(station, url);
      assert.equal((await station.part.handlers.pingWebhook(call({ id }))) !== null, true);
      await tries(station, id, 1);
      errors.push(station.store.webhookDeliveries.list(id, 1)[0]?.error ?? '');
      station.store.webhooks.remove(id);
    }
    assert.match(errors[0] ?? '', /could not be reached/);
    assert.match(errors[1] ?? '', /The address 127\.0\.0\.1 is on this machine/);
    assert.match(errors[2] ?? '', /no answer in time/);
  });

  it('get after a restart what they missed', async (t) => {
    const first = bench(t);
    const { url, received } = await receiver(t, (response, request, count) =>
      (count === 1 ? refuse : thanks)(response, request, count),
    );
    const id = hook(first, url);
    const stop = first.start();
    say(first, 'one');
    await soon('it failed', () => first.store.jobs.head('webhook', String(id))?.attempts === 1);
    await stop();
    first.clock.advance(10_000);
    const second = bench(t, first);
    second.start();
    say(second, 'two');
    await tries(second, id, 3);
    assert.deepEqual(bodiesOf(received), ['one', 'one', 'two']);
    assert.equal(second.store.jobs.lanes('webhook').length, 0);
  });

  it('that take nothing for three days are switched off, until the owner switches them on', async (t) => {
    const station = bench(t);
    const { url, received } = await receiver(t, refuse);
    const id = hook(station, url);
    station.start();
    const isOff = (): boolean => (station.store.webhooks.get(id)?.disabledWallMs ?? null) !== null;
    for (let hours = 0; !isOff(); hours += 1) {
      assert.ok(hours < 120);
      say(station, `hour ${hours}`);
      const before = received.length;
      station.clock.advance(1.3 * HOUR_MS);
      await soon('another try', () => received.length > before || isOff());
      await soon(
        'the try is noted',
        () => station.store.webhookDeliveries.list(id, 1)[0]?.sentWallMs === station.clock.wallMs(),
      );
    }
    const failingMs = station.clock.wallMs() - (station.store.webhooks.get(id)?.failingSinceWallMs ?? 0);
    assert.ok(failingMs >= 72 * HOUR_MS && failingMs < 75 * HOUR_MS);
    assert.equal(station.store.jobs.lanes('webhook').length, 0);
    const before = received.length;
    say(station, 'not told');
    assert.throws(() => station.part.handlers.pingWebhook(call({ id })), { code: 'CONFLICT' });
    await station.part.handlers.enableWebhook(call({ id }));
    say(station, 'told');
    await soon('it is told again', () => received.length > before);
    assert.deepEqual(bodiesOf(received.slice(before)), ['told']);
  });

  it('hear of things from the moment they are made until they are removed', async (t) => {
    const station = bench(t);
    const { url, received } = await receiver(t, thanks);
    station.start();
    say(station, 'before');
    const made = await station.part.handlers.createWebhook(call({ url, events: ['CHAT'], secret: '' }));
    const id = 'id' in made ? made.id : 0;
    say(station, 'meanwhile');
    await tries(station, id, 1);
    await station.part.handlers.deleteWebhook(call({ id }));
    say(station, 'after');
    assert.deepEqual(bodiesOf(received), ['meanwhile']);
    assert.equal(station.store.jobs.lanes('webhook').length, 0);
    assert.notEqual(received[0]?.signature, '');
  });

  it('are sent again what they were sent, under a new signature', async (t) => {
    const station = bench(t);
    const { url, received } = await receiver(t, thanks);
    const id = hook(station, url);
    station.start();
    say(station, 'one');
    await tries(station, id, 1);
    station.clock.advance(5000);
    const delivery = station.store.webhookDeliveries.list(id, 1)[0];
    await station.part.handlers.sendWebhookDeliveryAgain(call({ id: delivery?.id ?? 0 }));
    await tries(station, id, 2);
    assert.equal(received[0]?.body, received[1]?.body);
    assert.notEqual(received[0]?.signature, received[1]?.signature);
  });
});

/** A call of the admin's with that body. */
function call<Body>(body: Body) {
  const caller = {
    address: '127.0.0.1',
    userAgent: '',
    origin: null,
    isSecure: true,
    isProxied: false,
    headers: {},
    identity: { kind: 'admin' },
  } as const;
  return { params: {}, query: {}, body, caller };
}
