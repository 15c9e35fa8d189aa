import { doubt, fault, type Finding, good } from './finding.ts';

const MEGABYTE = 1_000_000;
/** Below this the next write of the database or of a segment may fail. */
const NEEDED_BYTES = 100 * MEGABYTE;
/** Below this a long window of a good picture fills the disk. */
const WANTED_BYTES = 1_000 * MEGABYTE;

/** The figures of statfs(2); a file system without a count of files says 0 of 0. */
export interface SpaceReading {
  readonly freeBytes: number;
  readonly files: number;
  readonly freeFiles: number;
}

export function checkSpace(reading: SpaceReading): Finding {
  const subject = 'Disk';
  const says = `${describeBytes(reading.freeBytes)} free`;
  const remedy = 'Free some space, or choose a directory on another disk with --data DIR.';
  if (reading.files > 0 && reading.freeFiles < 100)
    return fault(subject, `${says}, but no room for more files`, remedy);
  if (reading.freeBytes < NEEDED_BYTES) return fault(subject, says, remedy);
  return reading.freeBytes < WANTED_BYTES ? doubt(subject, says, remedy) : good(subject, says);
}

function describeBytes(bytes: number): string {
  return bytes >= 1_000 * MEGABYTE
    ? `${(bytes / 1_000 / MEGABYTE).toFixed(1)} GB`
    : `${Math.round(bytes / MEGABYTE)} MB`;
}

/** What was seen of the database, if there is one. */
export interface DatabaseReading {
  readonly version: number;
  readonly newestVersion: number;
  /** What SQLite finds wrong with the file; null when nothing. */
  readonly damage: string | null;
}

export function checkDatabase(reading: DatabaseReading | null, file: string): Finding {
  const subject = 'Database';
  if (reading === null) return good(subject, 'none yet; the first start makes it');
  if (reading.damage !== null) {
    return fault(
      subject,
      `${file} is damaged: ${reading.damage}`,
      'Put back a copy from the folder backups beside it with aerial restore, or move it away to begin anew.',
    );
  }
  const { version, newestVersion } = reading;
  if (version > newestVersion) {
    const remedy = 'Run the newer Aerial, or put back the copy that it made in the folder backups with aerial restore.';
    return fault(subject, `layout ${version}, from a newer Aerial; this one knows ${newestVersion}`, remedy);
  }
  if (version < newestVersion)
    return good(subject, `layout ${version}; the next start copies it and brings it to ${newestVersion}`);
  return good(subject, `layout ${version}, sound`);
}
