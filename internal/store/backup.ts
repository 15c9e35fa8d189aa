import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from './sqlite.ts';

/** Copies kept from before migrations; older ones go. */
const BACKUPS_KEPT = 5;

/**
 * Writes a whole copy of the database, at layout `version`, into `directory`, and drops the oldest above five.
 * Returns the copy's path. A copy that cannot be finished leaves nothing behind.
 */
export function backUp(connection: Connection, needs: { directory: string; version: number; wallMs: number }): string {
  mkdirSync(needs.directory, { recursive: true, mode: 0o700 });
  const stamp = new Date(needs.wallMs).toISOString().replaceAll(/[:.]/g, '-');
  const file = join(needs.directory, `aerial-${stamp}-layout-${needs.version}.db`);
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    connection.prepare('VACUUM INTO ?').run(unfinished);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  for (const old of surplusBackups(readdirSync(needs.directory))) rmSync(join(needs.directory, old), { force: true });
  return file;
}

/** Which of the files in the folder are copies of ours beyond the newest five; their names sort by time. */
export function surplusBackups(names: readonly string[]): readonly string[] {
  const ours = names.filter((name) => /^aerial-\d{4}-.*-layout-\d+\.db$/.test(name)).toSorted();
  return ours.slice(0, Math.max(0, ours.length - BACKUPS_KEPT));
}
