import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCommand, temporaryDirectory } from './testing.ts';

test('what is set is got, listed with its source, and unset again', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  assert.match(
    (await runCommand(['settings', 'set', 'part-ms', '300', ...data])).output,
    /now "300"\. .* from the next broadcast on/,
  );
  assert.equal((await runCommand(['settings', 'get', 'part-ms', ...data])).output, '300');
  assert.match((await runCommand(['settings', ...data])).output, /^part-ms +300 {3}\(database\)$/m);
  assert.match((await runCommand(['settings', 'unset', 'part-ms', ...data])).output, /back to its default, "500"/);
  assert.match((await runCommand(['settings', 'unset', 'part-ms', ...data])).output, /was not stored/);
  assert.equal((await runCommand(['settings', 'get', 'part-ms', ...data])).output, '500');
});

test('a ladder is heeded when ladder-applies says, and the answer and the list tell so', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  const ladderSays = async (verb: 'set' | 'unset', ...value: string[]): Promise<string> =>
    (await runCommand(['settings', verb, 'ladder', ...value, ...data])).output;
  assert.match(await ladderSays('set', '360p:700'), /from the next broadcast on/);
  await runCommand(['settings', 'set', 'ladder-applies', 'at once', ...data]);
  assert.match(await ladderSays('set', '240p:300'), /heeds it within a second/);
  const rows = JSON.parse((await runCommand(['settings', 'list', '--json', ...data])).output) as {
    name: string;
    takesEffect: string;
  }[];
  assert.equal(rows.find(({ name }) => name === 'ladder')?.takesEffect, 'at once');
  assert.match(await ladderSays('unset'), /heeds it within a second/);
  assert.match(await ladderSays('unset'), /was not stored/);
});

test('looking does not make a data directory', async (t) => {
  const directory = join(temporaryDirectory(t), 'none');
  assert.equal((await runCommand(['settings', 'get', 'part-ms', '--data', directory])).output, '500');
  assert.match((await runCommand(['keys', 'list'], { AERIAL_DATA: directory })).output, /no stream key yet/);
  assert.equal(existsSync(directory), false);
});

test('a value that is not allowed changes nothing', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  const { code, output } = await runCommand(['settings', 'set', 'part-ms', '3', ...data]);
  assert.equal(code, 78);
  assert.equal(
    output,
    'part-ms cannot be "3": allowed is a whole number from 200 to 1000. Nothing has been changed. [SETTING_INVALID]',
  );
});

test('what belongs to the start, and what is no setting, cannot be stored', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  assert.match(
    (await runCommand(['settings', 'set', 'ffmpeg', '/tmp/x', ...data])).output,
    /given at the start.*\[USAGE\]$/,
  );
  assert.match((await runCommand(['settings', 'set', 'part-mss', '1', ...data])).output, /Did you mean part-ms\?/);
  for (const words of [['get'], ['set', 'part-ms'], ['get', 'part-ms', 'x'], ['list', 'x'], ['frobnicate']]) {
    assert.equal((await runCommand(['settings', ...words, ...data])).code, 64, words.join(' '));
  }
});

test('the list shows a bad value beside the others and hides secrets', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  const environment = { AERIAL_PART_MS: 'soon', AERIAL_STREAM_KEY: 'hush' };
  const { output } = await runCommand(['settings', 'list', ...data], environment);
  assert.match(
    output,
    /^part-ms +soon {3}\(environment\) {3}✗ The environment variable AERIAL_PART_MS cannot be "soon"/m,
  );
  assert.match(output, /^stream-key +\(secret\) {3}\(environment\)$/m);
  assert.equal(output.includes('hush'), false);
  const rows = JSON.parse((await runCommand(['settings', 'list', '--json', ...data], environment)).output) as {
    name: string;
  }[];
  assert.ok(rows.some(({ name }) => name === 'ladder'));
});

test('a secret that is set is not written on the screen', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  const { output } = await runCommand(['settings', 'set', 'mail-password', 'hush-hush', ...data]);
  assert.match(output, /^mail-password is now what was given\. /);
  assert.equal(output.includes('hush'), false);
});

test('a data directory that cannot be used is one line with its code', async (t) => {
  const file = join(temporaryDirectory(t), 'file');
  writeFileSync(file, '');
  const { code, output } = await runCommand(['settings', 'set', 'part-ms', '300', '--data', join(file, 'data')]);
  assert.equal(code, 73);
  assert.match(output, /^The data directory .* cannot be used: .*--data DIR\. \[DATA_DIR_UNUSABLE\]$/);
  assert.equal(output.includes('\n'), false);
});

test('a server that cannot have its directory asks for another', async () => {
  const { code, output } = await runCommand(['serve', '--data', '/proc/data']);
  assert.equal(code, 73);
  assert.match(output, /^The data directory \/proc\/data cannot be used: .*--data DIR\. \[DATA_DIR_UNUSABLE\]$/);
});
