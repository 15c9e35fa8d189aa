import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCommand, temporaryDirectory } from './testing.ts';

describe('aerial backup and aerial restore', () => {
  it('keep what was, and bring it back', async (t) => {
    const data = temporaryDirectory(t);
    const file = join(temporaryDirectory(t), 'mine.db');
    await runCommand(['settings', 'set', 'channel-name', 'Then', '--data', data]);
    const made = await runCommand(['backup', file, '--data', data]);
    assert.equal(made.code, 0);
    assert.ok(made.output.startsWith(file));
    await runCommand(['settings', 'set', 'channel-name', 'Now', '--data', data]);
    const restored = await runCommand(['restore', file, '--data', data]);
    assert.match(restored.output, /as it was when the copy was made/);
    assert.equal((await runCommand(['settings', 'get', 'channel-name', '--data', data])).output, 'Then');
    const [former] = readdirSync(join(data, 'backups'));
    await runCommand(['restore', join(data, 'backups', former ?? ''), '--data', data]);
    assert.equal((await runCommand(['settings', 'get', 'channel-name', '--data', data])).output, 'Now');
  });

  it('name a copy by its time where only a folder is given, or nothing', async (t) => {
    const data = temporaryDirectory(t);
    const place = temporaryDirectory(t);
    await runCommand(['keys', 'add', '--data', data]);
    await runCommand(['backup', place, '--data', data]);
    await runCommand(['backup', '--data', data]);
    for (const folder of [place, join(data, 'backups')])
      assert.match(readdirSync(folder).join(), /^aerial-.*-layout-\d+\.db$/);
  });

  it('never write over a file, and say what is missing', async (t) => {
    const data = temporaryDirectory(t);
    const file = join(data, 'notes.txt');
    writeFileSync(file, 'mine');
    const outcomes = [
      await runCommand(['backup', '--data', join(data, 'nowhere')]),
      await runCommand(['backup', file, '--data', data]),
      await runCommand(['backup', join(data, 'no-disk', 'copy.db'), '--data', data]),
      await runCommand(['backup', `${join(data, 'no-disk')}/`, '--data', data]),
      await runCommand(['restore', '--data', data]),
      await runCommand(['restore', file, '--data', data]),
      await runCommand(['restore', join(data, 'nothing.db'), '--data', data]),
    ];
    const expected = ['NOT_FOUND', 'USAGE', 'USAGE', 'USAGE', 'USAGE', 'BACKUP_UNUSABLE', 'BACKUP_UNUSABLE'];
    assert.deepEqual(
      outcomes.map(({ output }) => /\[([A-Z_]+)\]$/.exec(output)?.[1]),
      expected,
    );
    for (const { code } of outcomes) assert.notEqual(code, 0);
    assert.deepEqual(readdirSync(data), ['notes.txt']);
  });
});
