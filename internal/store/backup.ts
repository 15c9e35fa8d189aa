import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivately } from './data-directory.ts';
import { explainStoreFailure, explained } from './explain.ts';
import type { Connection } from './sqlite.ts';

/** Layouts older than today's of which the newest copy always stays: the ways back to an older Aerial. */
const OLDER_LAYOUTS_KEPT = 3;
/** What somebody is still writing is younger. */
const ABANDONED_AFTER_MS = 3_600_000;
const NAME = /^aerial-(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3})Z-layout-(\d+)\.db$/;
const UNFINISHED = '.unfinished';
/** 400 KB of a copy at a time: well below a millisecond. */
const PAGES_A_STEP = 100;

export function backupDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'backups');
}

/** Name of a copy made now of a database at layout `version`. Names sort by time. */
export function backupName(wallMs: number, version: number): string {
  return `aerial-${new Date(wallMs).toISOString().replaceAll(/[:.]/g, '-')}-layout-${version}.db`;
}

/** When a copy was made, by its name; null for files that are none of ours. */
export function backupWallMs(name: string): number | null {
  const match = NAME.exec(name);
  return match === null ? null : Date.parse(`${match[1]}:${match[2]}:${match[3]}.${match[4]}Z`);
}

/**
 * Writes a whole copy of the database to `file`, which may not be there yet, in one go. Readable by its owner alone, since keys are in it.
 * A copy that cannot be finished leaves nothing behind.
 */
export function backUp(connection: Connection, file: string): void {
  const unfinished = begin(file);
  try {
    connection.prepare('VACUUM INTO ?').run(unfinished);
    const descriptor = openSync(unfinished, 'r+');
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(unfinished, file);
  } catch (error) {
    drop(unfinished);
    throw explainStoreFailure(error, file);
  }
}

/** The same, a little at a time, so that whatever else the process does goes on; given up as soon as `isWanted` says no. */
export async function backUpInSteps(connection: Connection, file: string, isWanted: () => boolean): Promise<void> {
  const unfinished = begin(file);
  try {
    await connection.backup(unfinished, {
      progress: () => {
        if (!isWanted()) throw new Error('The copy is not wanted any more.');
        return PAGES_A_STEP;
      },
    });
    await finishPlain(unfinished);
    renameSync(unfinished, file);
  } catch (error) {
    drop(unfinished);
    throw explainStoreFailure(error, file);
  }
}

/** A database with a log asks for one beside it; marked as a plain one, a copy is a single file (fileformat2 1.3). */
async function finishPlain(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(Buffer.from([1, 1]), 0, 2, 18);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Drops the copies that are too many, and what was never finished. */
export function pruneBackups(directory: string, needs: { kept: number; wallMs: number }): void {
  const names = readdirSync(directory);
  for (const name of surplusBackups(names, needs)) rmSync(join(directory, name), { force: true });
  for (const name of names.filter((candidate) => /\.unfinished(-journal)?$/.test(candidate))) {
    const path = join(directory, name);
    const age = needs.wallMs - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? needs.wallMs);
    if (age > ABANDONED_AFTER_MS) rmSync(path, { force: true });
  }
}

/**
 * Which files of the folder are copies of ours beyond the newest `kept`; of each older layout the newest copy stays nonetheless. Those from the future
 * were made while the clock was wrong, and count as the oldest.
 */
export function surplusBackups(
  names: readonly string[],
  { kept, wallMs }: { readonly kept: number; readonly wallMs: number },
): readonly string[] {
  const byTime = names.filter((name) => NAME.test(name)).toSorted();
  const isFromFuture = (name: string): boolean => (backupWallMs(name) ?? 0) > wallMs;
  const ours = [...byTime.filter(isFromFuture), ...byTime.filter((name) => !isFromFuture(name))];
  const newestOfLayout = new Map(ours.map((name) => [Number(NAME.exec(name)?.[5]), name]));
  const layouts = [...newestOfLayout.keys()].toSorted((left, right) => right - left);
  const waysBack = layouts.slice(1, 1 + OLDER_LAYOUTS_KEPT).map((layout) => newestOfLayout.get(layout));
  return ours.slice(0, Math.max(0, ours.length - kept)).filter((name) => !waysBack.includes(name));
}

/** On a full disk SQLite leaves its journal behind. */
function drop(unfinished: string): void {
  for (const path of [unfinished, `${unfinished}-journal`]) rmSync(path, { force: true });
}

function begin(file: string): string {
  const unfinished = `${file}${UNFINISHED}`;
  return explained(file, () => {
    drop(unfinished);
    createPrivately(unfinished);
    return unfinished;
  });
}

/** The folder of copies, made if need be. */
export function prepareBackupDirectory(dataDirectory: string): string {
  const directory = backupDirectory(dataDirectory);
  explained(directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  return directory;
}
