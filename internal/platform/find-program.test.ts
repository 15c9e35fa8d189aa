import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram } from './find-program.ts';

test('a program is found by name on the path, or as a file; a file that cannot run is none', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'aerial-find-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'tool');
  writeFileSync(file, '');
  chmodSync(file, 0o600);
  assert.equal(findProgram(file, ''), null);
  chmodSync(file, 0o700);
  assert.equal(findProgram(file, undefined), file);
  assert.equal(findProgram('tool', `/nowhere:${folder}`), file);
  assert.equal(findProgram('tool', '/nowhere'), null);
  assert.equal(findProgram(folder, ''), null);
});

test('without a path the usual folders are searched', () => {
  assert.match(findProgram('sh', undefined) ?? '', /\/bin\/sh$/);
});
