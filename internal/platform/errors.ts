import { inEnglish, type Told, type Words } from './words.ts';

/**
 * The one catalogue of errors that a person may meet. A code is stable for good: it appears in logs, in
 * answers and in `docs/`. `status` is the HTTP status where the error reaches a web client; `exitCode` the process's where it
 * ends the command (sysexits.h).
 */
const catalogue = {
  PORT_IN_USE: { status: 500, exitCode: 69 },
  PORT_FORBIDDEN: { status: 500, exitCode: 77 },
  FFMPEG_MISSING: { status: 500, exitCode: 69 },
  DATA_DIR_UNUSABLE: { status: 500, exitCode: 73 },
  DATA_DIR_LOCKED: { status: 500, exitCode: 73 },
  DISK_FULL: { status: 507, exitCode: 74 },
  DATABASE_NEWER: { status: 500, exitCode: 78 },
  DATABASE_CORRUPT: { status: 500, exitCode: 65 },
  SETTING_INVALID: { status: 400, exitCode: 78 },
  USAGE: { status: 400, exitCode: 64 },
  TLS_FILE_UNUSABLE: { status: 500, exitCode: 78 },
  ASSET_MISSING: { status: 500, exitCode: 70 },
  ADDON_UNUSABLE: { status: 500, exitCode: 71 },
  REQUEST_INVALID: { status: 400, exitCode: 65 },
  UNAUTHORIZED: { status: 401, exitCode: 77 },
  FORBIDDEN: { status: 403, exitCode: 77 },
  NOT_FOUND: { status: 404, exitCode: 66 },
  METHOD_NOT_ALLOWED: { status: 405, exitCode: 64 },
  CONFLICT: { status: 409, exitCode: 65 },
  TOO_MANY_ATTEMPTS: { status: 429, exitCode: 75 },
  SETUP_NEEDED: { status: 403, exitCode: 77 },
  UNAVAILABLE: { status: 503, exitCode: 75 },
  PICTURE_UNUSABLE: { status: 400, exitCode: 65 },
  IMPORT_UNUSABLE: { status: 400, exitCode: 65 },
  BACKUP_UNUSABLE: { status: 400, exitCode: 65 },
  BUCKET_UNAVAILABLE: { status: 502, exitCode: 69 },
  CERTIFICATE_UNAVAILABLE: { status: 500, exitCode: 69 },
  INTERNAL: { status: 500, exitCode: 70 },
} as const;

export type ErrorCode = keyof typeof catalogue;

export interface ErrorDetails {
  /** What happened and why, in one sentence, without a secret in it. */
  readonly message: Told;
  /** What the person who runs the server can do about it, in one sentence. */
  readonly hint: string;
  /** When it may go better, in whole seconds; web clients are told by `Retry-After`. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error with a stable code, the cause kept, and a hint for the person who runs the server. */
export class AerialError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retryAfterSeconds: number | null;
  /** The message as pages can say it in other languages; null where it is but text. */
  readonly words: Words | null;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(inEnglish(details.message), { cause: details.cause });
    this.name = 'AerialError';
    this.code = code;
    this.hint = details.hint;
    this.words = typeof details.message === 'string' ? null : details.message;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get exitCode(): number {
    return catalogue[this.code].exitCode;
  }

  /** The one line shown on a terminal: what, why, what to do, and the code. */
  toLine(): string {
    return `${this.message} ${this.hint} [${this.code}]`;
  }
}

/** The code of a failed system call (`EADDRINUSE`, `ENOSPC`, …), or null when `error` is not one. */
export function systemCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Why nothing can listen at `address`, when it is because this machine has no such address; null otherwise. */
export function addressMissing(
  error: unknown,
  address: string | null | undefined,
  setting: string,
): AerialError | null {
  if (systemCode(error) !== 'EADDRNOTAVAIL') return null;
  return new AerialError('SETTING_INVALID', {
    message: `This machine has no address ${address ?? 'to listen on'}, which --${setting} names.`,
    hint: `Name one that it has, or \`any\`; \`aerial settings unset ${setting}\` takes back what was stored.`,
    cause: error,
  });
}
