import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AerialError } from '../platform/errors.ts';
import { backUp, backupName, prepareBackupDirectory } from './backup.ts';
import { databaseFile } from './database.ts';
import { explained } from './explain.ts';
import { readVersion } from './migrate.ts';
import { connect, type Connection } from './sqlite.ts';

export interface CopyNeeds {
  readonly dataDirectory: string;
  /** A file that is not there yet, a folder, or null for the folder `backups`. */
  readonly target: { readonly file: string } | { readonly directory: string } | null;
  readonly wallMs: number;
  readonly nativeBinding?: object;
}

/** How long another process that is writing is waited for. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Copies the database of a data directory as it is, beside a server perhaps, and reads the copy through. Throws `NOT_FOUND` when there is
 * none, `DATABASE_CORRUPT`, `DISK_FULL` or `DATA_DIR_UNUSABLE`; no copy is left then.
 */
export function copyDatabase(needs: CopyNeeds): { readonly file: string; readonly bytes: number } {
  const source = requireDatabase(needs.dataDirectory);
  return explained(source, () => {
    const connection = open(source, needs);
    try {
      const file = placeOf(needs, readVersion(connection));
      backUp(connection, file);
      requireSound(file, needs);
      return { file, bytes: statSync(file).size };
    } finally {
      connection.close();
    }
  });
}

/** The layout of the database of a data directory, which is left as it is. Throws as `copyDatabase` does. */
export function readLayout(needs: Pick<CopyNeeds, 'dataDirectory' | 'nativeBinding'>): number {
  const source = requireDatabase(needs.dataDirectory);
  return explained(source, () => {
    const connection = open(source, needs);
    try {
      return readVersion(connection);
    } finally {
      connection.close();
    }
  });
}

/** The file of the database, which is there. Throws `NOT_FOUND`. */
export function requireDatabase(dataDirectory: string): string {
  const file = databaseFile(dataDirectory);
  if (existsSync(file)) return file;
  throw new AerialError('NOT_FOUND', {
    message: `There is no database in ${dataDirectory}.`,
    hint: 'Say with --data DIR where it is.',
  });
}

function placeOf({ target, dataDirectory, wallMs }: CopyNeeds, version: number): string {
  if (target !== null && 'file' in target) return target.file;
  return join(target?.directory ?? prepareBackupDirectory(dataDirectory), backupName(wallMs, version));
}

function requireSound(file: string, needs: CopyNeeds): void {
  const copy = open(file, needs);
  const verdict = copy.pragma('integrity_check(1)', { simple: true });
  copy.close();
  if (verdict === 'ok') return;
  rmSync(file, { force: true });
  throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' });
}

function open(file: string, { nativeBinding }: Pick<CopyNeeds, 'nativeBinding'>): Connection {
  return connect(file, { busyTimeoutMs: BUSY_TIMEOUT_MS, ...(nativeBinding && { nativeBinding }) });
}
