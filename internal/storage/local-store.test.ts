import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LocalStore } from './local-store.ts';

test('a broadcast that is over leaves no folders, and one that goes on has its own again', async (t) => {
  const directory = join(mkdtempSync(join(tmpdir(), 'aerial-storage-')), 'hls');
  t.after(() => rmSync(join(directory, '..'), { recursive: true, force: true }));
  const store = new LocalStore({ directory });
  for (const name of ['over/0/1.m4s', 'over/0/2.m4s', 'over/1/1.m4s', 'now/0/1.m4s'])
    await store.put(name, Buffer.from('abc'));
  await store.remove('over/0/1.m4s');
  assert.deepEqual(readdirSync(join(directory, 'over')).toSorted(), ['0', '1']);
  await store.remove('over/0/2.m4s');
  await store.remove('over/1/1.m4s');
  await store.remove('never/0/1.m4s');
  assert.deepEqual(readdirSync(directory), ['now']);
  await store.remove('now/0/1.m4s');
  assert.ok(existsSync(directory));
  await store.put('now/0/2.m4s', Buffer.from('abc'));
  assert.deepEqual(readdirSync(join(directory, 'now', '0')), ['2.m4s']);
});
