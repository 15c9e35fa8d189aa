import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the owner's own files, in Owncast's data directory and in ours. */
export const OWN_FILES_FOLDER = 'public';

const MAX_FILES = 10_000;
const MAX_DEPTH = 10;

/** Paths of the owner's own files below a folder that are not below the other yet. Links and hidden files are left out. */
export function listOwnFiles(from: string, to: string): readonly string[] {
  return walk(from, '', MAX_DEPTH)
    .filter((path) => !existsSync(join(to, path)))
    .slice(0, MAX_FILES);
}

/** Copies files; one that is there by now stays as it is. Returns those that could not be copied. Never half a file under its name. */
export function copyOwnFiles(from: string, to: string, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !copyFile(join(from, path), join(to, path)));
}

function copyFile(from: string, to: string): boolean {
  if (existsSync(to)) return true;
  const unfinished = join(dirname(to), `.unfinished-${process.pid}`);
  try {
    mkdirSync(dirname(to), { recursive: true });
    try {
      copyFileSync(from, unfinished);
      renameSync(unfinished, to);
    } finally {
      rmSync(unfinished, { force: true });
    }
    return true;
  } catch {
    return false;
  }
}

function walk(folder: string, prefix: string, depth: number): string[] {
  try {
    return readdirSync(join(folder, prefix), { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .flatMap((entry) => {
        const path = join(prefix, entry.name);
        if (entry.isDirectory()) return depth > 1 ? walk(folder, path, depth - 1) : [];
        return entry.isFile() ? [path] : [];
      });
  } catch {
    return [];
  }
}
