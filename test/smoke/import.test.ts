import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { makeOwncast } from '../peers/owncast-database.ts';
import { until } from '../peers/wait.ts';
import { Sandbox } from './sandbox.ts';

const sandbox = new Sandbox();
after(() => sandbox[Symbol.dispose]());

/** Large enough that one transaction outgrows SQLite's cache, and is seen half-way in the log. */
const COUNTS = { messages: 40_000, users: 2_000, followers: 1_000 } as const;
const HALF_WAY_BYTES = 1_000_000;

/** What an Owncast left behind; whoever imports it may read it, and not write there. */
function owncast(name: string, counts = { messages: 20, users: 5, followers: 4 }): string {
  const folder = sandbox.path(name);
  mkdirSync(folder);
  makeOwncast({ folder, counts });
  chmodSync(folder, 0o555);
  return folder;
}

function counted(data: string, table: string): number {
  using database = new DatabaseSync(join(data, 'aerial.db'));
  return Number(database.prepare(`SELECT count(*) AS many FROM ${table}`).get()?.['many']);
}

const tables = ['messages', 'users', 'access_tokens', 'followers', 'settings', 'secrets', 'stream_keys', 'artwork'];

describe('aerial import owncast, as one executable', () => {
  it('leaves nothing behind when it is killed half-way, and everything when it is run again', async () => {
    const folder = owncast('killed-from', COUNTS);
    const before = readdirSync(folder).toSorted();
    let data = sandbox.directory('killed-into');
    let kills = 0;
    for (let attempt = 1; kills < 3; attempt++) {
      assert.ok(attempt <= 12, 'it was hardly ever caught half-way');
      const running = sandbox.start('import', 'owncast', folder, '--yes', '--data', data);
      const log = join(data, 'aerial.db-wal');
      await until(
        'the import is half-way',
        () =>
          (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > HALF_WAY_BYTES * (kills + 1) ||
          running.child.exit !== null,
        { timeoutMs: 20_000, everyMs: 1, explain: () => running.err + running.out },
      );
      await running.child.stop('SIGKILL');
      const counts = tables.map((table) => counted(data, table));
      if (counts.some((count) => count > 0)) {
        // On a busy machine it may be done first.
        assert.deepEqual(counts.slice(0, 4), [40_001, 2_001, 2_001, 1_000]);
        data = sandbox.directory(`killed-into-${attempt}`);
        continue;
      }
      kills += 1;
    }
    const { code, err } = await sandbox.run('import', 'owncast', folder, '--yes', '--data', data);
    assert.equal(code, 0, err);
    assert.deepEqual(
      ['messages', 'users', 'followers'].map((table) => counted(data, table)),
      [40_001, 2_001, 1_000],
    );
    assert.deepEqual(readdirSync(folder).toSorted(), before);
  });

  it('brings a channel that then answers as the one before did', async () => {
    const data = sandbox.directory('served');
    const { code, out, err } = await sandbox.run('import', 'owncast', owncast('served-from'), '--yes', '--data', data);
    assert.equal(code, 0, err);
    assert.match(out, /Done in /);
    const { url, running } = await sandbox.serve(data);
    const admin = { authorization: `Basic ${Buffer.from('admin:correct horse').toString('base64')}` };
    const config = (await (await fetch(`${url}/api/config`)).json()) as { name: string };
    const followers = await fetch(`${url}/api/admin/followers`, { headers: admin });
    assert.equal(config.name, 'Night Owls');
    assert.deepEqual([followers.status, ((await followers.json()) as { total: number }).total], [200, 2]);
    assert.doesNotMatch(running.out + running.err, /\/setup#/);
    const refused = await sandbox.run('import', 'owncast', sandbox.path('served-from'), '--yes', '--data', data);
    assert.match(refused.err, /Another Aerial \(process \d+\) is using .* \[DATA_DIR_LOCKED\]/);
    await running.child.stop();
  });

  it('says in one line what it cannot import, and stores nothing', async () => {
    const folder = sandbox.directory('bad');
    const good = readFileSync(join(owncast('good'), 'owncast.db'));
    const bad: readonly (readonly [string, Buffer | string, RegExp])[] = [
      ['text.db', 'no database', /is no SQLite database/],
      ['rubbish.db', Buffer.alloc(100_000, 0xa7), /is no SQLite database/],
      ['truncated.db', good.subarray(0, 60_000), /is damaged/],
      ['scrambled.db', Buffer.concat([good.subarray(0, 4096), Buffer.alloc(good.length - 4096, 0xa7)]), /is damaged/],
    ];
    for (const [name, bytes] of bad) writeFileSync(join(folder, name), bytes);
    const secret = join(folder, 'secret.db');
    writeFileSync(secret, good, { mode: 0o600 });
    const cases = bad.map(([name, , says]) => [join(folder, name), says] as const);
    const data = sandbox.path('bad-into');
    for (const [path, says] of [
      ...cases,
      [secret, /cannot be read/] as const,
      [folder, /There is no owncast\.db/] as const,
    ]) {
      if (path === secret && process.getuid?.() !== 0) continue;
      const { code, err } = await sandbox.run('import', 'owncast', path, '--yes', '--data', data);
      assert.match(err, /^aerial: [^\n]+\. [^\n]+ \[IMPORT_UNUSABLE\]\n$/);
      assert.match(err, says);
      assert.equal(code, 65);
    }
    assert.ok(!existsSync(data));
  });
});
