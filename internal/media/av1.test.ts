import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspectAv1 } from './av1.ts';

/** A temporal unit of that many padding OBUs, and a frame. */
function padded(count: number): Buffer {
  return Buffer.from(`${'7a00'.repeat(count)}320110`, 'hex');
}

describe('inspectAv1', () => {
  test('finds the key frame behind other OBUs', () => {
    assert.deepEqual(inspectAv1(padded(20)), { wellFormed: true, hasPicture: true, isKey: true });
  });

  test('refuses a temporal unit of more OBUs than any has: each would be looked at for a microsecond', () => {
    assert.equal(inspectAv1(padded(8_191)).wellFormed, true);
    assert.equal(inspectAv1(padded(8_192)).wellFormed, false);
  });
});
