import assert from 'node:assert/strict';
import fs, {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { copyDatabase } from './copy-database.ts';
import { type MigrationAssets, readMigrations } from './migrations.ts';
import { restoreDatabase } from './restore.ts';
import { connect } from './sqlite.ts';
import type { Store } from './store.ts';
import { sourceMigrations, temporaryDirectory, testStore } from './testing.ts';

const start = {
  remoteAddress: '',
  encoder: null,
  videoCodec: null,
  audioCodec: null,
  widthPixels: null,
  heightPixels: null,
  frameRate: null,
};

function restore(dataDirectory: string, file: string, assets: MigrationAssets = sourceMigrations) {
  return restoreDatabase({
    dataDirectory,
    file,
    migrations: readMigrations(assets),
    clock: new ManualClock(),
    log: silentLogger,
  });
}

/** A copy of a station called `Then`, in a folder of its own. */
function copyOf(t: TestContext, change: (store: Store) => void = () => {}): string {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  store.settings.set('channel-name', 'Then');
  change(store);
  const file = join(temporaryDirectory(t), 'copy.db');
  copyDatabase({ dataDirectory: directory, target: { file }, wallMs: 0 });
  store.close();
  return file;
}

/** Today's layout and one that is to come. */
function withFuture(): MigrationAssets {
  const count = sourceMigrations.names('migrations/').filter((name) => name.endsWith('.sql')).length;
  const future = `migrations/${String(count + 1).padStart(4, '0')}-future.sql`;
  return {
    names: (prefix) => [...sourceMigrations.names(prefix), future],
    text: (name) => (name === future ? 'CREATE TABLE future (id integer)' : sourceMigrations.text(name)),
  };
}

test('a running server has the state of the copy, notices it, and the state before is kept', (t) => {
  const copy = copyOf(t, (store) => {
    store.streamKeys.add({ key: 'key-of-then', comment: '' });
    store.artwork.put('logo', { name: 'logo.png', mediaType: 'image/png', bytes: Buffer.from('then'), digest: 'x' });
  });
  const directory = temporaryDirectory(t);
  const { store, clock } = testStore.withClock(t, { directory });
  store.settings.set('channel-name', 'Now');
  store.settings.set('tags', '["now"]');
  store.streamKeys.add({ key: 'key-of-now', comment: '' });
  let noticed = 0;
  store.onOutsideChange(() => (noticed += 1));
  const report = restore(directory, copy);
  clock.advance(1_000);
  assert.equal(noticed, 1);
  assert.deepEqual([...store.settings.all()], [['channel-name', 'Then']]);
  assert.deepEqual(
    store.streamKeys.list().map(({ key }) => key),
    ['key-of-then'],
  );
  assert.equal(store.artwork.get('logo', 'logo.png')?.bytes.toString(), 'then');
  restore(directory, report.formerState ?? '');
  assert.equal(store.settings.all().get('channel-name'), 'Now');
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith('restoring')),
    [],
  );
});

test('numbers never go back, what is on air stays on record, and what the copy has on air is over', (t) => {
  const copy = copyOf(t, (store) => {
    store.counters.reserve('numbers', 10);
    store.broadcasts.start({ id: 'then', startedWallMs: 5, ...start });
  });
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  store.counters.reserve('numbers', 500);
  store.broadcasts.start({ id: 'over', startedWallMs: 10, ...start });
  store.broadcasts.end('over', 11, 'done');
  store.broadcasts.start({ id: 'now', startedWallMs: 20, ...start });
  const third = ['a', 'b', 'c'].map((key) => store.streamKeys.add({ key, comment: '' })).at(-1);
  restore(directory, copy);
  assert.ok(store.counters.reserve('numbers', 1) >= 500);
  assert.ok(Number(store.streamKeys.add({ key: 'd', comment: '' })?.id) > Number(third?.id));
  const broadcasts = store.broadcasts.list(9).map(({ id, endedWallMs, reason }) => ({ id, endedWallMs, reason }));
  assert.deepEqual(broadcasts, [
    { id: 'now', endedWallMs: null, reason: null },
    { id: 'then', endedWallMs: 5, reason: 'restored' },
  ]);
});

test('what is still to be done stays, and what the copy had to do is not done again', (t) => {
  const job = { kind: 'errand', lane: 'a', createdWallMs: 1 };
  const copy = copyOf(t, (store) => store.jobs.add({ ...job, payload: 'then' }));
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  store.jobs.add({ ...job, payload: 'now' });
  restore(directory, copy);
  assert.equal(store.jobs.head('errand', 'a')?.payload, 'now');
  assert.equal(store.jobs.lanes('errand')[0]?.waiting, 1);
});

test('a copy of an older layout is brought forward, one of a newer is refused', (t) => {
  const directory = temporaryDirectory(t);
  const older = copyOf(t);
  testStore(t, { directory, assets: withFuture() }).close();
  restore(directory, older, withFuture());
  assert.equal(testStore(t, { directory, assets: withFuture() }).settings.all().get('channel-name'), 'Then');
  const newer = copyDatabase({ dataDirectory: directory, target: null, wallMs: 5 }).file;
  const today = temporaryDirectory(t);
  testStore(t, { directory: today }).settings.set('channel-name', 'Now');
  assert.throws(() => restore(today, newer), { code: 'BACKUP_UNUSABLE', message: /newer Aerial/ });
});

test('what is no whole copy of ours is refused, and nothing changes', (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  store.settings.set('channel-name', 'Now');
  const place = temporaryDirectory(t);
  const file = join(place, 'copy.db');
  const refused: Readonly<Record<string, () => void>> = {
    'not there': () => {},
    'a text': () => writeFileSync(file, 'no database at all, but long enough to be looked at'.repeat(100)),
    empty: () => writeFileSync(file, ''),
    'cut short': () => {
      copyFileSync(copyOf(t), file);
      truncateSync(file, 20_000);
    },
    'damaged within': () => {
      const bytes = readFileSync(copyOf(t));
      bytes.fill(0xee, 4096 * 3, 4096 * 6);
      writeFileSync(file, bytes);
    },
    'of another program': () => {
      writeFileSync(file, '');
      const other = connect(file, { busyTimeoutMs: 0 });
      other.exec('CREATE TABLE settings (x); CREATE TABLE stream_keys (x); PRAGMA user_version = 1');
      other.close();
    },
    'with something added': () => {
      copyFileSync(copyOf(t), file);
      const other = connect(file, { busyTimeoutMs: 0 });
      other.exec('CREATE TRIGGER sly AFTER INSERT ON settings BEGIN DELETE FROM stream_keys; END');
      other.close();
    },
  };
  for (const [what, make] of Object.entries(refused)) {
    make();
    assert.throws(() => restore(directory, file), { code: 'BACKUP_UNUSABLE', message: /^The file .*\.$/ }, what);
    assert.equal(store.settings.all().get('channel-name'), 'Now', what);
  }
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.startsWith('restoring') || name === 'backups'),
    [],
  );
});

test('a copy takes the place of a database that is damaged or newer, which is put aside, unless a server runs', (t) => {
  for (const spoil of ['damaged', 'newer'] as const) {
    const directory = temporaryDirectory(t);
    const store = testStore(t, { directory, ...(spoil === 'newer' && { assets: withFuture() }) });
    const copy = copyOf(t);
    if (spoil === 'newer') assert.throws(() => restore(directory, copy), { code: 'DATA_DIR_LOCKED' });
    store.close();
    if (spoil === 'damaged') writeFileSync(join(directory, 'aerial.db'), 'x'.repeat(20_000));
    const before = readFileSync(join(directory, 'aerial.db'));
    const { formerState } = restore(directory, copy);
    assert.deepEqual(readFileSync(formerState ?? ''), before);
    assert.equal(testStore(t, { directory }).settings.all().get('channel-name'), 'Then');
  }
});

test('a copy makes a station where there was none', (t) => {
  const directory = temporaryDirectory(t);
  const report = restore(directory, copyOf(t));
  assert.equal(report.formerState, null);
  assert.equal(testStore(t, { directory }).settings.all().get('channel-name'), 'Then');
});

test('the file of a server that runs is a copy, too, with the log beside it; the scratch of a killed restore goes', (t) => {
  const running = temporaryDirectory(t);
  testStore(t, { directory: running }).settings.set('channel-name', 'Only in the log');
  assert.ok(existsSync(join(running, 'aerial.db-wal')));
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, 'restoring-4194999-abc'), '');
  restore(directory, join(running, 'aerial.db'));
  assert.equal(testStore(t, { directory }).settings.all().get('channel-name'), 'Only in the log');
  assert.equal(existsSync(join(directory, 'restoring-4194999-abc')), false);
});

test('the file of a server that runs is taken as it is at one moment, and left as it is', (t) => {
  const running = temporaryDirectory(t);
  const file = join(running, 'aerial.db');
  const store = testStore(t, { directory: running });
  store.settings.set('channel-name', 'Then');
  const server = connect(file, { busyTimeoutMs: 0 });
  t.after(() => server.close());
  // What is copied file by file is torn: between the two the server writes its log back and begins it anew.
  t.mock.method(fs, 'copyFileSync', (from: string, to: string) => {
    writeFileSync(to, readFileSync(from));
    server.pragma('wal_checkpoint(TRUNCATE)');
    store.streamKeys.add({ key: 'later', comment: '' });
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  const before = readdirSync(running).map((name) => [name, readFileSync(join(running, name)).length]);
  const directory = temporaryDirectory(t);
  restore(directory, file);
  assert.equal(testStore(t, { directory }).settings.all().get('channel-name'), 'Then');
  assert.deepEqual(
    readdirSync(running).map((name) => [name, readFileSync(join(running, name)).length]),
    before,
  );
});

test('a link to the file of a server that runs stands for it, with what is only in the log', (t) => {
  const running = temporaryDirectory(t);
  testStore(t, { directory: running }).settings.set('channel-name', 'Only in the log');
  const link = join(temporaryDirectory(t), 'link.db');
  symlinkSync(join(running, 'aerial.db'), link);
  const directory = temporaryDirectory(t);
  restore(directory, link);
  assert.equal(testStore(t, { directory }).settings.all().get('channel-name'), 'Only in the log');
});
