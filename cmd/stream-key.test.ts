import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { makeStreamKey } from './stream-key.ts';

test('a key has 28 signs that nobody mistakes for one another', () => {
  const keys = Array.from({ length: 200 }, () => makeStreamKey(randomBytes));
  for (const key of keys) assert.match(key, /^[a-hjkmnp-z2-9]{28}$/);
  assert.equal(new Set(keys).size, keys.length);
});

test('bytes that would make some signs likelier than others are passed over', () => {
  const batches = [Uint8Array.of(248, 255, ...Array<number>(20).fill(0)), new Uint8Array(28).fill(247)];
  assert.equal(
    makeStreamKey(() => batches.shift() ?? new Uint8Array()),
    'a'.repeat(20) + '9'.repeat(8),
  );
});
