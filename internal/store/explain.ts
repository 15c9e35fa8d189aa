import { dirname } from 'node:path';
import { AerialError, systemCode } from '../platform/errors.ts';

/**
 * Turns a failure of SQLite or of the file system into the error that a person can act on; anything else, an `AerialError` too,
 * comes back as it is.
 */
export function explainStoreFailure(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof AerialError || code === null) return error;
  const details = explanations.find(({ codes }) =>
    codes.some((known) => code === known || code.startsWith(`${known}_`)),
  );
  return details === undefined ? error : details.explain(file, error);
}

/** Runs `work`, with its failures explained. */
export function explained<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw explainStoreFailure(error, file);
  }
}

interface Explanation {
  /** Codes of SQLite (an extended one, such as SQLITE_IOERR_WRITE, counts to its family) and of system calls. */
  readonly codes: readonly string[];
  readonly explain: (file: string, cause: unknown) => AerialError;
}

const explanations: readonly Explanation[] = [
  {
    // The file of shared memory is grown when the database is opened: on a full disk that is what fails first.
    codes: ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'],
    explain: (file, cause) =>
      new AerialError('DISK_FULL', {
        message: `There is no space left to write ${file}.`,
        hint: 'Free some space on that disk; nothing that was stored is lost.',
        cause,
      }),
  },
  {
    codes: ['SQLITE_CORRUPT', 'SQLITE_NOTADB'],
    explain: (file, cause) =>
      new AerialError('DATABASE_CORRUPT', {
        message: `The database ${file} is damaged, or is no database.`,
        hint: `Put back a copy from ${dirname(file)}/backups with aerial restore, or move the file away to begin with an empty one.`,
        cause,
      }),
  },
  {
    codes: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    explain: (file, cause) =>
      new AerialError('DATA_DIR_LOCKED', {
        message: `Another program keeps the database ${file} to itself.`,
        hint: 'Stop that program, or try again in a moment.',
        cause,
      }),
  },
  {
    codes: [
      'SQLITE_READONLY',
      'SQLITE_CANTOPEN',
      'SQLITE_IOERR',
      'SQLITE_PERM',
      'EACCES',
      'EPERM',
      'EROFS',
      'ENOTDIR',
      'EISDIR',
      'EIO',
    ],
    explain: (file, cause) =>
      new AerialError('DATA_DIR_UNUSABLE', {
        message: `The file ${file} cannot be written: ${reason(cause)}.`,
        hint: 'Give the user that runs Aerial the right to write there, or another directory with --data DIR.',
        cause,
      }),
  },
];

/** The cause in a few words: Node's message without the call and the path, which stand in the sentence already. */
export function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/^E[A-Z]+: /, '').replace(/, \w+ '.*$/, '');
}
