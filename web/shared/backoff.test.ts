import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backOffMs } from './backoff.ts';

test('waiting doubles with each attempt and stops at its limit', () => {
  const limits = { baseMs: 1000, maxMs: 10_000 };
  assert.deepEqual(
    [0, 1, 2, 3, 4, 1000].map((attempt) => backOffMs(attempt, 1, limits)),
    [1000, 2000, 4000, 8000, 10_000, 10_000],
  );
});

test('a wait is never shorter than half its ceiling nor longer than the limit', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const waitMs = backOffMs(attempt, random, { baseMs: 500, maxMs: 8000 });
      return waitMs >= 250 && waitMs <= 8000;
    }),
  );
});
