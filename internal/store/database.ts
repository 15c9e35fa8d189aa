import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { backUp, backupName, prepareBackupDirectory } from './backup.ts';
import { createPrivately } from './data-directory.ts';
import { lockDataDirectory } from './directory-lock.ts';
import { explained } from './explain.ts';
import { applyMigrations, pendingMigrations, readVersion } from './migrate.ts';
import type { Migration } from './migrations.ts';
import { connect, type Connection } from './sqlite.ts';

/** How long a write waits for another process that is writing. */
const BUSY_TIMEOUT_MS = 5_000;

export interface DatabaseNeeds {
  /** Exists and is writable: see `prepareDataDirectory`. */
  readonly dataDirectory: string;
  readonly migrations: readonly Migration[];
  readonly nativeBinding?: object;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly log: Logger;
  /**
   * `hold`: this process serves, and no other may. `visit`: a command that looks in, beside a server perhaps; it takes the
   * directory for itself only while it has to bring the database forward.
   */
  readonly lock: 'hold' | 'visit';
  /** How long to wait for another process to give the directory back: a second when it is left out. */
  readonly lockWaitMs?: number;
}

export interface OpenDatabase {
  readonly connection: Connection;
  readonly file: string;
  close(): void;
}

export function databaseFile(dataDirectory: string): string {
  return join(dataDirectory, 'aerial.db');
}

/**
 * Opens the database of a data directory, first making it or bringing it forward (an older one is copied to `backups` before that).
 * Throws `DATA_DIR_LOCKED`, `DATABASE_NEWER`, `DATABASE_CORRUPT`, `DISK_FULL` or `DATA_DIR_UNUSABLE`, and then nothing is left open.
 */
export function openDatabase(needs: DatabaseNeeds): OpenDatabase {
  const file = databaseFile(needs.dataDirectory);
  const binding = needs.nativeBinding;
  const held = needs.lock === 'hold' ? lockDataDirectory(needs.dataDirectory, needs) : null;
  try {
    const connection = explained(file, () => {
      createPrivately(file);
      requireHeader(file);
      return connect(file, { busyTimeoutMs: BUSY_TIMEOUT_MS, ...(binding && { nativeBinding: binding }) });
    });
    try {
      explained(file, () => prepare(connection, file, needs));
    } catch (error) {
      connection.close();
      throw error;
    }
    return { connection, file, close: () => close(connection, held) };
  } catch (error) {
    held?.();
    throw error;
  }
}

function prepare(connection: Connection, file: string, needs: DatabaseNeeds): void {
  // Before anything is written, even a pragma: a newer database stays as it is.
  const pending = pendingMigrations(readVersion(connection), needs.migrations, file);
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = NORMAL');
  connection.pragma('foreign_keys = ON');
  if (pending.length === 0) return;
  const release = needs.lock === 'visit' ? lockDataDirectory(needs.dataDirectory, needs) : () => {};
  try {
    bringForward(connection, file, needs);
  } finally {
    release();
  }
}

function bringForward(connection: Connection, file: string, needs: DatabaseNeeds): void {
  // Asked again: another command may have done it while this one waited for the directory.
  const version = readVersion(connection);
  const pending = pendingMigrations(version, needs.migrations, file);
  if (pending.length === 0) return;
  if (version > 0) {
    requireSound(connection);
    const copy = join(prepareBackupDirectory(needs.dataDirectory), backupName(needs.clock.wallMs(), version));
    backUp(connection, copy);
    needs.log.info({ copy }, 'The database was copied before it is brought forward.');
  }
  applyMigrations(connection, pending, needs.log);
  const layout = readVersion(connection);
  needs.log.info({ layout }, version === 0 ? 'A new database was made.' : 'The database was brought forward.');
}

function requireSound(connection: Connection): void {
  const verdict = connection.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' });
}

const HEADER = Buffer.from('SQLite format 3\0');

/** A file that is no database is told from its first bytes (fileformat2 1.3), before SQLite may touch it; an empty one is a new one. */
function requireHeader(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0) return;
  const start = Buffer.alloc(HEADER.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  if (!start.equals(HEADER)) throw Object.assign(new Error('file is not a database'), { code: 'SQLITE_NOTADB' });
}

function close(connection: Connection, release: (() => void) | null): void {
  if (!connection.open) return;
  try {
    // So that the one file is the whole database while nobody runs; best effort on a full disk, where the WAL stays valid.
    // A visitor must not keep the server waiting; whoever closes last truncates the log anyway.
    connection.pragma(`wal_checkpoint(${release === null ? 'PASSIVE' : 'TRUNCATE'})`);
  } catch {
    // Closing checkpoints what it can, too.
  } finally {
    connection.close();
    release?.();
  }
}
