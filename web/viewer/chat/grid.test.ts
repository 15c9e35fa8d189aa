import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextInGrid } from './grid.ts';

test('arrows move by one or by a row, stop at the ends, and other keys move nothing', () => {
  const from = (key: string, at: number) => nextInGrid(key, at, 8, 20);
  assert.deepEqual(
    [from('ArrowRight', 3), from('ArrowLeft', 3), from('ArrowDown', 3), from('ArrowUp', 11)],
    [4, 2, 11, 3],
  );
  assert.deepEqual([from('ArrowUp', 3), from('ArrowDown', 19), from('ArrowLeft', 0)], [0, 19, 0]);
  assert.equal(from('Enter', 3), null);
});
