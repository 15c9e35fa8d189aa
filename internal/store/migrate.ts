import { AerialError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import type { Migration } from './migrations.ts';
import type { Connection } from './sqlite.ts';

/** Which migrations a database at `version` still needs. Throws `DATABASE_NEWER` when it is ahead of all that are known. */
export function pendingMigrations(
  version: number,
  migrations: readonly Migration[],
  file: string,
): readonly Migration[] {
  const newest = migrations.at(-1)?.number ?? 0;
  if (version <= newest) return migrations.filter(({ number }) => number > version);
  throw new AerialError('DATABASE_NEWER', {
    message: `The database ${file} was written by a newer Aerial (version ${version} of its layout; this one knows ${newest}).`,
    hint: 'Run the newer Aerial, or put back the copy that it made in the folder backups with aerial restore. Nothing has been changed.',
  });
}

export function readVersion(connection: Connection): number {
  return connection.pragma('user_version', { simple: true }) as number;
}

/**
 * Applies `pending`, each in a transaction of its own together with its version number, so that a crash leaves the database
 * before or after a migration and never within.
 */
export function applyMigrations(connection: Connection, pending: readonly Migration[], log: Logger): void {
  // Rebuilding a table that others refer to needs this off, and it has no effect within a transaction.
  connection.pragma('foreign_keys = OFF');
  try {
    for (const migration of pending) {
      connection
        .transaction(() => {
          connection.exec(migration.sql);
          const broken = connection.pragma('foreign_key_check') as unknown[];
          if (broken.length > 0)
            throw new Error(
              `Migration ${migration.number} (${migration.name}) leaves ${broken.length} broken references.`,
            );
          connection.pragma(`user_version = ${migration.number}`);
        })
        .immediate();
      log.debug({ migration: migration.number, name: migration.name }, 'A step of the database was applied.');
    }
  } finally {
    connection.pragma('foreign_keys = ON');
  }
}
