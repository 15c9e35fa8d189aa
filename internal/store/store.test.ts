import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryDirectory, testStore } from './testing.ts';

describe('settings', () => {
  test('what is set is there after the store was closed and opened again', (t) => {
    const directory = temporaryDirectory(t);
    const first = testStore(t, { directory });
    first.settings.set('part-ms', '300');
    first.settings.set('part-ms', '400');
    first.close();
    assert.deepEqual([...testStore(t, { directory }).settings.all()], [['part-ms', '400']]);
  });

  test('unset says whether there was something to forget', (t) => {
    const { settings } = testStore(t);
    settings.set('ladder', 'off');
    assert.equal(settings.unset('ladder'), true);
    assert.equal(settings.unset('ladder'), false);
    assert.equal(settings.all().size, 0);
  });
});

describe('stream keys', () => {
  test('are listed oldest first, and their ids are never given twice', (t) => {
    const { streamKeys } = testStore(t);
    streamKeys.add({ key: 'first', comment: '' });
    const second = streamKeys.add({ key: 'second', comment: 'phone' });
    assert.equal(streamKeys.remove(second?.id ?? ''), true);
    const third = streamKeys.add({ key: 'drittes ü?/=', comment: '' });
    assert.deepEqual(
      streamKeys.list().map(({ id, key }) => [id, key]),
      [
        ['1', 'first'],
        [third?.id, 'drittes ü?/='],
      ],
    );
    assert.notEqual(third?.id, second?.id);
  });

  test('the same key is not kept twice, and an unknown id removes nothing', (t) => {
    const { streamKeys } = testStore(t);
    assert.notEqual(streamKeys.add({ key: 'same', comment: 'a' }), null);
    assert.equal(streamKeys.add({ key: 'same', comment: 'b' }), null);
    assert.equal(streamKeys.remove('nonsense'), false);
    assert.equal(streamKeys.remove('99'), false);
    assert.equal(streamKeys.list().length, 1);
  });

  test('the first key is made once, even if it is removed afterwards', (t) => {
    const { streamKeys } = testStore(t);
    const first = streamKeys.addFirst(() => 'made', 'First key');
    assert.equal(first?.key, 'made');
    assert.equal(
      streamKeys.addFirst(() => 'again', ''),
      null,
    );
    streamKeys.remove(first?.id ?? '');
    assert.equal(
      streamKeys.addFirst(() => 'again', ''),
      null,
    );
    assert.deepEqual(streamKeys.list(), []);
  });
});

describe('counters', () => {
  test('blocks never overlap, over a restart and over a process that dies without closing', (t) => {
    const directory = temporaryDirectory(t);
    const first = testStore(t, { directory });
    assert.equal(first.counters.reserve('segments', 100), 0);
    assert.equal(first.counters.reserve('segments', 50), 100);
    assert.equal(first.counters.reserve('other', 1), 0);
    // What lies on disk beside a server that runs is what a crash would leave.
    const beside = testStore(t, { directory, lock: 'visit' });
    assert.equal(beside.counters.reserve('segments', 1), 150);
    beside.close();
    first.close();
    assert.equal(testStore(t, { directory }).counters.reserve('segments', 1), 151);
  });

  test('the unused end of a block is given again, but nothing beyond it', (t) => {
    const { counters } = testStore(t);
    counters.reserve('segments', 100);
    counters.release('segments', 40);
    counters.release('segments', 4000);
    counters.release('never heard of', 7);
    assert.equal(counters.reserve('segments', 1), 40);
  });
});

const start = {
  remoteAddress: '127.0.0.1',
  encoder: 'obs',
  videoCodec: 'avc1.64001f',
  audioCodec: null,
  widthPixels: 1280,
  heightPixels: 720,
  frameRate: 29.97,
};

describe('broadcasts', () => {
  test('the latest comes first, with what is known of it', (t) => {
    const { broadcasts } = testStore(t);
    assert.equal(broadcasts.latest(), null);
    broadcasts.start({ id: 'a', startedWallMs: 1_000, ...start });
    broadcasts.end('a', 5_000, 'the encoder stopped');
    broadcasts.end('a', 9_000, 'a second end is not heard');
    broadcasts.start({ id: 'b', startedWallMs: 6_000, ...start });
    assert.equal(broadcasts.latest()?.id, 'b');
    assert.deepEqual(broadcasts.list(2)[1], {
      id: 'a',
      startedWallMs: 1_000,
      seenWallMs: 5_000,
      endedWallMs: 5_000,
      reason: 'the encoder stopped',
      ...start,
    });
  });

  test('one that a crash left open is ended at the next start, when it was last seen', (t) => {
    const directory = temporaryDirectory(t);
    const crashed = testStore(t, { directory });
    crashed.broadcasts.start({ id: 'a', startedWallMs: 1_000, ...start });
    crashed.broadcasts.seen('a', 3_000);
    crashed.close();
    const { endedWallMs, reason } = testStore(t, { directory }).broadcasts.latest() ?? {};
    assert.deepEqual([endedWallMs, reason], [3_000, 'crashed']);
  });

  test('a command that looks in does not end the broadcast that is on air', (t) => {
    const directory = temporaryDirectory(t);
    testStore(t, { directory }).broadcasts.start({ id: 'a', startedWallMs: 1_000, ...start });
    assert.equal(testStore(t, { directory, lock: 'visit' }).broadcasts.latest()?.endedWallMs, null);
  });
});

describe('the store', () => {
  test('hears within a second what another process wrote, and not what it wrote itself', (t) => {
    const directory = temporaryDirectory(t);
    const { store, clock } = testStore.withClock(t, { directory });
    let heard = 0;
    const stop = store.onOutsideChange(() => heard++);
    store.settings.set('channel-name', 'Own');
    clock.advance(1_000);
    assert.equal(heard, 0);
    const beside = testStore(t, { directory, lock: 'visit' });
    beside.settings.set('channel-name', 'Other');
    clock.advance(1_000);
    assert.equal(heard, 1);
    assert.equal(store.settings.all().get('channel-name'), 'Other');
    stop();
    beside.settings.set('channel-name', 'Third');
    clock.advance(5_000);
    assert.equal(heard, 1);
  });

  test('hears of what another process wrote after it was opened, also before anybody listened', (t) => {
    const directory = temporaryDirectory(t);
    const { store, clock } = testStore.withClock(t, { directory });
    testStore(t, { directory, lock: 'visit' }).settings.set('channel-name', 'Other');
    let heard = 0;
    store.onOutsideChange(() => heard++);
    clock.advance(1_000);
    assert.equal(heard, 1);
    clock.advance(5_000);
    assert.equal(heard, 1);
  });

  test('closed twice, it leaves one file that only its owner may read', (t) => {
    const directory = temporaryDirectory(t);
    const store = testStore(t, { directory });
    store.settings.set('channel-name', 'Night');
    store.close();
    store.close();
    assert.deepEqual(readdirSync(directory).toSorted(), ['aerial.db', 'aerial.lock']);
    assert.equal(statSync(join(directory, 'aerial.db')).mode & 0o777, 0o600);
    assert.equal(statSync(join(directory, 'aerial.lock')).mode & 0o777, 0o600);
  });

  test('its companions are private while it is open', (t) => {
    const directory = temporaryDirectory(t);
    testStore(t, { directory }).settings.set('a', 'b');
    assert.equal(statSync(join(directory, 'aerial.db-wal')).mode & 0o777, 0o600);
  });
});

describe('a data directory', () => {
  test('is served by one process at a time, while commands may look in', (t) => {
    const directory = temporaryDirectory(t);
    const first = testStore(t, { directory });
    assert.throws(() => testStore(t, { directory }), {
      code: 'DATA_DIR_LOCKED',
      message: new RegExp(`process ${process.pid}`),
    });
    testStore(t, { directory, lock: 'visit' }).settings.set('a', 'b');
    first.close();
    testStore(t, { directory });
  });

  test('that is a file, or lies below one, is refused in words', (t) => {
    const file = join(temporaryDirectory(t), 'file');
    writeFileSync(file, '');
    for (const directory of [file, join(file, 'below')]) {
      assert.throws(() => testStore(t, { directory }), { code: 'DATA_DIR_UNUSABLE', hint: /--data DIR/ });
    }
  });

  test('below a link that leads nowhere, or where nothing can be made, is refused and not tried for ever', (t) => {
    const link = join(temporaryDirectory(t), 'link');
    symlinkSync('/nowhere/at/all', link);
    for (const directory of [link, join(link, 'data'), '/proc/data']) {
      assert.throws(() => testStore(t, { directory }), { code: 'DATA_DIR_UNUSABLE' });
    }
  });

  test('is made with its parents, for its owner alone', (t) => {
    const directory = join(temporaryDirectory(t), 'a', 'b');
    testStore(t, { directory });
    assert.equal(statSync(directory).mode & 0o777, 0o700);
  });
});

describe('a damaged database', () => {
  test('that is something else is refused, and left byte for byte', (t) => {
    const directory = temporaryDirectory(t);
    const file = join(directory, 'aerial.db');
    writeFileSync(file, 'a shopping list, and not a short one either\n'.repeat(100));
    const before = readFileSync(file);
    assert.throws(() => testStore(t, { directory }), { code: 'DATABASE_CORRUPT', hint: /backups/ });
    assert.deepEqual(readFileSync(file), before);
    assert.deepEqual(readdirSync(directory).toSorted(), ['aerial.db', 'aerial.lock']);
  });

  test('that was cut off is refused, and the directory is free again', (t) => {
    const directory = temporaryDirectory(t);
    const store = testStore(t, { directory });
    for (let index = 0; index < 200; index++) store.settings.set(`name-${index}`, 'x'.repeat(500));
    store.close();
    truncateSync(join(directory, 'aerial.db'), 8_192);
    for (let round = 0; round < 2; round++) {
      assert.throws(
        () => {
          const opened = testStore(t, { directory });
          opened.settings.all();
        },
        { code: 'DATABASE_CORRUPT' },
      );
    }
  });
});
