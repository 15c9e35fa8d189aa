import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

test('no space is wider at the left or right whichever way the language is read', () => {
  const web = join(import.meta.dirname, '..');
  const uneven: string[] = [];
  for (const sheet of globSync('{viewer,shared}/**/*.css', { cwd: web })) {
    for (const [words, value = ''] of readFileSync(join(web, sheet), 'utf8').matchAll(/(?:padding|margin):([^;]+);/g)) {
      // Spaces within brackets part no values.
      const [, right, , left] = value.match(/[\w.-]+\((?:[^()]|\([^()]*\))*\)|[^\s()]+/g) ?? [];
      if (left !== undefined && left !== right) uneven.push(`${sheet}: ${words}`);
    }
  }
  assert.deepEqual(uneven, []);
});
