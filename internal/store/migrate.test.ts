import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { parseLockHolder } from './directory-lock.ts';
import { type MigrationAssets, readMigrations } from './migrations.ts';
import { connect } from './sqlite.ts';
import { sourceMigrations, temporaryDirectory, testStore } from './testing.ts';
import * as schema from './schema.ts';

/** The migrations of the source and then more, each given as its SQL. */
function withMore(...more: readonly string[]): MigrationAssets {
  const first = readMigrations(sourceMigrations).length + 1;
  const extra = new Map(
    more.map((sql, index) => [`migrations/${String(first + index).padStart(4, '0')}-more.sql`, sql]),
  );
  return {
    names: (prefix) => [...sourceMigrations.names(prefix), ...extra.keys()],
    text: (name) => extra.get(name) ?? sourceMigrations.text(name),
  };
}

function versionOf(directory: string): unknown {
  const connection = connect(join(directory, 'aerial.db'), { busyTimeoutMs: 0 });
  try {
    return connection.pragma('user_version', { simple: true });
  } finally {
    connection.close();
  }
}

/** A table's columns as the database has them, in a form that can be laid beside the schema's. */
function columnsOf(directory: string, table: string): unknown {
  const connection = connect(join(directory, 'aerial.db'), { busyTimeoutMs: 0 });
  try {
    return connection
      .prepare<[string], Record<string, unknown>>('SELECT * FROM pragma_table_info(?) ORDER BY name')
      .all(table)
      .map(({ name, type, notnull, pk }) => ({
        name,
        type: String(type).toLowerCase(),
        required: notnull === 1,
        primary: Number(pk) > 0,
      }));
  } finally {
    connection.close();
  }
}

test('the migrations lead to the tables that schema.ts describes', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory });
  for (const table of Object.values(schema)) {
    const { name, columns, primaryKeys } = getTableConfig(table);
    const described = columns
      .map((column) => ({
        name: column.name,
        type: column.getSQLType(),
        required: column.notNull,
        primary:
          column.primary || primaryKeys.some((key) => key.columns.some(({ name: part }) => part === column.name)),
      }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1));
    assert.deepEqual(columnsOf(directory, name), described, name);
  }
});

test('an older database is copied, brought forward, and keeps what was in it', (t) => {
  const directory = temporaryDirectory(t);
  const older = testStore(t, { directory });
  older.settings.set('channel-name', 'Kept');
  older.close();
  const before = versionOf(directory);
  const newer = testStore(t, {
    directory,
    assets: withMore("ALTER TABLE stream_keys ADD colour text NOT NULL DEFAULT 'red'"),
  });
  assert.equal(newer.settings.all().get('channel-name'), 'Kept');
  newer.close();
  assert.equal(versionOf(directory), Number(before) + 1);
  const [copy, ...others] = readdirSync(join(directory, 'backups'));
  assert.deepEqual(others, []);
  assert.match(copy ?? '', new RegExp(`^aerial-2023-.*-layout-${String(before)}\\.db$`));
  const kept = connect(join(directory, 'backups', copy ?? ''), { busyTimeoutMs: 0 });
  assert.deepEqual(kept.prepare('SELECT value FROM settings').all(), [{ value: 'Kept' }]);
  kept.close();
});

test('a new database is made without a copy of nothing', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory });
  assert.equal(readdirSync(directory).includes('backups'), false);
});

test('a newer database is refused and not touched', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory, assets: withMore('CREATE TABLE future (id integer)') }).close();
  const before = readFileSync(join(directory, 'aerial.db'));
  for (const lock of ['hold', 'visit'] as const) {
    assert.throws(() => testStore(t, { directory, lock }), { code: 'DATABASE_NEWER', message: /newer Aerial/ });
  }
  assert.deepEqual(readFileSync(join(directory, 'aerial.db')), before);
});

test('a migration that fails leaves the database as it was before that one', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory }).close();
  const before = Number(versionOf(directory));
  const assets = withMore(
    'CREATE TABLE good (id integer)',
    'CREATE TABLE half (id integer); INSERT INTO nowhere VALUES (1)',
  );
  assert.throws(() => testStore(t, { directory, assets }), /no such table: nowhere/);
  assert.equal(versionOf(directory), before + 1);
  const connection = connect(join(directory, 'aerial.db'), { busyTimeoutMs: 0 });
  assert.deepEqual(connection.prepare("SELECT name FROM sqlite_schema WHERE name IN ('good', 'half')").all(), [
    { name: 'good' },
  ]);
  connection.close();
});

test('a migration that would break a reference is undone', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory }).close();
  const before = versionOf(directory);
  const assets = withMore('CREATE TABLE child (parent text REFERENCES settings (name)); INSERT INTO child VALUES (1)');
  assert.throws(() => testStore(t, { directory, assets }), /1 broken references/);
  assert.equal(versionOf(directory), before);
});

test('a command of a newer Aerial does not bring the database forward under a server that runs', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory });
  const assets = withMore('CREATE TABLE future (id integer)');
  assert.throws(() => testStore(t, { directory, assets, lock: 'visit' }), { code: 'DATA_DIR_LOCKED' });
});

test('a command brings an idle database forward and gives the directory back', (t) => {
  const directory = temporaryDirectory(t);
  testStore(t, { directory }).close();
  const assets = withMore('CREATE TABLE future (id integer)');
  testStore(t, { directory, assets, lock: 'visit' });
  testStore(t, { directory, assets, lock: 'hold' });
});

test('migrations that are not 1, 2, 3 and so on are a fault of the build', () => {
  const assets = (...names: readonly string[]): MigrationAssets => ({ names: () => [...names], text: () => '' });
  assert.throws(() => readMigrations(assets('migrations/0002-a.sql')), /stands where 1 belongs/);
  assert.throws(
    () => readMigrations(assets('migrations/0001-a.sql', 'migrations/0001-b.sql')),
    /stands where 2 belongs/,
  );
  assert.throws(() => readMigrations(assets('migrations/1-a.sql')), /not NNNN-name/);
  assert.throws(() => readMigrations(assets()), /no migrations/);
});

test('the holder of a lock is read from what the kernel lists', () => {
  const locks = [
    '1: POSIX  ADVISORY  READ  77 fe:00:123 128 128',
    '2: FLOCK  ADVISORY  WRITE 88 fe:00:123 0 EOF',
    '3: POSIX  ADVISORY  WRITE 4711 fe:00:123 1073741824 1073742335',
  ].join('\n');
  assert.equal(parseLockHolder(locks, 123), 4711);
  assert.equal(parseLockHolder(locks, 12), null);
  assert.equal(parseLockHolder('', 12), null);
});
