import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shadeOf } from './shade.ts';

test('a country is the darker the more there is, and never pale where there is something', () => {
  assert.equal(shadeOf(0, 100), 0);
  assert.equal(shadeOf(100, 100), 5);
  assert.ok(shadeOf(1, 1_000_000) >= 1);
  const shades = [1, 10, 100, 1000, 10_000].map((count) => shadeOf(count, 10_000));
  assert.deepEqual(
    shades,
    shades.toSorted((one, other) => one - other),
  );
});
