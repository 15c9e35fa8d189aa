import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AerialError, systemCode } from '../platform/errors.ts';
import { reason } from './explain.ts';

/**
 * Makes sure that `directory` exists and can be written to, and returns it as an absolute path. Made anew it is open to its owner alone,
 * since stream keys lie in it. Throws `DATA_DIR_UNUSABLE` or `DISK_FULL`.
 */
export function prepareDataDirectory(directory: string): string {
  const absolute = resolve(directory);
  try {
    makeDirectory(absolute);
    const probe = join(absolute, `.probe-${process.pid}`);
    try {
      // More than a name: a full disk still takes an empty file.
      writeFileSync(probe, Buffer.alloc(4096));
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    throw explain(absolute, error);
  }
  return absolute;
}

/**
 * Makes a directory and its parents. Node's own way tries for ever where a parent exists and yet nothing can be made in
 * it for want of it: in /proc, and below a link that leads nowhere.
 */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory) makeDirectory(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST' || !existsSync(directory)) throw error;
  }
}

function explain(directory: string, cause: unknown): AerialError {
  const code = systemCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AerialError('DISK_FULL', {
      message: `There is no space left in the data directory ${directory}.`,
      hint: 'Free some space on that disk, or choose a directory on another with --data DIR.',
      cause,
    });
  }
  return new AerialError('DATA_DIR_UNUSABLE', {
    message: `The data directory ${directory} cannot be used: ${reason(cause)}.`,
    hint: 'Choose one that the user running Aerial may write to with --data DIR.',
    cause,
  });
}

/** Makes `file`, when it is not there, such that only its owner reads it; SQLite gives its companions the same rights. */
export function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
