import assert from 'node:assert/strict';
import { test } from 'node:test';
import { livingLevel } from './living-level.ts';

const levels = ['a', 'b', 'c', 'd'].map((uri) => ({ uri }));

test('a level that is there stays, and so does having none yet', () => {
  assert.equal(livingLevel(levels, 2, new Set(['a'])), 2);
  assert.equal(livingLevel(levels, 2, new Set()), 2);
  assert.equal(livingLevel(levels, -1, new Set(['a'])), -1);
});

test('in place of a level that is gone comes the next smaller one, or the next larger one', () => {
  assert.equal(livingLevel(levels, 2, new Set(['c', 'b'])), 0);
  assert.equal(livingLevel(levels, 1, new Set(['a', 'b', 'c'])), 3);
  assert.equal(livingLevel(levels, 1, new Set(['a', 'b', 'c', 'd'])), -1);
});
