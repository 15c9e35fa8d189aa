import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { testStore } from '../store/testing.ts';
import type { Delivered, Notice } from './notice.ts';
import { Postman } from './postman.ts';

const DAY_MS = 86_400_000;
const notice: Notice = {
  id: 'n1',
  event: 'live',
  channel: 'Nine',
  title: '',
  messages: { push: "I've gone live!", discord: '', mail: '', hook: '' },
  when: null,
  startWallMs: null,
  url: '',
};
const busy: Delivered = { kind: 'refused', status: 503, reason: 'Busy.', isFinal: false };
const unreached: Delivered = { kind: 'refused', status: null, reason: 'Nobody answered.', isFinal: false };
const strange: Delivered = { kind: 'refused', status: 403, reason: 'Who are you?', isFinal: true };
const notAllowed: Delivered = { kind: 'refused', status: null, reason: 'Not allowed.', isFinal: true };
const taken: Delivered = { kind: 'taken', status: 201 };

/** A browser whose push service answers as it is told; `tell` says whether it is still known after that. */
function build(t: TestContext) {
  const { store, clock } = testStore.withClock(t, {});
  const { subscriptions } = store;
  subscriptions.add('push', { destination: 'somewhere', createdWallMs: 1 }, 9);
  const id = subscriptions.newestId('push') ?? 0;
  let answer = taken;
  const postman = new Postman({
    clock,
    log: silentLogger,
    metrics: new MetricsRegistry(),
    outbound: { fetch: () => assert.fail() },
    push: { deliver: () => Promise.resolve(answer) },
    mail: { deliver: () => assert.fail() },
    isOnMailList: () => false,
    discordWebhook: () => null,
    subscriptions,
    hooks: store.noticeHooks,
    deliveries: store.notices,
  });
  const tell = async (told: Delivered): Promise<boolean> => {
    answer = told;
    await postman.test({ notice, way: 'push', to: String(id) });
    return subscriptions.get(id) !== null;
  };
  return { clock, store, tell };
}

describe('A browser', () => {
  for (const failing of [busy, unreached, strange])
    it(`is forgotten when for a month it was never anything but: ${failing.reason}`, async (t) => {
      const { clock, store, tell } = build(t);
      assert.equal(await tell(failing), true);
      clock.advance(29 * DAY_MS);
      assert.equal(await tell(failing), true);
      clock.advance(DAY_MS);
      assert.equal(await tell(failing), false);
      assert.match(store.notices.list(1)[0]?.reason ?? '', /was forgotten/);
    });

  it('is kept when something was taken meanwhile, and where it was this server that told it nothing', async (t) => {
    const { clock, tell } = build(t);
    for (const told of [busy, taken, busy, taken]) {
      assert.equal(await tell(told), true);
      clock.advance(20 * DAY_MS);
    }
    for (let months = 0; months < 3; months += 1) {
      assert.equal(await tell(notAllowed), true);
      clock.advance(31 * DAY_MS);
    }
    assert.equal(await tell(busy), true);
  });
});
