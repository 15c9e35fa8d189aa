import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AerialError, systemCode } from '../platform/errors.ts';
import { createPrivately } from './data-directory.ts';
import { explainStoreFailure } from './explain.ts';
import { connect } from './sqlite.ts';

/** How long a starting server waits for one that is just ending, or for a command that is just migrating. */
const LOCK_WAIT_MS = 1_000;

export function lockFile(dataDirectory: string): string {
  return join(dataDirectory, 'aerial.lock');
}

/**
 * Takes the data directory for this process alone; the returned function gives it back. The lock is one of the operating system
 * on a file (an exclusive transaction of SQLite on an empty database), so it ends with the process, however that ends.
 * Throws `DATA_DIR_LOCKED`.
 */
export function lockDataDirectory(
  dataDirectory: string,
  needs: { nativeBinding?: object; lockWaitMs?: number },
): () => void {
  const file = lockFile(dataDirectory);
  try {
    createPrivately(file);
    const connection = connect(file, {
      busyTimeoutMs: needs.lockWaitMs ?? LOCK_WAIT_MS,
      ...(needs.nativeBinding && { nativeBinding: needs.nativeBinding }),
    });
    try {
      connection.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      connection.close();
      throw error;
    }
    return () => void connection.close();
  } catch (error) {
    if (systemCode(error) !== 'SQLITE_BUSY') throw explainStoreFailure(error, file);
    const holder = findLockHolder(file);
    throw new AerialError('DATA_DIR_LOCKED', {
      message: `Another Aerial${holder === null ? '' : ` (process ${holder})`} is using the data directory ${dataDirectory}.`,
      hint: 'Stop that one first, or give this one a directory of its own with --data DIR.',
      cause: error,
    });
  }
}

/** The process that holds a lock on `file`, as the kernel tells it; null where that cannot be told. */
export function findLockHolder(file: string): number | null {
  try {
    return parseLockHolder(readFileSync('/proc/locks', 'utf8'), statSync(file).ino);
  } catch {
    return null;
  }
}

/** Finds the process that holds a lock on an inode, in the format of proc_locks(5). */
export function parseLockHolder(procLocks: string, inode: number): number | null {
  for (const line of procLocks.split('\n')) {
    const match = /^\d+: POSIX\s+\w+\s+WRITE\s+(\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /.exec(line);
    if (match !== null && Number(match[2]) === inode) return Number(match[1]);
  }
  return null;
}
