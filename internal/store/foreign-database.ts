import { existsSync, readFileSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { AerialError, systemCode } from '../platform/errors.ts';
import { reason } from './explain.ts';
import { applyWriteAheadLog } from './write-ahead-log.ts';

/** A row of another program's table: whatever SQLite holds there. */
export type ForeignRow = Readonly<Record<string, unknown>>;

/** Another program's SQLite database, as it was at one moment. */
export interface ForeignDatabase {
  /** Its tables, each with the names of its columns. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  count(table: string): number;
  /** Every row, in the order in which they were made. Tables must be of `tables`. */
  rows(table: string): Iterable<ForeignRow>;
  close(): void;
}

/** The database is held in memory while it is read. */
const MAX_BYTES = 1024 ** 3;
const HEADER = 'SQLite format 3\0';
/** How often it is read again while somebody writes to it. */
const MAX_TRIES = 20;

/**
 * Opens what another program keeps in `file`, without touching it or making anything beside it: it is read into memory, together with
 * what that program, which may be running, has only written to the log. Throws `IMPORT_UNUSABLE`.
 */
export function openForeignDatabase(needs: { file: string; nativeBinding?: object }): ForeignDatabase {
  const { file } = needs;
  const bytes = explained(file, () => readWhole(file));
  if (!bytes.subarray(0, HEADER.length).equals(Buffer.from(HEADER))) throw unusable(file, 'is no SQLite database');
  // A database in memory has no log: it is marked as one that was never in that mode (fileformat2 1.3).
  bytes.fill(1, 18, 20);
  return explained(file, () => {
    const binding = needs.nativeBinding as unknown as string | undefined;
    const connection = new Sqlite(bytes, { readonly: true, ...(binding !== undefined && { nativeBinding: binding }) });
    try {
      // Whoever made it may mean harm: its schema runs nothing but plain functions (sqlite.org/security.html).
      connection.pragma('trusted_schema = OFF');
      connection.pragma('cell_size_check = ON');
      const verdict = connection.pragma('quick_check(1)', { simple: true });
      if (verdict !== 'ok') throw unusable(file, 'is damaged');
      return describe(connection, file);
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

function describe(connection: Sqlite.Database, file: string): ForeignDatabase {
  // Views and virtual tables are programs, not data.
  const names = connection
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )
    .pluck()
    .all() as string[];
  const tables = new Map(
    names.map((name) => {
      const columns = connection.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name) as string[];
      return [name, new Set(columns)];
    }),
  );
  return {
    tables,
    count: (table) =>
      explained(
        file,
        () =>
          connection
            .prepare(`SELECT count(*) FROM ${quote(table)}`)
            .pluck()
            .get() as number,
      ),
    rows: (table) => readRows(connection, table, file),
    close: () => void connection.close(),
  };
}

/** What is damaged may show only on the way. */
function* readRows(connection: Sqlite.Database, table: string, file: string): Iterable<ForeignRow> {
  const rows = explained(file, () => connection.prepare(`SELECT * FROM ${quote(table)}`).iterate());
  try {
    for (;;) {
      const next = explained(file, () => rows.next() as IteratorResult<ForeignRow, unknown>);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    rows.return?.();
  }
}

function quote(table: string): string {
  return `"${table.replaceAll('"', '""')}"`;
}

/** Both files as they were at one moment: nobody wrote to either while they were read. */
function readWhole(file: string): Buffer {
  const log = `${file}-wal`;
  // A device or a pipe might never end.
  if (!statSync(file).isFile()) throw unusable(file, 'is no file');
  if (existsSync(`${file}-journal`) && statSync(`${file}-journal`).size > 0)
    throw unusable(
      file,
      'was not closed properly',
      'Start and stop the program that it belongs to once, then try again.',
    );
  for (let round = 0; round < MAX_TRIES; round++) {
    const before = fingerprint(file, log);
    if (before.bytes > MAX_BYTES) throw unusable(file, 'is larger than 1 GiB');
    const database = readFileSync(file);
    const written = existsSync(log) ? readFileSync(log) : Buffer.alloc(0);
    if (fingerprint(file, log).text === before.text) return applyWriteAheadLog(database, written);
  }
  throw unusable(file, 'is being written to all the time', 'Stop the program that it belongs to, then try again.');
}

function fingerprint(...files: readonly string[]): { text: string; bytes: number } {
  const found = files.filter((file) => existsSync(file)).map((file) => statSync(file, { bigint: true }));
  return {
    text: found.map(({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`).join('; '),
    bytes: found.reduce((sum, { size }) => sum + Number(size), 0),
  };
}

function explained<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof AerialError || code === null) throw error;
    if (code.startsWith('SQLITE_')) throw unusable(file, 'is damaged', undefined, error);
    if (code === 'ENOENT')
      throw unusable(file, 'is not there', 'Give the path of owncast.db or of the folder that it lies in.', error);
    throw unusable(
      file,
      `cannot be read: ${reason(error)}`,
      'Give the user that runs this the right to read it.',
      error,
    );
  }
}

function unusable(
  file: string,
  fault: string,
  hint = 'Take another copy of it; nothing was stored.',
  cause?: unknown,
): AerialError {
  return new AerialError('IMPORT_UNUSABLE', { message: `${file} ${fault}.`, hint, cause });
}
