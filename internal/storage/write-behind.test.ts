import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { LocalStore } from './local-store.ts';
import type { ObjectStore } from './object-store.ts';
import { WriteBehind } from './write-behind.ts';

/** A store that keeps names in memory, fails while `fault` is set and can be held up. */
class FakeStore implements ObjectStore {
  readonly names = new Set<string>();
  fault: NodeJS.ErrnoException | null = null;
  gate: Promise<void> = Promise.resolve();

  async put(name: string): Promise<void> {
    await this.gate;
    if (this.fault !== null) throw this.fault;
    this.names.add(name);
  }

  async remove(name: string): Promise<void> {
    await this.gate;
    this.names.delete(name);
  }

  async clear(): Promise<void> {
    this.names.clear();
  }
}

function follow(
  store: ObjectStore,
  maxQueuedBytes?: number,
): { follower: WriteBehind; clock: ManualClock; metrics: MetricsRegistry; said: string[] } {
  const clock = new ManualClock();
  const metrics = new MetricsRegistry();
  const limit = maxQueuedBytes === undefined ? {} : { maxQueuedBytes };
  const said: string[] = [];
  const say = (_fields: object, sentence: string) => void said.push(sentence);
  const log = { ...silentLogger, info: say, warn: say };
  return { follower: new WriteBehind({ store, clock, log, metrics, ...limit }), clock, metrics, said };
}

test('what is put is on the disk after stop, and what is removed is gone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aerial-store-'));
  try {
    const { follower } = follow(new LocalStore({ directory }));
    follower.put('0/a.m4s', Buffer.from('first'));
    follower.put('0/b.m4s', Buffer.from('second'));
    follower.remove('0/a.m4s');
    await follower.stop();
    assert.deepEqual(await readdir(join(directory, '0')), ['b.m4s']);
    assert.equal(await readFile(join(directory, '0/b.m4s'), 'utf8'), 'second');
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a store that is too slow costs files beyond the bound, never time', async () => {
  const store = new FakeStore();
  let open = (): void => {};
  store.gate = new Promise((resolve) => (open = resolve));
  const { follower, metrics } = follow(store, 10);
  for (const name of ['a', 'b', 'c']) follower.put(name, Buffer.alloc(5));
  open();
  await follower.stop();
  assert.deepEqual([...store.names], ['a', 'b']);
  assert.match(metrics.render(), /aerial_storage_dropped_total 1/);
});

test('a full disk is tried again after ten seconds and nothing queued is lost', async () => {
  const store = new FakeStore();
  store.fault = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const { follower, clock } = follow(store);
  follower.put('a', Buffer.alloc(5));
  await new Promise(setImmediate);
  assert.equal(store.names.size, 0);
  store.fault = null;
  clock.advance(10_000);
  await follower.stop();
  assert.deepEqual([...store.names], ['a']);
});

test('while a disk takes nothing, that something could be removed is not told as if it were well again', async () => {
  const store = new FakeStore();
  const { follower, clock, said } = follow(store);
  follower.put('old', Buffer.alloc(5));
  await new Promise(setImmediate);
  store.fault = Object.assign(new Error('read-only'), { code: 'EROFS' });
  follower.put('a', Buffer.alloc(5));
  await new Promise(setImmediate);
  for (const name of ['b', 'c', 'd']) {
    follower.remove('old');
    follower.put(name, Buffer.alloc(5));
    follower.remove('a');
    clock.advance(10_000);
    await new Promise(setImmediate);
    assert.equal(follower.trouble?.state, 'failing');
  }
  assert.equal(said.length, 1);
  for (const name of ['b', 'c', 'd']) follower.remove(name);
  clock.advance(10_000);
  await new Promise(setImmediate);
  assert.equal(follower.trouble, null, 'nothing waits any more');
});

test('a name that climbs out of the folder is refused', async () => {
  const store = new LocalStore({ directory: '/nonexistent' });
  await assert.rejects(store.put('../evil', Buffer.alloc(1)), RangeError);
  await assert.rejects(store.remove('/etc/passwd'), RangeError);
});
