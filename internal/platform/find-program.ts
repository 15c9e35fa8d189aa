import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the C library looks when there is no PATH. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The file that would run for `program`, a path or a name; null when there is none. */
export function findProgram(program: string, searchPath: string | undefined): string | null {
  const candidates = program.includes('/')
    ? [program]
    : (searchPath ?? DEFAULT_PATH).split(delimiter).map((folder) => join(folder, program));
  return candidates.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
