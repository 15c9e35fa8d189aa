import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  backupDirectory,
  backUpInSteps,
  backupName,
  backupWallMs,
  prepareBackupDirectory,
  pruneBackups,
} from './backup.ts';
import { explainStoreFailure } from './explain.ts';
import { readVersion } from './migrate.ts';
import { clearAbandonedScratch, scratchPrefix } from './restore.ts';
import type { Connection } from './sqlite.ts';

/** A copy of the database. */
interface BackupFile {
  readonly name: string;
  readonly madeWallMs: number;
  readonly bytes: number;
}

/** The copies of the database in the folder `backups` beside it. */
export class Backups {
  readonly #connection: Connection;
  readonly #dataDirectory: string;
  readonly #wallMs: () => number;
  readonly #restore: (file: string) => void;

  constructor(needs: {
    connection: Connection;
    file: string;
    wallMs: () => number;
    /** Puts the database of a file in place of the one that is open. */
    restore: (file: string) => void;
  }) {
    this.#connection = needs.connection;
    this.#dataDirectory = dirname(needs.file);
    this.#wallMs = needs.wallMs;
    this.#restore = needs.restore;
  }

  /**
   * Makes a copy while the database is in use, a little at a time, and drops the oldest above `kept`. Resolves to its path. Given up
   * as soon as `isWanted` says no; a copy that fails leaves nothing behind and drops none.
   */
  async make(needs: { kept: number; isWanted: () => boolean }): Promise<string> {
    const directory = prepareBackupDirectory(this.#dataDirectory);
    const wallMs = this.#wallMs();
    const copy = join(directory, backupName(wallMs, readVersion(this.#connection)));
    await backUpInSteps(this.#connection, copy, needs.isWanted);
    pruneBackups(directory, { kept: needs.kept, wallMs });
    clearAbandonedScratch(this.#dataDirectory);
    return copy;
  }

  /** Those that there are, the newest first. */
  list(): readonly BackupFile[] {
    const directory = backupDirectory(this.#dataDirectory);
    if (!existsSync(directory)) return [];
    const files = readdirSync(directory).flatMap((name) => {
      const madeWallMs = backupWallMs(name);
      const found = statSync(join(directory, name), { throwIfNoEntry: false });
      return madeWallMs === null || found === undefined ? [] : [{ name, madeWallMs, bytes: found.size }];
    });
    return files.toSorted((left, right) => right.madeWallMs - left.madeWallMs);
  }

  /** The bytes of a copy; null where there is none of that name, whatever else lies there. */
  async read(name: string): Promise<Buffer | null> {
    const file = this.#find(name);
    return file === null ? null : readFile(file);
  }

  /** Puts a copy back, under this server: what it says of settings is heeded within a second. Throws `BACKUP_UNUSABLE`; nothing has changed then. */
  async restore(copy: { readonly name: string } | { readonly bytes: Buffer }): Promise<void> {
    if ('name' in copy) return this.#restore(this.#find(copy.name) ?? join(this.#dataDirectory, copy.name));
    // A name that is cleared away by whoever comes next, should we be killed.
    const prefix = join(this.#dataDirectory, scratchPrefix(process.pid));
    let folder: string | null = null;
    try {
      folder = await mkdtemp(prefix);
      const file = join(folder, 'sent.db');
      await writeFile(file, copy.bytes, { mode: 0o600 });
      this.#restore(file);
    } catch (error) {
      throw explainStoreFailure(error, folder ?? prefix);
    } finally {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    }
  }

  #find(name: string): string | null {
    return this.list().some((one) => one.name === name) ? join(backupDirectory(this.#dataDirectory), name) : null;
  }

  /** When the newest copy was made; null without any. One from the future, made while the clock was wrong, says nothing. */
  newestWallMs(): number | null {
    const directory = backupDirectory(this.#dataDirectory);
    const times = existsSync(directory) ? readdirSync(directory).map(backupWallMs) : [];
    const nowMs = this.#wallMs();
    const known = times.filter((time) => time !== null).filter((time) => time <= nowMs);
    return known.length === 0 ? null : Math.max(...known);
  }
}
