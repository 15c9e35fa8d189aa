import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fault, type Finding, good } from './finding.ts';
import type { SpaceReading } from './disk.ts';

/** Whether the directory can be used, or made where it is not there yet; nothing is made or written. */
export function checkDataDirectory(directory: string, holder: number | null): Finding {
  const subject = 'Data directory';
  const place = nearestExisting(directory);
  const remedy = 'Give the user that runs Aerial the right to write there, or another directory with --data DIR.';
  try {
    if (!statSync(place).isDirectory())
      return fault(subject, `${place} is not a directory`, 'Choose another with --data DIR.');
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return fault(
      subject,
      place === directory ? `${directory} cannot be written` : `${directory} cannot be made in ${place}`,
      remedy,
    );
  }
  if (holder !== null) return good(subject, `${directory}, in use by Aerial (process ${holder})`);
  return good(subject, place === directory ? directory : `${directory}, made at the first start`);
}

export function readSpace(directory: string): SpaceReading {
  const { bavail, bsize, files, ffree } = statfsSync(nearestExisting(directory));
  return { freeBytes: bavail * bsize, files, freeFiles: ffree };
}

/** The latest modification among the files of a directory and `others`, in wall-clock milliseconds; 0 when there is none. */
export function newestFileMs(directory: string, others: readonly string[]): number {
  const names = existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : [];
  return Math.max(0, ...[...names, ...others].map(modifiedMs));
}

function modifiedMs(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function nearestExisting(path: string): string {
  let place = path;
  while (!existsSync(place) && place !== dirname(place)) place = dirname(place);
  return place;
}
