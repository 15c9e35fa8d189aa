import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  linkSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../platform/clock.ts';
import { AerialError, systemCode } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { backUp, backupName, prepareBackupDirectory } from './backup.ts';
import { databaseFile, openDatabase } from './database.ts';
import { lockDataDirectory } from './directory-lock.ts';
import { explained, explainStoreFailure } from './explain.ts';
import { applyMigrations, readVersion } from './migrate.ts';
import type { Migration } from './migrations.ts';
import { replaceContents } from './replace-contents.ts';
import { connect, type Connection } from './sqlite.ts';

export interface RestoreNeeds {
  /** Exists and is writable: see `prepareDataDirectory`. */
  readonly dataDirectory: string;
  /** The copy to put back. It is read and left as it is. */
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly nativeBinding?: object;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly log: Logger;
}

export interface RestoreReport {
  /** The layout of the copy that was put back. */
  readonly version: number;
  /** Where the state before lies now; null when there was none. */
  readonly formerState: string | null;
}

const SCRATCH = 'restoring-';

/**
 * Puts a copy in the database's place, also under a server that runs: it is checked, brought forward where it lies apart, and then its
 * rows take the place of all rows at once. The state before is copied first. Throws `BACKUP_UNUSABLE`, and what opening a database throws;
 * nothing has changed then, nor when the process is killed.
 */
export function restoreDatabase(needs: RestoreNeeds): RestoreReport {
  const scratch = explained(needs.dataDirectory, () => makeScratch(needs.dataDirectory));
  try {
    const copy = join(scratch, 'aerial.db');
    takeCopy(needs, copy);
    const version = bringForward(copy, needs);
    return { version, formerState: putInPlace(copy, needs) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A folder of its own on the database's disk. */
function makeScratch(dataDirectory: string): string {
  clearAbandonedScratch(dataDirectory);
  return mkdtempSync(join(dataDirectory, scratchPrefix(process.pid)));
}

/** How a folder is called that a process needs only for now; it is cleared away once that process is no more. */
export function scratchPrefix(processId: number): string {
  return `${SCRATCH}${processId}-`;
}

/** Clears away what a killed restore has left: a copy of a database may be large. */
export function clearAbandonedScratch(dataDirectory: string): void {
  for (const name of readdirSync(dataDirectory)) {
    const processId = new RegExp(`^${SCRATCH}(\\d+)-`).exec(name)?.[1];
    if (processId !== undefined && !isAlive(Number(processId)))
      rmSync(join(dataDirectory, name), { recursive: true, force: true });
  }
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

/** How long a server that is just opening the file is waited for. */
const READ_WAIT_MS = 5_000;

/** With the log beside it, if it is the file of a server that runs or did not end well. */
function takeCopy({ file, nativeBinding }: RestoreNeeds, copy: string): void {
  try {
    const source = realpathSync(file);
    const log = `${source}-wal`;
    // Somebody may be writing to both: copied one after the other they would not belong together.
    if (existsSync(log) && existsSync(`${source}-shm`) && readOut(source, copy, nativeBinding)) return;
    copyFileSync(source, copy);
    if (existsSync(log)) copyFileSync(log, `${copy}-wal`);
  } catch (error) {
    if (error instanceof AerialError) throw error;
    if (['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '')) throw explainStoreFailure(error, copy);
    const missing = systemCode(error) === 'ENOENT';
    throw unusable(file, missing ? 'is not there' : 'cannot be read', error);
  }
}

/** Copies a database as it is at one moment, without writing to it; false where the files can only be copied, as on a disk that nothing can be written to. */
function readOut(source: string, copy: string, nativeBinding?: object): boolean {
  let connection: Connection | null = null;
  try {
    connection = connect(source, {
      busyTimeoutMs: READ_WAIT_MS,
      readonly: true,
      ...(nativeBinding && { nativeBinding }),
    });
    backUp(connection, copy);
    return true;
  } catch (error) {
    if (error instanceof AerialError && error.code === 'DISK_FULL') throw error;
    return false;
  } finally {
    connection?.close();
  }
}

/** Checks the copy, gives it today's layout and returns the one that it had. */
function bringForward(copy: string, { file, migrations, nativeBinding, log }: RestoreNeeds): number {
  const binding = nativeBinding === undefined ? {} : { nativeBinding };
  const connection = openCopy(copy, file, binding);
  try {
    const version = requireOurs(connection, file);
    if (version > migrations.length) throw unusable(file, 'is from a newer Aerial');
    const pending = migrations.filter(({ number }) => number > version);
    applyMigrations(connection, pending, log);
    if (describeSchema(connection) !== expectedSchema(migrations, log, binding))
      throw unusable(file, "is no copy of Aerial's");
    connection.pragma('journal_mode = DELETE');
    return version;
  } catch (error) {
    throw asUnusable(error, file, copy);
  } finally {
    connection.close();
  }
}

function openCopy(copy: string, file: string, binding: { nativeBinding?: object }): Connection {
  try {
    return connect(copy, { busyTimeoutMs: 0, ...binding });
  } catch (error) {
    throw asUnusable(error, file, copy);
  }
}

function requireOurs(connection: Connection, file: string): number {
  const version = readVersion(connection);
  const tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  if (version < 1 || !tables.includes('settings') || !tables.includes('stream_keys'))
    throw unusable(file, "is no copy of Aerial's");
  if (connection.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw unusable(file, 'is damaged');
  if ((connection.pragma('foreign_key_check') as unknown[]).length > 0) throw unusable(file, 'is damaged');
  return version;
}

/** Every table and index as it was made, so that two databases of one layout say the same. */
function describeSchema(connection: Connection): string {
  const rows = connection
    .prepare(
      "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
    )
    .all();
  return JSON.stringify(rows);
}

function expectedSchema(migrations: readonly Migration[], log: Logger, binding: { nativeBinding?: object }): string {
  const connection = connect(':memory:', { busyTimeoutMs: 0, ...binding });
  try {
    applyMigrations(connection, migrations, log);
    return describeSchema(connection);
  } finally {
    connection.close();
  }
}

/** Returns where the state before lies, if there was one. */
function putInPlace(copy: string, needs: RestoreNeeds): string | null {
  const existed = existsSync(databaseFile(needs.dataDirectory));
  try {
    return pourInto(copy, needs, existed);
  } catch (error) {
    const code = error instanceof AerialError ? error.code : null;
    // What cannot be opened, or only by another Aerial, cannot be poured into; it is put aside as it is.
    if (code !== 'DATABASE_CORRUPT' && code !== 'DATABASE_NEWER') throw error;
    return replaceFile(copy, needs);
  }
}

function pourInto(copy: string, needs: RestoreNeeds, existed: boolean): string | null {
  const live = openDatabase({ ...needs, lock: 'visit' });
  try {
    return explained(live.file, () => {
      const kept = existed ? keepFormerState(live.connection, needs) : null;
      replaceContents(live.connection, copy);
      return kept;
    });
  } finally {
    live.close();
  }
}

function keepFormerState(connection: Connection, { dataDirectory, clock }: RestoreNeeds): string {
  const verdict = connection.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' });
  const name = backupName(clock.wallMs(), readVersion(connection));
  const kept = join(prepareBackupDirectory(dataDirectory), name);
  backUp(connection, kept);
  return kept;
}

/** Only while nobody else has the directory. The file is there at every moment: first the old one, then the new one. */
function replaceFile(copy: string, needs: RestoreNeeds): string {
  const file = databaseFile(needs.dataDirectory);
  const release = lockDataDirectory(needs.dataDirectory, needs);
  try {
    return explained(file, () => {
      const stamp = new Date(needs.clock.wallMs()).toISOString().replaceAll(/[:.]/g, '-');
      const aside = `${file}.before-${stamp}`;
      linkSync(file, aside);
      // A log that stayed would be taken for the new file's.
      if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
      rmSync(`${file}-shm`, { force: true });
      renameSync(copy, file);
      return aside;
    });
  } finally {
    release();
  }
}

function asUnusable(error: unknown, file: string, copy: string): unknown {
  const explanation = explainStoreFailure(error, copy);
  const code = explanation instanceof AerialError ? explanation.code : null;
  if (code === 'DISK_FULL' || code === 'BACKUP_UNUSABLE') return explanation;
  return unusable(file, 'is damaged, or is no database', error);
}

function unusable(file: string, fault: string, cause?: unknown): AerialError {
  return new AerialError('BACKUP_UNUSABLE', {
    message: `The file ${file} ${fault}.`,
    hint: 'Choose another copy, such as one from the folder backups; nothing was changed.',
    cause,
  });
}
