import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { makeOwncast } from '../test/peers/owncast-database.ts';
import { systemClock } from '../internal/platform/clock.ts';
import { silentLogger } from '../internal/platform/log.ts';
import { readLayout } from '../internal/store/copy-database.ts';
import { prepareDataDirectory } from '../internal/store/data-directory.ts';
import { openDatabase } from '../internal/store/database.ts';
import { type MigrationAssets, readMigrations } from '../internal/store/migrations.ts';
import { sourceMigrations, testStore } from '../internal/store/testing.ts';
import { type Outcome, runCommand, temporaryDirectory } from './testing.ts';

interface Stage {
  readonly owncast: string;
  readonly data: string;
  run(words?: readonly string[], input?: string): Promise<Outcome>;
}

function stage(t: TestContext): Stage {
  const { folder } = makeOwncast({ folder: temporaryDirectory(t) });
  const data = join(temporaryDirectory(t), 'data');
  const run = (words: readonly string[] = [], input = ''): Promise<Outcome> =>
    runCommand(['import', 'owncast', folder, '--data', data, ...words], {}, input);
  return { owncast: folder, data, run };
}

/** Makes a database whose layout is that of some migrations. */
function migrate(dataDirectory: string, assets: MigrationAssets): void {
  const needs = { migrations: readMigrations(assets), clock: systemClock, log: silentLogger, lock: 'hold' } as const;
  openDatabase({ ...needs, dataDirectory: prepareDataDirectory(dataDirectory) }).close();
}

async function setting(data: string, name: string): Promise<string> {
  return (await runCommand(['settings', 'get', name, '--data', data])).output;
}

describe('aerial import owncast', () => {
  test('shows what it would do in a dry run, and makes nothing', async (t) => {
    const { owncast, data, run } = stage(t);
    const before = readdirSync(owncast);
    const { code, output } = await run(['--dry-run']);
    assert.equal(code, 0);
    assert.match(output, /channel-name +"Aerial" → "Night Owls"/);
    assert.match(output, /chat messages +21 new\n +1 left out: their author is not there/);
    assert.match(output, /Stays behind\n/);
    assert.match(output, /Nothing was stored: this was a dry run\.$/);
    assert.ok(!existsSync(data));
    assert.deepEqual(readdirSync(owncast), before);
  });

  test('asks first, and leaves everything as it is for any answer but yes', async (t) => {
    const { data, run } = stage(t);
    for (const answer of ['', 'n\n', 'yesterday\n', 'no\nyes\n']) {
      const { code, output } = await run([], answer);
      assert.equal(code, 1);
      assert.match(output, /Go ahead\?.*\nNothing was stored\.$/);
      assert.ok(!existsSync(data));
    }
  });

  test('stores everything when it is told to go ahead, and can be run again', async (t) => {
    const { data, run } = stage(t);
    const { code, output } = await run([], 'Yes\n');
    assert.equal(code, 0);
    assert.match(output, /Done in [\d.]+ s: 48 entries and \d+ settings came along into /);
    assert.match(output, /Followers stay as long as the channel is reached at https:\/\/tv\.example\.org/);
    assert.equal(await setting(data, 'channel-name'), 'Night Owls');
    assert.equal(readFileSync(join(data, 'public', 'hello.txt'), 'utf8'), 'hello');
    const again = await run(['--yes']);
    const copy =
      /What was here before lies in (\S+\.db); `aerial restore` puts it back\./.exec(again.output)?.[1] ?? '';
    assert.ok(existsSync(copy));
    assert.match(again.output, /once more\.[^]*Done in [\d.]+ s: 0 entries and 0 settings/);
  });

  test('takes the ports when it is asked to', async (t) => {
    const { data, run } = stage(t);
    assert.equal((await run(['--yes', '--with-ports'])).code, 0);
    assert.equal(await setting(data, 'http-port'), '8090');
  });

  test('is refused beside a server, unless it is a dry run', async (t) => {
    const { data, run } = stage(t);
    testStore(t, { directory: data });
    const { code, output } = await run(['--yes']);
    assert.equal(code, 73);
    assert.match(output, /^Another Aerial \(process \d+\) is using .* \[DATA_DIR_LOCKED\]$/);
    assert.equal((await run(['--dry-run'])).code, 0);
  });

  test('leaves a database of an older layout as it is, unless it is told to go ahead', async (t) => {
    const { data, run } = stage(t);
    const older = {
      ...sourceMigrations,
      names: (prefix: string) => sourceMigrations.names(prefix).toSorted().slice(0, 5),
    };
    migrate(data, older);
    const before = readLayout({ dataDirectory: data });
    assert.equal((await run(['--dry-run'])).code, 0);
    assert.equal((await run([], 'no\n')).code, 1);
    assert.equal(readLayout({ dataDirectory: data }), before);
    assert.deepEqual(
      readdirSync(data).filter((name) => name === 'backups' || name.startsWith('restoring')),
      [],
    );
    assert.equal((await run(['--yes'])).code, 0);
    assert.ok(readLayout({ dataDirectory: data }) > before);
  });

  test('says in a line what cannot be imported, and stores nothing', async (t) => {
    const data = join(temporaryDirectory(t), 'data');
    const folder = temporaryDirectory(t);
    const rubbish = join(folder, 'rubbish.db');
    writeFileSync(rubbish, Buffer.alloc(5_000, 0x5a));
    for (const path of [folder, rubbish, join(folder, 'missing')]) {
      const { code, output } = await runCommand(['import', 'owncast', path, '--yes', '--data', data]);
      assert.equal(code, 65);
      assert.match(output, /^[^\n]+\. [^\n]+ \[IMPORT_UNUSABLE\]$/);
    }
    assert.ok(!existsSync(data));
  });

  test('says what it takes when it is asked for something else', async () => {
    for (const words of [['import'], ['import', 'owncast'], ['import', 'peertube', 'x']]) {
      const { code, output } = await runCommand(words);
      assert.equal(code, 64);
      assert.match(output, /aerial import owncast PATH/);
    }
  });
});
