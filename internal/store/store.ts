import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { BroadcastRepository } from './broadcast-repository.ts';
import { CounterRepository } from './counter-repository.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { type MigrationAssets, readMigrations } from './migrations.ts';
import { Session } from './session.ts';
import { SettingsRepository } from './settings-repository.ts';
import { StreamKeyRepository } from './stream-key-repository.ts';

/** How often the database is asked whether another process wrote to it. */
const OUTSIDE_CHECK_MS = 1_000;

export interface StoreNeeds {
  readonly dataDirectory: string;
  readonly assets: MigrationAssets;
  /** The loaded SQLite add-on; without it the package finds its own, as in a clone. */
  readonly nativeBinding?: object;
  readonly clock: Clock;
  readonly log: Logger;
  /** `hold` to serve, `visit` for a command beside a server: see `DatabaseNeeds`. */
  readonly lock: 'hold' | 'visit';
  readonly lockWaitMs?: number;
}

/**
 * Opens the store of a data directory, made or brought forward as needed. Throws `DATA_DIR_UNUSABLE`, `DATA_DIR_LOCKED`,
 * `DATABASE_NEWER`, `DATABASE_CORRUPT` or `DISK_FULL`.
 */
export function openStore(needs: StoreNeeds): Store {
  const dataDirectory = prepareDataDirectory(needs.dataDirectory);
  const database = openDatabase({ ...needs, dataDirectory, migrations: readMigrations(needs.assets) });
  const store = new Store({ database, clock: needs.clock, log: needs.log });
  try {
    if (needs.lock === 'hold' && store.broadcasts.closeUnfinished('crashed') > 0) {
      needs.log.warn({}, 'The last broadcast was never ended: Aerial or the machine must have stopped abruptly.');
    }
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** All that is kept in the database, one repository a noun. Every call is synchronous and takes microseconds. */
export class Store {
  readonly settings: SettingsRepository;
  readonly streamKeys: StreamKeyRepository;
  readonly counters: CounterRepository;
  readonly broadcasts: BroadcastRepository;
  readonly #database: OpenDatabase;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stopWatching = new Set<() => void>();

  constructor(needs: { database: OpenDatabase; clock: Clock; log: Logger }) {
    this.#database = needs.database;
    this.#clock = needs.clock;
    this.#log = needs.log;
    const session = new Session(needs.database);
    this.#session = session;
    this.settings = new SettingsRepository({ session });
    this.streamKeys = new StreamKeyRepository({ session, wallMs: () => needs.clock.wallMs() });
    this.counters = new CounterRepository({ session });
    this.broadcasts = new BroadcastRepository({ session });
  }

  /** Calls `listener` within a second of another process's write; the returned function stops that. */
  onOutsideChange(listener: () => void): () => void {
    let version = this.#session.outsideVersion();
    const stop = this.#clock.every(OUTSIDE_CHECK_MS, () => {
      try {
        const current = this.#session.outsideVersion();
        if (current === version) return;
        version = current;
        listener();
      } catch (error) {
        this.#log.warn(
          { error: String(error) },
          'The database could not be asked for changes; it is asked again in a second.',
        );
      }
    });
    this.#stopWatching.add(stop);
    return stop;
  }

  /** Writes everything into the one database file and gives the data directory back. Calling it twice is harmless. */
  close(): void {
    for (const stop of this.#stopWatching) stop();
    this.#stopWatching.clear();
    this.#database.close();
  }
}
