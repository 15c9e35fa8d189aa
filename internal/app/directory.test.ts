import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { until } from '../../test/peers/wait.ts';
import { Settings } from '../config/settings.ts';
import { EventHub } from '../platform/event-hub.ts';
import { silentLogger } from '../platform/log.ts';
import { testStore } from '../store/testing.ts';
import { buildDirectoryPings, forgetDirectoryKey } from './directory.ts';
import type { AerialEvents } from './events.ts';

const PING_MS = 4 * 60_000;

/** A channel that is live and listed; `asked` is what directories were sent. */
function build(t: TestContext, stored: Readonly<Record<string, string>> = {}) {
  const { clock, store } = testStore.withClock(t, {});
  const asked: { url: string; key: string }[] = [];
  const listed = { directory: 'on', 'public-url': 'https://tv.example', ...stored };
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const pings = buildDirectoryPings({
    clock,
    events,
    log: { component: () => silentLogger } as never,
    outbound: {
      fetch: (url: string, { body }: { body: string }) => {
        asked.push({ url, key: (JSON.parse(body) as { key: string }).key });
        return Promise.resolve({ kind: 'answered', status: 200, body: Buffer.from('{"success":true,"key":"new"}') });
      },
    } as never,
    settings: new Settings({ stored: new Map(Object.entries(listed)) }),
    store,
  });
  t.after(pings.start());
  events.publish('broadcast.started', { isTest: false } as AerialEvents['broadcast.started']);
  const ping = async (): Promise<{ url: string; key: string } | undefined> => {
    const before = asked.length;
    clock.advance(PING_MS);
    await until('a ping', () => asked.length > before, { timeoutMs: 5000 });
    return asked.at(-1);
  };
  return { store, ping };
}

it('a key that comes from Owncast is known to its own directory, and told to no other', async (t) => {
  const own = build(t);
  own.store.secrets.set('directory-key', 'old');
  assert.deepEqual(await own.ping(), { url: 'https://directory.owncast.online/api/ping', key: 'old' });
  await until('the new key is kept', () => own.store.secrets.get('directory-key') === 'new', { timeoutMs: 5000 });
  const other = build(t, { 'directory-url': 'https://streams.example/' });
  other.store.secrets.set('directory-key', 'old');
  assert.deepEqual(await other.ping(), { url: 'https://streams.example/api/ping', key: '' });
  await until('its key is kept', () => other.store.secrets.get('directory-key') === 'new', { timeoutMs: 5000 });
  assert.equal((await other.ping())?.key, 'new');
  forgetDirectoryKey(other.store.secrets);
  assert.equal((await other.ping())?.key, '');
});

it('no directory is told the key of another because the disk was full while its own was being kept', async (t) => {
  const { store, ping } = build(t, { 'directory-url': 'https://streams.example/' });
  store.secrets.set('directory-key', 'old');
  const set = store.secrets.set.bind(store.secrets);
  let failures = 0;
  t.mock.method(store.secrets, 'set', (name: string, value: string) => {
    if (name !== 'directory-key') return set(name, value);
    failures += 1;
    throw new Error('no space');
  });
  assert.equal((await ping())?.key, '');
  await until('its key could not be kept', () => failures === 1, { timeoutMs: 5000 });
  assert.equal((await ping())?.key, '');
});
