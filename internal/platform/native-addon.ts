import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Assets } from './assets.ts';
import { AerialError } from './errors.ts';

interface NativeAddonNeeds {
  readonly assets: Assets;
  readonly name: string;
  /** Where the add-on is kept for the next start, in a folder `native`. */
  readonly dataDirectory: string;
  /** Folders to try when that one forbids running code; for a test to replace. */
  readonly fallbackDirectories?: readonly string[];
  readonly load?: (file: string) => object;
}

/**
 * Loads a packed native add-on and returns its exports. The loader of the operating system wants a file: it is written
 * once, under its content's hash, into the data directory. Where that is mounted noexec or is full, a private file in a
 * temporary folder serves, gone again once it is loaded. Throws `ADDON_UNUSABLE`.
 */
export function loadNativeAddon(needs: NativeAddonNeeds): object {
  const load = needs.load ?? loadFile;
  const file = needs.assets.file(needs.name);
  if (file !== null) return load(file);

  const bytes = needs.assets.bytes(needs.name);
  const failures: unknown[] = [];
  try {
    return load(keep(bytes, join(needs.dataDirectory, 'native'), basename(needs.name, '.node')));
  } catch (error) {
    failures.push(error);
  }
  for (const directory of needs.fallbackDirectories ?? [tmpdir(), '/dev/shm']) {
    try {
      return loadFromPrivateFolder(bytes, directory, load);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AerialError('ADDON_UNUSABLE', {
    message: `The database add-on cannot be loaded: ${failures.map(describe).join('; ')}.`,
    hint: 'Give a data directory on a file system with space that is not mounted noexec (--data DIR), and check that glibc is 2.34 or newer.',
    cause: failures[0],
  });
}

/** Writes `bytes` unless the very same file is there from last time, and clears away those of other versions. */
function keep(bytes: Buffer, directory: string, title: string): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const name = `${title}-${hash}.node`;
  const file = join(directory, name);
  if (holds(file, bytes)) return file;

  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, bytes, { mode: 0o700 });
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  for (const other of readdirSync(directory)) {
    if (other.startsWith(`${title}-`) && other !== name) rmSync(join(directory, other), { force: true });
  }
  return file;
}

function holds(file: string, bytes: Buffer): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}

/** In a folder that others may write to, a file is only safe in a new folder of our own, and not to be found again. */
function loadFromPrivateFolder(bytes: Buffer, directory: string, load: (file: string) => object): object {
  const folder = mkdtempSync(join(directory, 'aerial-'));
  try {
    const file = join(folder, 'addon.node');
    writeFileSync(file, bytes, { mode: 0o700, flag: 'wx' });
    return load(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function loadFile(file: string): object {
  const container: { exports: object } = { exports: {} };
  process.dlopen(container, file);
  return container.exports;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
