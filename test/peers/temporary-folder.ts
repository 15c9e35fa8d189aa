import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

function remove(path: string): void {
  folders.delete(path);
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

process.on('exit', () => {
  for (const path of folders) remove(path);
});

export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** A new folder that is removed when asked, and when the process ends. `parent` such as `/dev/shm` keeps it in memory. */
export function makeTemporaryFolder(purpose: string, parent = tmpdir()): TemporaryFolder {
  const path = mkdtempSync(join(parent, `aerial-${purpose}-`));
  folders.add(path);
  return { path, remove: () => remove(path) };
}
