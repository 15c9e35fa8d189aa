import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeId } from './make-id.ts';

describe('An id', () => {
  it('has 12 characters that need no escaping in an address', () => {
    assert.equal(
      makeId((count) => new Uint8Array(count).fill(255)),
      '____________',
    );
  });
});
