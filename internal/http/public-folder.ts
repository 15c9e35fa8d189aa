import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { systemCode } from '../platform/errors.ts';

/** A file of the folder, open. Whoever asked closes it. */
export interface PublicFile {
  readonly handle: FileHandle;
  readonly name: string;
  readonly size: number;
  readonly changedMs: number;
}

const MAX_DEPTH = 16;

/** Names from the address to a file's place below the folder; null when one of them is hidden, or more than a name. */
export function namesOf(path: string): readonly string[] | null {
  const names = path.split('/');
  if (names.at(-1) === '') names[names.length - 1] = 'index.html';
  const isName = (name: string) => /^[^.\\\p{Cc}][^\\\p{Cc}]{0,254}$/u.test(name);
  return names.length <= MAX_DEPTH && names.every(isName) ? names : null;
}

/**
 * Opens a file of `folder` by the rest of an address; null for anything that is no plain file in it: what is not there, folders, hidden files,
 * devices, and links that lead out of it.
 */
export async function openPublicFile(folder: string, path: string): Promise<PublicFile | null> {
  const names = namesOf(path);
  if (names === null) return null;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, ...names));
    const inside = file.startsWith(root + sep) ? file.slice(root.length + 1).split(sep) : null;
    if (inside === null || inside.some((name) => name.startsWith('.'))) return null;
    // The real path has no link in it; should one be put there in between, it is not followed. A pipe is not waited for.
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await handle.stat();
    const name = names.at(-1) ?? '';
    if (stat.isFile()) return { handle, name, size: stat.size, changedMs: stat.mtimeMs };
    await handle.close();
    return null;
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return null;
  }
}
