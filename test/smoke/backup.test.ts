import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import { until } from '../peers/wait.ts';
import { type Running, Sandbox } from './sandbox.ts';

const sandbox = new Sandbox();
after(() => sandbox[Symbol.dispose]());

/** Large enough that the change of all rows outgrows SQLite's cache, and is seen half-way in the log. */
const MESSAGES = 60_000;
const HALF_WAY_BYTES = 2_000_000;

async function succeed(...parameters: string[]): Promise<string> {
  const { code, out, err } = await sandbox.run(...parameters);
  assert.equal(code, 0, err);
  return out;
}

async function nameOf(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/manifest.webmanifest`);
  return ((await answer.json()) as { name: string }).name;
}

/** A data directory with a station called `name` and a long chat. */
async function station(name: string): Promise<string> {
  const data = sandbox.directory(name);
  await succeed('settings', 'set', 'channel-name', 'Then', '--data', data);
  using database = new DatabaseSync(join(data, 'aerial.db'));
  database.exec(`
    WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ${MESSAGES})
    INSERT INTO messages (id, kind, body, sent_wall_ms)
      SELECT 'message ' || number, 'CHAT', '<p>' || hex(randomblob(100)) || '</p>', number FROM numbers`);
  return data;
}

/** All that a restore changes, in a few words. */
function stateOf(data: string): string {
  using database = new DatabaseSync(join(data, 'aerial.db'));
  const ask = (question: string) => JSON.stringify(database.prepare(question).get());
  return [
    ask('SELECT count(*), max(id), sum(sent_wall_ms) FROM messages'),
    ask("SELECT value FROM settings WHERE name = 'channel-name'"),
    ask('PRAGMA integrity_check'),
  ].join();
}

describe('Copies of the database, by the executable', () => {
  it('are put back under a server that runs, which heeds them', async () => {
    const data = await station('running');
    const { url, running } = await sandbox.serve(data);
    const copy = join(sandbox.directory('elsewhere-running'), 'copy.db');
    await succeed('backup', copy, '--data', data);
    await succeed('settings', 'set', 'channel-name', 'Now', '--data', data);
    await until('the server heeds the setting', async () => (await nameOf(url)) === 'Now', { timeoutMs: 10_000 });
    await succeed('restore', copy, '--data', data);
    await until('the server heeds the copy', async () => (await nameOf(url)) === 'Then', { timeoutMs: 10_000 });
    assert.equal((await running.child.stop()).code, 0, running.err);
  });

  it('are put back whole or not at all, wherever the command is killed', async () => {
    const data = await station('killed');
    const copy = join(sandbox.directory('elsewhere-killed'), 'copy.db');
    await succeed('backup', copy, '--data', data);
    const then = stateOf(data);
    await succeed('settings', 'set', 'channel-name', 'Now', '--data', data);
    {
      using database = new DatabaseSync(join(data, 'aerial.db'));
      database.exec('DELETE FROM messages WHERE sent_wall_ms % 2 = 0');
    }
    const now = stateOf(data);
    const log = join(data, 'aerial.db-wal');
    const moments: Readonly<Record<string, (running: Running) => boolean>> = {
      'the copy is being looked at': () => readdirSync(data).some((name) => name.startsWith('restoring-')),
      'the state before is being copied': () => existsSync(join(data, 'backups')),
      'half of the rows are there': () => (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > HALF_WAY_BYTES,
    };
    for (const [what, isNow] of Object.entries(moments)) {
      const running = sandbox.start('restore', copy, '--data', data);
      await until(what, () => isNow(running), { timeoutMs: 20_000, everyMs: 1, explain: () => running.err });
      assert.equal((await running.child.stop('SIGKILL')).signal, 'SIGKILL', what);
      assert.equal(stateOf(data), now, what);
    }
    await succeed('restore', copy, '--data', data);
    assert.equal(stateOf(data), then);
    assert.deepEqual(
      readdirSync(data).filter((name) => name.startsWith('restoring-')),
      [],
    );
  });

  it('are not made where there is no room, or no right, and what is there stays', async (t) => {
    const data = await station('cramped');
    const forbidden = sandbox.path('forbidden');
    mkdirSync(forbidden);
    chmodSync(forbidden, 0o555);
    const refused = await sandbox.run('backup', join(forbidden, 'copy.db'), '--data', data);
    assert.match(refused.err, /^aerial: .*copy\.db.*cannot be written: .* \[DATA_DIR_UNUSABLE\]\n$/);
    const cramped = sandbox.directory('small');
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=777', 'aerial-test', cramped], { stdio: 'ignore' });
    } catch {
      t.diagnostic('Only root may mount a small file system; a full disk was not tried.');
      return;
    }
    try {
      const full = await sandbox.run('backup', cramped, '--data', data);
      assert.match(full.err, /^aerial: There is no space left .* \[DISK_FULL\]\n$/);
      assert.deepEqual(readdirSync(cramped), []);
    } finally {
      execFileSync('umount', [cramped]);
    }
  });
});
