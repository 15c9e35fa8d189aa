import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { until } from '../../test/peers/wait.ts';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { backOffMs } from './back-off.ts';
import type { JobOutcome } from './job.ts';
import { JobQueue, type JobLimits } from './job-queue.ts';
import { MemoryShelf } from './memory-shelf.ts';

const limits: JobLimits = {
  maxPerLane: 3,
  maxParallel: 2,
  maxUrgent: 1,
  maxAgeMs: 60_000,
  backOffStepsMs: [1000, 5000],
};

type Run = (payload: string, details: { attempt: number; signal: AbortSignal }) => Promise<JobOutcome> | JobOutcome;

/** A queue of texts; `tried` is what was worked on, with the number of the try. */
function build(run: Run, shelf = new MemoryShelf(), clock = new ManualClock()) {
  const tried: string[] = [];
  const queue = new JobQueue<string>({
    kind: 'errand',
    shelf,
    clock,
    log: silentLogger,
    random: () => 0.5,
    limits,
    isUrgent: (lane) => lane.startsWith('!'),
    parse: (kept) => (typeof kept === 'string' ? kept : null),
    run: async (payload, details) => {
      tried.push(`${payload}${details.attempt}`);
      return run(payload, details);
    },
  });
  return { queue, shelf, clock, tried };
}

const done: JobOutcome = { kind: 'done' };
const failed = { kind: 'failed', error: 'shut' } as const;
const isEmpty =
  ({ shelf }: { shelf: MemoryShelf }) =>
  (): boolean =>
    shelf.jobs.length === 0;

const soon = (what: string, probe: () => boolean): Promise<boolean> => until(what, probe, { timeoutMs: 5000 });

/** A gate that tries wait at. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<JobOutcome>();
  return { wait: () => promise, open: () => resolve(done) };
}

describe('JobQueue', () => {
  it('lets a job wait in another lane when it says so, and goes on with what came after it', async () => {
    let isShut = true;
    const bench = build((payload) => (payload === 'a' && isShut ? { ...failed, lane: 'aside' } : done));
    bench.queue.start();
    for (const payload of ['a', 'b', 'c']) bench.queue.add('lane', payload);
    await soon('the others are done', () => bench.shelf.jobs.length === 1);
    assert.deepEqual(bench.tried, ['a1', 'b1', 'c1']);
    assert.deepEqual([bench.queue.waiting, bench.shelf.head('errand', 'aside')?.attempts], [1, 1]);
    isShut = false;
    bench.clock.advance(1000);
    await soon('it is done as well', isEmpty(bench));
    assert.deepEqual(bench.tried, ['a1', 'b1', 'c1', 'a2']);
    assert.equal(bench.queue.waiting, 0);
  });

  it('counts a job that was cleared while it was tried in no other lane', async () => {
    const { wait, open } = gate();
    const bench = build(async () => (await wait(), { ...failed, lane: 'aside' }));
    bench.queue.start();
    bench.queue.add('lane', 'a');
    await soon('it is tried', () => bench.tried.length === 1);
    bench.queue.clear('lane');
    open();
    await new Promise(setImmediate);
    assert.equal(bench.queue.waiting, 0);
  });

  it('does the jobs of a lane in their order, one at a time', async () => {
    let current = 0;
    const bench = build(async () => {
      current += 1;
      assert.equal(current, 1);
      await new Promise(setImmediate);
      current -= 1;
      return done;
    });
    bench.queue.start();
    for (const payload of ['a', 'b', 'c']) bench.queue.add('lane', payload);
    await soon('all is done', isEmpty(bench));
    assert.deepEqual(bench.tried, ['a1', 'b1', 'c1']);
  });

  it('lets a failing job hold up its lane alone, and waits longer each time', async () => {
    const bench = build((payload, { attempt }) => (payload === 'a' && attempt < 4 ? failed : done));
    bench.queue.start();
    for (const [lane, payload] of [
      ['one', 'a'],
      ['one', 'b'],
      ['two', 'c'],
    ] as const)
      bench.queue.add(lane, payload);
    const hasFailed = (times: number) => () => bench.shelf.jobs[0]?.attempts === times;
    await soon('both lanes were tried', () => hasFailed(1)() && bench.tried.length === 2);
    bench.clock.advance(999);
    assert.deepEqual(bench.tried, ['a1', 'c1']);
    bench.clock.advance(1);
    await soon('the second failure', hasFailed(2));
    bench.clock.advance(5000);
    await soon('the third failure', hasFailed(3));
    bench.clock.advance(5000);
    await soon('all is done', isEmpty(bench));
    assert.deepEqual(bench.tried.slice(2), ['a2', 'a3', 'a4', 'b1']);
  });

  it('goes on after a restart where it was, with the wait that was on', async () => {
    const clock = new ManualClock();
    const first = build(() => failed, new MemoryShelf(), clock);
    const stop = first.queue.start();
    first.queue.add('lane', 'a');
    await soon('it failed', () => first.shelf.jobs[0]?.attempts === 1);
    await stop();
    first.queue.add('lane', 'b');
    const second = build(() => done, first.shelf, clock);
    second.queue.start();
    clock.advance(999);
    assert.deepEqual(second.tried, []);
    clock.advance(1);
    await soon('all is done', isEmpty(second));
    assert.deepEqual(second.tried, ['a2', 'b1']);
  });

  it('gives up what is too old, what is hopeless and what it cannot read', async () => {
    const shelf = new MemoryShelf();
    const clock = new ManualClock();
    shelf.add({ kind: 'errand', lane: 'old', payload: 'x', createdWallMs: clock.wallMs() - 60_001 });
    shelf.add({ kind: 'errand', lane: 'odd', payload: 7, createdWallMs: clock.wallMs() });
    shelf.add({ kind: 'errand', lane: 'vain', payload: 'v', createdWallMs: clock.wallMs() });
    const bench = build(() => ({ kind: 'hopeless', error: 'nobody there' }), shelf, clock);
    bench.queue.start();
    await soon('nothing is left', isEmpty(bench));
    assert.deepEqual(bench.tried, ['v1']);
  });

  it('does not keep an urgent lane waiting for all the others', async () => {
    const gates = new Map<string, ReturnType<typeof gate>>();
    const bench = build((payload) => {
      const one = gate();
      gates.set(payload, one);
      return one.wait();
    });
    for (const lane of ['a', 'b', 'c', 'd']) bench.queue.add(lane, lane);
    bench.queue.start();
    await soon('as many run as may', () => gates.size === 2);
    bench.queue.add('!one', 'x');
    bench.queue.add('!two', 'y');
    await soon('an urgent one runs beside them', () => gates.has('x'));
    gates.get('a')?.open();
    await soon('the next urgent one takes the place that is free', () => gates.has('y'));
    assert.deepEqual(bench.tried, ['a1', 'b1', 'x1', 'y1']);
    for (const payload of ['x', 'y', 'b', 'c', 'd']) {
      await soon(`${payload} runs`, () => gates.has(payload));
      gates.get(payload)?.open();
    }
    await soon('all is done', isEmpty(bench));
  });

  it('leaves the other side alone for as long as it asks, within reason', async () => {
    for (const [retryAfterMs, waitMs] of [
      [3000, 3000],
      [86_400_000, 5000],
      [10, 1000],
    ] as const) {
      const bench = build((_payload, { attempt }) => (attempt === 1 ? { ...failed, retryAfterMs } : done));
      bench.queue.start();
      bench.queue.add('lane', 'a');
      await soon('it failed', () => bench.shelf.jobs[0]?.attempts === 1);
      bench.clock.advance(waitMs - 1);
      assert.deepEqual(bench.tried, ['a1']);
      bench.clock.advance(1);
      await soon('all is done', isEmpty(bench));
    }
  });

  it('lets the oldest go when a lane is full', async () => {
    const bench = build(() => done);
    for (const payload of ['a', 'b', 'c', 'd']) bench.queue.add('lane', payload);
    assert.deepEqual([bench.shelf.jobs.length, bench.queue.waiting], [3, 3]);
    bench.queue.start();
    await soon('all is done', isEmpty(bench));
    assert.deepEqual(bench.tried, ['b1', 'c1', 'd1']);
    assert.equal(bench.queue.waiting, 0);
  });

  it('works on no more lanes at a time than it may, and lets them take turns', async () => {
    const { wait, open } = gate();
    const bench = build(wait);
    for (const lane of ['a', 'b', 'c']) for (const count of [1, 2]) bench.queue.add(lane, `${lane}${count}-`);
    bench.queue.start();
    await soon('two have begun', () => bench.tried.length === 2);
    open();
    await soon('all is done', isEmpty(bench));
    assert.deepEqual(bench.tried.toSorted(), ['a1-1', 'a2-1', 'b1-1', 'b2-1', 'c1-1', 'c2-1']);
    assert.ok(bench.tried.indexOf('c1-1') < bench.tried.lastIndexOf('a2-1'));
  });

  it('stops: what runs may end within a second, what does not is ended and stays to be done', async () => {
    const hangs = build(
      (_payload, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed))),
    );
    const stop = hangs.queue.start();
    hangs.queue.add('lane', 'a');
    await soon('it has begun', () => hangs.tried.length === 1);
    const stopped = stop();
    hangs.clock.advance(1000);
    await stopped;
    assert.deepEqual([hangs.shelf.jobs.length, hangs.shelf.jobs[0]?.attempts], [1, 0]);

    const { wait, open } = gate();
    const ends = build(wait);
    const stopSoon = ends.queue.start();
    for (const payload of ['a', 'b']) ends.queue.add('lane', payload);
    await soon('it has begun', () => ends.tried.length === 1);
    const stoppedSoon = stopSoon();
    open();
    await stoppedSoon;
    assert.deepEqual(
      ends.shelf.jobs.map(({ payload }) => payload),
      ['b'],
    );
  });

  it('goes on as before when it is started again after it had to end what ran', async () => {
    let hangs = true;
    const bench = build((_payload, { signal }) => {
      assert.ok(!signal.aborted);
      return hangs ? new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed))) : failed;
    });
    const stop = bench.queue.start();
    bench.queue.add('lane', 'a');
    await soon('it has begun', () => bench.tried.length === 1);
    const stopped = stop();
    bench.clock.advance(1000);
    await stopped;
    hangs = false;
    bench.queue.start();
    await soon('it failed', () => bench.shelf.jobs[0]?.attempts === 1);
    bench.clock.advance(999);
    for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
    assert.deepEqual(bench.tried, ['a1', 'a1'], 'it waits between tries');
  });

  it('forgets a lane when told', () => {
    const bench = build(() => done);
    bench.queue.add('a', 'x');
    bench.queue.add('b', 'y');
    bench.queue.clear('a');
    assert.deepEqual(
      bench.shelf.jobs.map(({ lane }) => lane),
      ['b'],
    );
  });

  it('survives a try that throws', async () => {
    const bench = build((_payload, { attempt }) => {
      if (bench.tried.length === 1) throw new Error(`try ${attempt}`);
      return done;
    });
    bench.queue.start();
    bench.queue.add('lane', 'a');
    await soon('it was tried', () => bench.tried.length === 1);
    await soon('it is done', () => {
      bench.clock.advance(1000);
      return isEmpty(bench)();
    });
  });
});

test('waits by steps, the last one again and again, a fifth more or less', () => {
  const steps = [1000, 5000];
  assert.deepEqual(
    [1, 2, 3, 99].map((failures) => backOffMs(steps, failures, () => 0.5)),
    [1000, 5000, 5000, 5000],
  );
  assert.deepEqual(
    [0, 1].map((random) => backOffMs(steps, 1, () => random)),
    [800, 1200],
  );
});
