import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { temporaryDirectory } from '../store/testing.ts';
import { copyOwnFiles, listOwnFiles } from './own-files.ts';

function stage(t: TestContext): { from: string; to: string } {
  const from = temporaryDirectory(t);
  mkdirSync(join(from, 'deep', 'er'), { recursive: true });
  writeFileSync(join(from, 'a.txt'), 'a');
  writeFileSync(join(from, 'deep', 'er', 'b.txt'), 'b');
  writeFileSync(join(from, '.hidden'), 'h');
  symlinkSync('/etc/passwd', join(from, 'link'));
  return { from, to: join(temporaryDirectory(t), 'public') };
}

describe("the owner's own files", () => {
  test('are copied with their folders, but for links and hidden ones', (t) => {
    const { from, to } = stage(t);
    const files = listOwnFiles(from, to);
    assert.deepEqual(files.toSorted(), ['a.txt', join('deep', 'er', 'b.txt')]);
    assert.deepEqual(copyOwnFiles(from, to, files), []);
    assert.equal(readFileSync(join(to, 'deep', 'er', 'b.txt'), 'utf8'), 'b');
    assert.deepEqual(readdirSync(to).toSorted(), ['a.txt', 'deep']);
    assert.deepEqual(listOwnFiles(from, to), []);
  });

  test('that are there already stay as they are', (t) => {
    const { from, to } = stage(t);
    const files = listOwnFiles(from, to);
    mkdirSync(to);
    writeFileSync(join(to, 'a.txt'), 'ours');
    assert.deepEqual(listOwnFiles(from, to), [join('deep', 'er', 'b.txt')]);
    assert.deepEqual(copyOwnFiles(from, to, files), []);
    assert.equal(readFileSync(join(to, 'a.txt'), 'utf8'), 'ours');
  });

  test('that cannot be copied are named, and the others come', (t) => {
    const { from, to } = stage(t);
    mkdirSync(to);
    writeFileSync(join(to, 'deep'), 'a file where a folder should be');
    assert.deepEqual(copyOwnFiles(from, to, listOwnFiles(from, to)), [join('deep', 'er', 'b.txt')]);
    assert.deepEqual(copyOwnFiles(from, to, ['missing']), ['missing']);
    assert.deepEqual(readdirSync(to).toSorted(), ['a.txt', 'deep']);
  });

  test('are none where there is no such folder', (t) => {
    assert.deepEqual(listOwnFiles(join(temporaryDirectory(t), 'nowhere'), '/elsewhere'), []);
  });
});
