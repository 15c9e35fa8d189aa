import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand, temporaryDirectory } from './testing.ts';

test('keys are added as typed or made up, listed, and removed by their id', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  const made = (await runCommand(['keys', 'add', ...data])).output;
  assert.match(made, /^ {2}1 {2}[a-z2-9]{28}\nIt can be used at once\.$/);
  await runCommand(['keys', 'add', 'näh ?/=', '--comment', 'phone', ...data]);
  assert.match((await runCommand(['keys', 'list', ...data])).output, /^ {2}1 {2}\w{28}\n {2}2 {2}näh \?\/= {3}phone$/);
  assert.equal((await runCommand(['keys', 'remove', '1', ...data])).code, 0);
  assert.match((await runCommand(['keys', ...data])).output, /^ {2}2 {2}näh/);
  const listed = JSON.parse((await runCommand(['keys', 'list', '--json', ...data])).output) as unknown[];
  assert.equal(listed.length, 1);
});

test('what cannot be a key, is one already, or is no id, is refused', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  await runCommand(['keys', 'add', 'same', ...data]);
  for (const words of [
    ['add', 'same'],
    ['add', ''],
    ['add', ' x'],
    ['add', 'a\nb'],
    ['remove', '9'],
    ['remove'],
    ['list', 'x'],
    ['drop'],
  ]) {
    const { code, output } = await runCommand(['keys', ...words, ...data]);
    assert.equal(code, 64, words.join(' '));
    assert.match(output, /\[USAGE\]$/);
  }
  assert.equal((await runCommand(['keys', 'add', 'x', '--comment', 'y'.repeat(201), ...data])).code, 64);
});

test('a comment cannot write elsewhere on the screen', async (t) => {
  const data = ['--data', temporaryDirectory(t)];
  await runCommand(['keys', 'add', 'key', '--comment', 'a\u001b[2Jb', ...data]);
  assert.equal((await runCommand(['keys', 'list', ...data])).output.includes('\u001b'), false);
});
