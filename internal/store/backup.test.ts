import assert from 'node:assert/strict';
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { backupName, backupWallMs, prepareBackupDirectory, pruneBackups, surplusBackups } from './backup.ts';
import { copyDatabase } from './copy-database.ts';
import { connect } from './sqlite.ts';
import { temporaryDirectory, testStore } from './testing.ts';

const wanted = { kept: 3, isWanted: () => true };

test('a copy is made while the database is written to, stands alone, and is for its owner only', async (t) => {
  const directory = temporaryDirectory(t);
  const { store, clock } = testStore.withClock(t, { directory });
  store.settings.set('channel-name', 'Before');
  const making = store.backups.make(wanted);
  store.settings.set('channel-summary', 'Written meanwhile');
  const file = await making;
  assert.equal(store.backups.newestWallMs(), clock.wallMs());
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const copy = connect(file, { busyTimeoutMs: 0 });
  assert.equal(copy.pragma('journal_mode', { simple: true }), 'delete');
  assert.equal(copy.pragma('integrity_check', { simple: true }), 'ok');
  assert.deepEqual(copy.prepare("SELECT value FROM settings WHERE name = 'channel-name'").pluck().all(), ['Before']);
  copy.close();
  assert.deepEqual(readdirSync(join(directory, 'backups')), [backupName(clock.wallMs(), Number(layoutOf(file)))]);
});

test('no more copies are kept than asked for', async (t) => {
  const directory = temporaryDirectory(t);
  const { store, clock } = testStore.withClock(t, { directory });
  const made: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    made.push(await store.backups.make(wanted));
    clock.advance(3_600_000);
  }
  assert.deepEqual(
    readdirSync(join(directory, 'backups')).map((name) => join(directory, 'backups', name)),
    made.slice(2),
  );
});

test('a copy that is not wanted any more, or has no place, leaves nothing behind and the database in use', async (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  await assert.rejects(store.backups.make({ kept: 3, isWanted: () => false }), /not wanted/);
  assert.deepEqual(readdirSync(join(directory, 'backups')), []);
  const blocked = temporaryDirectory(t);
  const other = testStore(t, { directory: blocked });
  writeFileSync(join(blocked, 'backups'), 'a file where the folder belongs');
  await assert.rejects(other.backups.make(wanted));
  store.settings.set('channel-name', 'Goes on');
  other.settings.set('channel-name', 'Goes on');
});

test('the names of copies tell when they were made', () => {
  const wallMs = Date.parse('2026-11-21T10:20:30.456Z');
  assert.equal(backupName(wallMs, 7), 'aerial-2026-11-21T10-20-30-456Z-layout-7.db');
  assert.equal(backupWallMs(backupName(wallMs, 7)), wallMs);
  for (const name of ['notes.txt', 'aerial.db', `${backupName(wallMs, 7)}.unfinished`])
    assert.equal(backupWallMs(name), null);
});

test('the newest copies stay, the newest of older layouts as well, and nothing else in the folder is touched', () => {
  const day = (number: number, layout: number) =>
    backupName(Date.parse(`2026-01-${String(number).padStart(2, '0')}`), layout);
  const names = [1, 2, 3, 4, 5].map((number) => day(number, 2));
  const wallMs = Date.parse('2026-02-01');
  assert.deepEqual(
    surplusBackups(['notes.txt', 'mine.db', ...names.toReversed()], { kept: 3, wallMs }),
    names.slice(0, 2),
  );
  assert.deepEqual(surplusBackups(names, { kept: 5, wallMs }), []);
  const older = [day(1, 1), day(2, 1), day(3, 2), day(4, 3), day(5, 3), day(6, 3)];
  assert.deepEqual(surplusBackups(older, { kept: 2, wallMs }), [day(1, 1), day(4, 3)]);
});

test('copies from the future, made while the clock was wrong, keep none from being made now, and go first', async (t) => {
  const directory = temporaryDirectory(t);
  const { store, clock } = testStore.withClock(t, { directory });
  const folder = prepareBackupDirectory(directory);
  const future = [1, 2, 3].map((year) => backupName(clock.wallMs() + year * 31_536_000_000, 1));
  for (const name of future) writeFileSync(join(folder, name), '');
  assert.equal(store.backups.newestWallMs(), null);
  const file = await store.backups.make(wanted);
  assert.equal(store.backups.newestWallMs(), clock.wallMs());
  assert.deepEqual(readdirSync(folder), [basename(file), ...future.slice(1)]);
});

test('what a killed process left half-way goes after an hour', (t) => {
  const directory = temporaryDirectory(t);
  const [old, fresh] = ['a.db.unfinished', 'b.db.unfinished'].map((name) => join(directory, name));
  for (const file of [old ?? '', fresh ?? '']) writeFileSync(file, '');
  utimesSync(old ?? '', 1_000, 1_000);
  pruneBackups(directory, { kept: 1, wallMs: statSync(fresh ?? '').mtimeMs + 60_000 });
  assert.deepEqual(readdirSync(directory), ['b.db.unfinished']);
});

test('a command copies the database under a server, into the folder backups or to a file', (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  store.settings.set('channel-name', 'Kept');
  const needs = { dataDirectory: directory, wallMs: 1_700_000_000_000 };
  const place = temporaryDirectory(t);
  const targets = [null, { directory: place }, { file: join(place, 'mine.db') }];
  for (const target of targets) {
    const { file, bytes } = copyDatabase({ ...needs, target });
    assert.equal(statSync(file).size, bytes);
    const copy = connect(file, { busyTimeoutMs: 0 });
    assert.deepEqual(copy.prepare('SELECT value FROM settings').pluck().all(), ['Kept']);
    copy.close();
  }
  assert.equal(readdirSync(place).length, 2);
});

test('a command says what keeps it from copying, and leaves nothing half done', (t) => {
  const directory = temporaryDirectory(t);
  const needs = { dataDirectory: directory, wallMs: 0, target: null };
  assert.throws(() => copyDatabase(needs), { code: 'NOT_FOUND' });
  testStore(t, { directory }).close();
  const nowhere = { file: join(directory, 'nowhere', 'mine.db') };
  assert.throws(() => copyDatabase({ ...needs, target: nowhere }), /nowhere/);
  assert.equal(existsSync(join(directory, 'nowhere')), false);
  writeFileSync(join(directory, 'aerial.db'), 'x'.repeat(10_000));
  assert.throws(() => copyDatabase(needs), { code: 'DATABASE_CORRUPT' });
});

function layoutOf(file: string): string | undefined {
  return /layout-(\d+)\.db$/.exec(file)?.[1];
}

test('a copy that lies in the folder, or that is sent, takes the place of what a running store holds', async (t) => {
  const directory = temporaryDirectory(t);
  const { store, clock } = testStore.withClock(t, { directory });
  const name = () => store.settings.all().get('channel-name');
  store.settings.set('channel-name', 'Before');
  await store.backups.make(wanted);
  const [copy] = store.backups.list();
  assert.ok(copy !== undefined && copy.bytes > 0);
  const bytes = await store.backups.read(copy.name);
  clock.advance(1000);
  store.settings.set('channel-name', 'After');
  await store.backups.restore({ name: copy.name });
  assert.equal(name(), 'Before');
  assert.equal(store.backups.list().length, 2, 'the state before was kept');
  clock.advance(1000);
  store.settings.set('channel-name', 'After');
  await store.backups.restore({ bytes: bytes ?? Buffer.alloc(0) });
  assert.equal(name(), 'Before');
  assert.equal(await store.backups.read('../aerial.db'), null);
  await assert.rejects(store.backups.restore({ bytes: Buffer.from('no database') }), /is damaged, or is no database/);
  assert.deepEqual(
    readdirSync(directory).filter((file) => file.startsWith('restoring-')),
    [],
  );
});

test('a copy that is sent and finds no place is refused in words', async (t) => {
  const directory = temporaryDirectory(t);
  const store = testStore(t, { directory });
  const aside = `${directory}-aside`;
  renameSync(directory, aside);
  t.after(() => rmSync(aside, { recursive: true, force: true }));
  writeFileSync(directory, 'a file where the folder belongs');
  await assert.rejects(store.backups.restore({ bytes: Buffer.from('a copy') }), { code: 'DATA_DIR_UNUSABLE' });
});
