import { existsSync } from 'node:fs';
import { databaseFile } from './database.ts';
import { readVersion } from './migrate.ts';
import { type MigrationAssets, readMigrations } from './migrations.ts';
import { connect } from './sqlite.ts';

export interface DatabaseReport {
  /** The layout that the database is at, and the newest that this program knows. */
  readonly version: number;
  readonly newestVersion: number;
  /** What SQLite finds wrong with the file; null when nothing. */
  readonly damage: string | null;
}

/** Looks at a database without bringing it forward, also beside a server; null when there is none. Never throws. */
export function inspectDatabase(needs: {
  dataDirectory: string;
  assets: MigrationAssets;
  nativeBinding?: object;
}): DatabaseReport | null {
  const file = databaseFile(needs.dataDirectory);
  if (!existsSync(file)) return null;
  const newestVersion = readMigrations(needs.assets).length;
  try {
    const connection = connect(file, {
      busyTimeoutMs: 1_000,
      ...(needs.nativeBinding && { nativeBinding: needs.nativeBinding }),
    });
    try {
      const verdict = String(connection.pragma('quick_check(1)', { simple: true }));
      return { version: readVersion(connection), newestVersion, damage: verdict === 'ok' ? null : verdict };
    } finally {
      connection.close();
    }
  } catch (error) {
    return { version: 0, newestVersion, damage: error instanceof Error ? error.message : String(error) };
  }
}
