import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { copyDatabase } from './copy-database.ts';
import { readMigrations } from './migrations.ts';
import { restoreDatabase } from './restore.ts';
import type { Store } from './store.ts';
import { sourceMigrations, temporaryDirectory, testStore } from './testing.ts';

const everything = { fromWallMs: null, untilWallMs: null, offset: 0, limit: 100 };

function note(store: Store, broadcastId: string): void {
  const id = store.timeline.nextStretchId();
  const stretch = {
    id,
    beganWallMs: 1_000,
    endedWallMs: 3_000,
    broadcastId,
    source: 'live',
    title: '',
    renditions: [],
  };
  const segment = { stretchId: id, mediaSequence: 1, startWallMs: 1_000, startMediaMs: 0, durationMs: 2_000 };
  store.timeline.append({ stretches: [stretch], segments: [{ ...segment, isDiscontinuity: false, isGap: false }] });
}

/** Puts a copy of a station with a broadcast `then` and an object in a bucket back into this one. */
function restoreInto(t: TestContext, directory: string): void {
  const other = temporaryDirectory(t);
  const store = testStore(t, { directory: other });
  note(store, 'then');
  store.storedObjects.note('bucket', ['theirs'], null);
  const file = join(temporaryDirectory(t), 'copy.db');
  copyDatabase({ dataDirectory: other, target: { file }, wallMs: 0 });
  restoreDatabase({
    dataDirectory: directory,
    file,
    migrations: readMigrations(sourceMigrations),
    clock: new ManualClock(),
    log: silentLogger,
  });
}

test('A station that has a record of what was on air keeps it, and the one of its objects in buckets', (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  note(store, 'now');
  store.storedObjects.note('bucket', ['ours'], null);
  restoreInto(t, directory);
  assert.deepEqual(
    store.timeline.listSegments(everything).results.map(({ broadcastId }) => broadcastId),
    ['now'],
  );
  store.storedObjects.releaseAll(0);
  assert.deepEqual(
    store.storedObjects.due('bucket', 0, 10).map(({ key }) => key),
    ['ours'],
  );
});

test('A station of whose record only segments are left takes over what was on air before', (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  note(store, 'forgotten');
  store.timeline.forgetStretches({ beforeWallMs: 10_000, keep: 100 }, 100);
  restoreInto(t, directory);
  assert.deepEqual(
    store.timeline.listSegments(everything).results.map(({ broadcastId }) => broadcastId),
    ['then'],
  );
});

test('A new station takes over what was on air before, and no object of another station', (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  restoreInto(t, directory);
  const { total, results } = store.timeline.listStretches(everything);
  assert.deepEqual([total, results[0]?.broadcastId], [1, 'then']);
  assert.equal(store.timeline.listSegments(everything).total, 1);
  assert.equal(store.storedObjects.count('bucket'), 0);
  assert.equal(store.timeline.nextStretchId(), 2);
});
