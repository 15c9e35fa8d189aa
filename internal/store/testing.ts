import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import type { MigrationAssets } from './migrations.ts';
import { openStore, type Store, type StoreNeeds } from './store.ts';

const migrationsDirectory = join(import.meta.dirname, 'migrations');

/** The migrations as they lie in the source. */
export const sourceMigrations: MigrationAssets = {
  names: (prefix) => readdirSync(migrationsDirectory).map((file) => prefix + file),
  text: (name) => readFileSync(join(migrationsDirectory, name.slice('migrations/'.length)), 'utf8'),
};

/** A directory that is gone when the test ends. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'aerial-store-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

type TestNeeds = Partial<Pick<StoreNeeds, 'lock' | 'assets'>> & { directory?: string };

/** A store in a directory of its own or in the one given, closed when the test ends. */
export function testStore(t: TestContext, needs: TestNeeds = {}): Store {
  return testStore.withClock(t, needs).store;
}

testStore.withClock = (t: TestContext, needs: TestNeeds): { store: Store; clock: ManualClock } => {
  const clock = new ManualClock();
  const store = openStore({
    dataDirectory: needs.directory ?? temporaryDirectory(t),
    assets: needs.assets ?? sourceMigrations,
    clock,
    log: silentLogger,
    lock: needs.lock ?? 'hold',
    lockWaitMs: 0,
  });
  t.after(() => store.close());
  return { store, clock };
};
