import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { until } from '../../../test/peers/wait.ts';
import { silentLogger } from '../../platform/log.ts';
import { MetricsRegistry } from '../../platform/metrics.ts';
import { testStore } from '../../store/testing.ts';
import type { Delivered, Worker } from '../worker/calls.ts';
import { Deliveries } from './deliveries.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A channel whose followers are on `social.example`, at one shared inbox, and on `small.example`. */
function build(t: TestContext) {
  const { clock, store } = testStore.withClock(t, {});
  const posts: { inbox: string; body: string }[] = [];
  const outcomes = new Map<string, Delivered>();
  const hanging = new Set<string>();
  const worker: Worker = {
    call: (_name, argument) => {
      const post = argument as { inbox: string; body: string };
      posts.push(post);
      if (hanging.has(new URL(post.inbox).host)) return new Promise(() => {});
      return Promise.resolve((outcomes.get(new URL(post.inbox).host) ?? { kind: 'delivered' }) as never);
    },
  };
  const follow = (name: string, host: string, sharedInbox: string | null): void => {
    const iri = `https://${host}/users/${name}`;
    store.followers.put({
      iri,
      inbox: `${iri}/inbox`,
      sharedInbox,
      name,
      username: `${name}@${host}`,
      image: null,
      requestIri: `${iri}#follow`,
      requestJson: null,
      createdWallMs: 1,
      approvedWallMs: 1,
      disabledWallMs: null,
      isDirectory: false,
      unreachableWallMs: null,
    });
  };
  for (const name of ['ann', 'bob']) follow(name, 'social.example', 'https://social.example/inbox');
  follow('eve', 'small.example', null);
  const begin = () => {
    const deliveries = new Deliveries({
      clock,
      log: silentLogger,
      metrics: new MetricsRegistry(),
      random: () => 0.5,
      shelf: store.jobs,
      outbox: store.outbox,
      followers: store.followers,
      worker,
      secondKey: () => null,
      isShutOut: (host) => host === 'shut.example',
    });
    return { deliveries, end: deliveries.start() };
  };
  let said = 0;
  const station = begin();
  const say = () => station.deliveries.spread({ id: `https://tv.example/${(said += 1)}`, type: 'Create' });
  const posted = (count: number) =>
    until(`${count} posts`, () => posts.length >= count, { timeoutMs: 5000, explain: () => JSON.stringify(posts) });
  const settled = (waiting: number) =>
    until(`${waiting} wait`, () => station.deliveries.waiting === waiting, { timeoutMs: 5000 });
  const names = () =>
    store.followers
      .list('approved', { offset: 0, limit: 9 })
      .entries.map(({ name }) => name)
      .toSorted();
  return { clock, store, posts, follow, hanging, outcomes, station, begin, say, posted, settled, names };
}

describe('Deliveries', () => {
  it('bring a post to each server once, however many follow there', async (t) => {
    const bench = build(t);
    bench.say();
    await bench.posted(2);
    await bench.settled(0);
    assert.deepEqual(bench.posts.map(({ inbox }) => inbox).toSorted(), [
      'https://small.example/users/eve/inbox',
      'https://social.example/inbox',
    ]);
  });

  it('bring nothing to a server that is shut out, whoever follows there', async (t) => {
    const bench = build(t);
    bench.follow('mal', 'shut.example', null);
    bench.say();
    await bench.posted(2);
    await bench.settled(0);
    assert.equal(bench.posts.length, 2);
    assert.ok(bench.names().includes('mal'));
  });

  it('bring it to everybody on a server that has no inbox for all of them, however many they are', async (t) => {
    const bench = build(t);
    for (let count = 0; count < 250; count += 1) bench.follow(`a${count}`, 'single.example', null);
    bench.say();
    await until('nothing waits', () => bench.station.deliveries.waiting === 0, { timeoutMs: 30_000 });
    const told = bench.posts.filter(({ inbox }) => inbox.startsWith('https://single.example/'));
    assert.equal(new Set(told.map(({ inbox }) => inbox)).size, 250);
  });

  it('bring what is for one account before what is for everybody', async (t) => {
    const bench = build(t);
    for (let count = 0; count < 500; count += 1) bench.follow('ann', `s${count}.example`, null);
    bench.say();
    bench.station.deliveries.send({ id: 'https://tv.example/code', type: 'Create' }, 'https://last.example/inbox');
    await bench.settled(0);
    const place = bench.posts.findIndex(({ inbox }) => inbox === 'https://last.example/inbox');
    assert.ok(place >= 0 && place < 180, `it was number ${place} of ${bench.posts.length}`);
  });

  it('keep what is for one account alone no longer than until it is there', async (t) => {
    const bench = build(t);
    const answer = (name: string) => `https://tv.example/${name}`;
    bench.outcomes.set('slow.example', { kind: 'failed', error: '', retryAfterMs: null });
    for (const name of ['slow', 'quick'])
      bench.station.deliveries.send({ id: answer(name), type: 'Accept' }, `https://${name}.example/inbox`);
    await bench.posted(2);
    await bench.settled(1);
    assert.equal(bench.store.outbox.activity(answer('quick')), null);
    assert.notEqual(bench.store.outbox.activity(answer('slow')), null);
    bench.outcomes.clear();
    bench.clock.advance(MINUTE_MS);
    await bench.settled(0);
    assert.equal(bench.store.outbox.activity(answer('slow')), null);
  });

  it('keep nothing of what is for one account alone and gave way to newer, as where its server never answers', async (t) => {
    const bench = build(t);
    bench.outcomes.set('slow.example', { kind: 'failed', error: '', retryAfterMs: null });
    const answers = Array.from({ length: 203 }, (_, number) => `https://tv.example/${number}`);
    for (const id of answers) bench.station.deliveries.send({ id, type: 'Accept' }, 'https://slow.example/inbox');
    assert.equal(answers.filter((id) => bench.store.outbox.activity(id) !== null).length, 200);
    assert.equal(bench.store.outbox.activity('https://tv.example/0'), null);
    await bench.posted(1);
    await bench.settled(200);
  });

  it('know that followers of a copy that was put back can be reached again', async (t) => {
    const bench = build(t);
    bench.store.followers.setReach('https://social.example/inbox', bench.clock.wallMs() - 40 * DAY_MS);
    bench.station.deliveries.refresh();
    bench.say();
    await bench.posted(2);
    await bench.settled(0);
    assert.deepEqual(bench.store.followers.unreachable(), []);
  });

  it('try last what could not be reached lately', async (t) => {
    const bench = build(t);
    await bench.station.end();
    bench.store.followers.setReach('https://social.example/inbox', 1);
    for (let count = 0; count < 300; count += 1) bench.follow('ann', `s${count}.example`, null);
    const next = bench.begin();
    next.deliveries.spread({ id: 'https://tv.example/1', type: 'Create' });
    await bench.posted(302);
    assert.equal(bench.posts.at(-1)?.inbox, 'https://social.example/inbox');
    await next.end();
  });

  it('stop within a second, also while a server does not answer, and bring it after the next start', async (t) => {
    const bench = build(t);
    bench.hanging.add('small.example');
    bench.say();
    await bench.posted(2);
    const ended = bench.station.end();
    bench.clock.advance(1_000);
    await ended;
    bench.hanging.clear();
    const next = bench.begin();
    await bench.posted(3);
    await next.end();
    assert.match(bench.posts[2]?.inbox ?? '', /small/);
    assert.equal(bench.store.followers.unreachable().length, 0);
  });

  it('let go whom a server knows no more', async (t) => {
    const bench = build(t);
    bench.outcomes.set('small.example', { kind: 'gone', error: '' });
    bench.say();
    await bench.settled(0);
    assert.deepEqual(bench.names(), ['ann', 'bob']);
  });

  /** Lets time pass, and whatever is due in it be tried. */
  async function pass(bench: ReturnType<typeof build>, days: number, stepMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < days * DAY_MS; passedMs += stepMs) {
      bench.clock.advance(stepMs);
      for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
    }
  }

  /** Lets all tries of what is said now fail that there are within six hours. */
  async function failForHours(bench: ReturnType<typeof build>): Promise<void> {
    bench.say();
    await bench.settled(1);
    await pass(bench, 0.25, 5 * MINUTE_MS);
  }

  it('let go, after a month, whose server answers nothing, and keep them until then', async (t) => {
    const bench = build(t);
    bench.outcomes.set('social.example', { kind: 'failed', error: 'timed out', retryAfterMs: null });
    await failForHours(bench);
    await pass(bench, 20, HOUR_MS);
    await failForHours(bench);
    assert.deepEqual(bench.names(), ['ann', 'bob', 'eve']);
    await pass(bench, 10, HOUR_MS);
    await failForHours(bench);
    assert.deepEqual(bench.names(), ['eve']);
  });

  it('let go, after a week, whose inbox is missing, and do not ask again meanwhile', async (t) => {
    const bench = build(t);
    bench.outcomes.set('social.example', { kind: 'missing', error: '' });
    bench.say();
    await bench.settled(0);
    assert.equal(bench.store.followers.unreachable().length, 1);
    await pass(bench, 6, HOUR_MS);
    assert.equal(bench.posts.length, 2);
    bench.say();
    await bench.settled(0);
    assert.deepEqual(bench.names(), ['ann', 'bob', 'eve']);
    await pass(bench, 2, HOUR_MS);
    bench.say();
    await bench.settled(0);
    assert.deepEqual(bench.names(), ['eve']);
    assert.equal(bench.store.followers.unreachable().length, 0);
  });

  it('forget that a server was away once it answers, also after a restart', async (t) => {
    const bench = build(t);
    bench.outcomes.set('social.example', { kind: 'failed', error: 'timed out', retryAfterMs: null });
    await failForHours(bench);
    assert.equal(bench.store.followers.unreachable().length, 1);
    await bench.station.end();
    bench.outcomes.clear();
    bench.clock.advance(20 * DAY_MS);
    const next = bench.begin();
    next.deliveries.spread({ id: 'https://tv.example/again', type: 'Create' });
    await until('it is reached', () => bench.store.followers.unreachable().length === 0, { timeoutMs: 5000 });
    await next.end();
  });
});
