import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';

import { Child } from '../peers/children.ts';

const seconds = 10;

it(`the ingest survives ${seconds} seconds of mutated recordings, with its memory bounded`, async (t) => {
  const fuzz = new Child(process.execPath, [join(import.meta.dirname, 'fuzz.ts'), '--seconds', String(seconds)]);
  const { code } = await fuzz.exited;
  t.diagnostic(fuzz.lines.join(' '));
  assert.equal(code, 0, fuzz.lines.join('\n'));
});
