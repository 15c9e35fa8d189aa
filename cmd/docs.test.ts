import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commands } from './commands.ts';
import { generatedPages } from './docs.ts';

for (const { path, render } of generatedPages) {
  test(`${path} says what the source says (else run node cmd/write-docs.ts)`, () => {
    const current = readFileSync(join(import.meta.dirname, '..', path), 'utf8');
    assert.equal(render(current), current);
  });
}

test('the page of commands shows the help of each', () => {
  const page = readFileSync(join(import.meta.dirname, '..', 'docs/20-commands.md'), 'utf8');
  for (const { name } of commands) assert.ok(page.includes(`<!-- help of ${name} -->`), name);
});
