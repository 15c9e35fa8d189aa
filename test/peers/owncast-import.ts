import type { TestContext } from 'node:test';
import { makeOwncast, type OwncastFixture } from './owncast-database.ts';
import type { Store } from '../../internal/store/store.ts';
import { temporaryDirectory } from '../../internal/store/testing.ts';
import { carryOver, type Outcome, type Prepared } from '../../internal/owncast/carry.ts';
import { prepareImport } from '../../internal/owncast/prepare.ts';
import { openOwncast } from '../../internal/owncast/source.ts';
import { foreignPlans } from '../../internal/schedule/foreign-plans.ts';

/** When imports of tests happen. */
export const IMPORT_MS = Date.UTC(2026, 0, 1);

type FixtureNeeds = Omit<Parameters<typeof makeOwncast>[0], 'folder'>;

/** What an Owncast left behind, gone when the test ends. */
export function ownOwncast(t: TestContext, needs: FixtureNeeds = {}): OwncastFixture {
  return makeOwncast({ folder: temporaryDirectory(t), ...needs });
}

/** Reads it, with a craft of passwords that costs nothing. */
export async function prepare(
  t: TestContext,
  path: string,
  options: { withPorts?: boolean; skipUnreadable?: boolean; dataDirectory?: string } = {},
): Promise<Prepared> {
  const source = openOwncast({ path });
  t.after(() => source.database.close());
  const passwords = {
    hash: async (password: string) => `hash of ${password}`,
    matches: async (hash: string, password: string) => hash === `${'$2b$04$'.padEnd(60, '.')}` && password === 'abc123',
  };
  return prepareImport({
    source,
    passwords,
    plans: foreignPlans,
    nowMs: IMPORT_MS,
    withPorts: false,
    skipUnreadable: false,
    dataDirectory: '/elsewhere',
    ...options,
  });
}

/** Imports it into a store. */
export async function importInto(t: TestContext, store: Store, path: string): Promise<Outcome> {
  const prepared = await prepare(t, path);
  return store.importing((writer) => carryOver(prepared, writer));
}
