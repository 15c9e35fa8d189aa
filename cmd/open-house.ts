import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Settings } from '../internal/config/settings.ts';
import { systemClock } from '../internal/platform/clock.ts';
import type { Logger } from '../internal/platform/log.ts';
import { loadNativeAddon } from '../internal/platform/native-addon.ts';
import { prepareDataDirectory } from '../internal/store/data-directory.ts';
import { databaseFile } from '../internal/store/database.ts';
import type { Store } from '../internal/store/store.ts';
import type { CommandNeeds } from './command.ts';

type HouseNeeds = Pick<CommandNeeds, 'assets' | 'environment' | 'flags'>;

/** The data directory that the flags or the environment name, absolute; it need not exist. */
export function findDataDirectory(needs: HouseNeeds): string {
  return resolve(new Settings(onlyData(needs)).get('data'));
}

/** Opens the store of the data directory that the flags or the environment name, making it if it is not there. */
export async function openHouseStore(
  needs: HouseNeeds,
  options: { lock: 'hold' | 'visit'; log: Logger },
): Promise<{ store: Store; dataDirectory: string }> {
  // Loaded when it is wanted: what speaks to the database is most of what a command has to load.
  const { openStore } = await import('../internal/store/store.ts');
  const dataDirectory = prepareDataDirectory(findDataDirectory(needs));
  const nativeBinding = loadAddon(needs, dataDirectory);
  const store = openStore({ dataDirectory, assets: needs.assets, nativeBinding, clock: systemClock, ...options });
  return { store, dataDirectory };
}

/** Runs `work` on the store of an existing database beside a server that may be running, or on null when there is none yet. */
export async function withExistingStore<Result>(
  needs: HouseNeeds,
  log: Logger,
  work: (store: Store | null) => Result,
): Promise<Result> {
  return existsSync(databaseFile(findDataDirectory(needs))) ? await withStore(needs, log, work) : work(null);
}

/** The same for what may change nothing at all: a database of an older layout is brought forward in a copy that is gone afterwards. */
export async function withStoreToRead<Result>(
  needs: HouseNeeds,
  log: Logger,
  work: (store: Store | null) => Result,
): Promise<Result> {
  const dataDirectory = findDataDirectory(needs);
  if (!existsSync(databaseFile(dataDirectory))) return work(null);
  const { copyDatabase, readLayout } = await import('../internal/store/copy-database.ts');
  const { readMigrations } = await import('../internal/store/migrations.ts');
  const { scratchPrefix } = await import('../internal/store/restore.ts');
  const native = { nativeBinding: loadAddon(needs, dataDirectory) };
  if (readLayout({ dataDirectory, ...native }) >= readMigrations(needs.assets).length)
    return withStore(needs, log, work);
  const scratch = mkdtempSync(join(dataDirectory, scratchPrefix(process.pid)));
  try {
    const target = { file: databaseFile(scratch) };
    copyDatabase({ dataDirectory, target, wallMs: systemClock.wallMs(), ...native });
    const { openStore } = await import('../internal/store/store.ts');
    const { assets } = needs;
    return use(openStore({ dataDirectory: scratch, assets, clock: systemClock, log, lock: 'visit', ...native }), work);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs `work` on the store, made if need be, beside a server that may be running. */
export async function withStore<Result>(
  needs: HouseNeeds,
  log: Logger,
  work: (store: Store) => Result,
): Promise<Result> {
  const { store } = await openHouseStore(needs, { lock: 'visit', log });
  return use(store, work);
}

function use<Result>(store: Store, work: (store: Store) => Result): Result {
  try {
    return work(store);
  } finally {
    store.close();
  }
}

export function loadAddon(needs: HouseNeeds, dataDirectory: string): object {
  return loadNativeAddon({ assets: needs.assets, name: 'native/better_sqlite3.node', dataDirectory });
}

/** Where the data lie is asked first: a fault in another setting must not keep `aerial settings` from putting it right. */
function onlyData(needs: HouseNeeds): { flags: { data?: string }; environment: { AERIAL_DATA?: string } } {
  const { data } = needs.flags;
  const variable = needs.environment['AERIAL_DATA'];
  return {
    flags: typeof data === 'string' ? { data } : {},
    environment: variable === undefined ? {} : { AERIAL_DATA: variable },
  };
}
