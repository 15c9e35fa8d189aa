import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { openForeignDatabase, type ForeignDatabase } from './foreign-database.ts';
import { temporaryDirectory } from './testing.ts';
import { applyWriteAheadLog } from './write-ahead-log.ts';

/** A database of another program that runs: part of what it holds is only in the log. */
function runningProgram(t: TestContext, pageBytes = 4096): { file: string; connection: Sqlite.Database } {
  const file = join(temporaryDirectory(t), 'theirs.db');
  const connection = new Sqlite(file);
  t.after(() => connection.close());
  connection.pragma(`page_size = ${pageBytes}`);
  connection.pragma('journal_mode = WAL');
  connection.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, "odd ""name" TEXT)');
  connection.pragma('wal_checkpoint(TRUNCATE)');
  return { file, connection };
}

function write(connection: Sqlite.Database, count: number): void {
  const insert = connection.prepare('INSERT INTO notes VALUES (NULL, ?)');
  connection.transaction(() => {
    for (let index = 0; index < count; index++) insert.run('x'.repeat(200));
  })();
}

function open(t: TestContext, file: string): ForeignDatabase {
  const database = openForeignDatabase({ file });
  t.after(() => database.close());
  return database;
}

describe('a foreign database', () => {
  for (const pageBytes of [512, 4096, 65_536]) {
    test(`shows what a running program has only in its log, of pages of ${pageBytes} bytes`, (t) => {
      const { file, connection } = runningProgram(t, pageBytes);
      write(connection, 300);
      write(connection, 200);
      const theirs = open(t, file);
      assert.equal(theirs.count('notes'), 500);
      assert.deepEqual([...(theirs.tables.get('notes') ?? [])], ['id', 'odd "name']);
      assert.equal([...theirs.rows('notes')].length, 500);
    });
  }

  test('is as it was when it was opened, and nothing is made beside it', (t) => {
    const { file, connection } = runningProgram(t);
    write(connection, 10);
    const before = readdirSync(join(file, '..')).toSorted();
    const theirs = open(t, file);
    write(connection, 10);
    assert.equal(theirs.count('notes'), 10);
    connection.close();
    const alone = readFileSync(file);
    assert.equal(open(t, file).count('notes'), 20);
    assert.deepEqual(readdirSync(join(file, '..')), ['theirs.db']);
    assert.deepEqual(readFileSync(file), alone);
    assert.deepEqual(before, ['theirs.db', 'theirs.db-shm', 'theirs.db-wal']);
  });

  test('shows what a log holds that was written over from its beginning, and one that shrank', (t) => {
    const { file, connection } = runningProgram(t);
    write(connection, 500);
    connection.pragma('wal_checkpoint(RESTART)');
    write(connection, 3);
    assert.equal(open(t, file).count('notes'), 503);
    connection.exec('DELETE FROM notes WHERE id > 5');
    connection.exec('VACUUM');
    assert.equal(open(t, file).count('notes'), 5);
  });

  test('without what was being written when its log was cut off or torn', (t) => {
    const { file, connection } = runningProgram(t);
    write(connection, 100);
    const whole = readFileSync(`${file}-wal`).length;
    write(connection, 100);
    const copy = join(file, '..', 'copy.db');
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    truncateSync(`${copy}-wal`, whole + 5_000);
    assert.equal(open(t, copy).count('notes'), 100);
    const torn = readFileSync(`${file}-wal`);
    torn.writeUInt8(torn.readUInt8(whole + 100) ^ 1, whole + 100);
    writeFileSync(`${copy}-wal`, torn);
    assert.equal(open(t, copy).count('notes'), 100);
  });

  test('whose log is rubbish is taken without it', () => {
    const database = Buffer.alloc(4096, 1);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9_000 }), (log) => {
        assert.equal(applyWriteAheadLog(database, Buffer.from(log)), database);
      }),
    );
  });
});

describe('a foreign database that means harm', () => {
  test('shows its tables, and neither views nor virtual tables', (t) => {
    const { file, connection } = runningProgram(t);
    connection.exec('CREATE VIEW users AS SELECT * FROM notes; CREATE VIRTUAL TABLE words USING fts5(word)');
    const names = [...open(t, file).tables.keys()];
    assert.deepEqual(
      names.filter((name) => ['notes', 'users', 'words'].includes(name)),
      ['notes'],
    );
  });

  test('whose damage shows only on the way is refused then', (t) => {
    const { file, connection } = runningProgram(t);
    connection.exec("CREATE TABLE late (a); INSERT INTO late (a) VALUES ('no JSON')");
    connection.exec('ALTER TABLE late ADD COLUMN b GENERATED ALWAYS AS (json_extract(a, 1))');
    const theirs = open(t, file);
    assert.throws(() => [...theirs.rows('late')], { code: 'IMPORT_UNUSABLE', message: /is damaged/ });
    assert.equal([...theirs.rows('notes')].length, 0);
  });
});

describe('a foreign database is refused in a line', () => {
  function refused(file: string, message: RegExp): void {
    assert.throws(() => openForeignDatabase({ file }), { code: 'IMPORT_UNUSABLE', message });
  }

  test('when it is not there, is a folder or a device, or may not be read', (t) => {
    const directory = temporaryDirectory(t);
    refused(join(directory, 'nothing.db'), /nothing\.db is not there/);
    mkdirSync(join(directory, 'folder.db'));
    refused(join(directory, 'folder.db'), /is no file/);
    refused('/dev/zero', /is no file/);
    const secret = join(directory, 'secret.db');
    writeFileSync(secret, 'x');
    chmodSync(secret, 0);
    if (process.getuid?.() !== 0) refused(secret, /cannot be read: permission denied/);
  });

  test('when it is something else: empty, text, or rubbish', (t) => {
    const file = join(temporaryDirectory(t), 'odd.db');
    for (const bytes of ['', 'SQLite format 4\0', Buffer.alloc(10_000, 0xa5)]) {
      writeFileSync(file, bytes);
      refused(file, /is no SQLite database/);
    }
  });

  test('when it was cut off, or rubbish follows its header', (t) => {
    const { file, connection } = runningProgram(t);
    write(connection, 1_000);
    connection.close();
    const whole = readFileSync(file);
    const broken = join(temporaryDirectory(t), 'broken.db');
    for (const bytes of [
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, 100),
      Buffer.concat([whole.subarray(0, 100), Buffer.alloc(20_000, 0xa5)]),
    ]) {
      writeFileSync(broken, bytes);
      refused(broken, /is damaged/);
    }
  });

  test('when it was left in the middle of a change', (t) => {
    const file = join(temporaryDirectory(t), 'theirs.db');
    new Sqlite(file).exec('CREATE TABLE a (b)').close();
    writeFileSync(`${file}-journal`, 'something');
    refused(file, /was not closed properly/);
    assert.ok(existsSync(`${file}-journal`));
  });
});
