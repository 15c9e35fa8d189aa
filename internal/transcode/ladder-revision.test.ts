import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextIndex } from './ladder-revision.ts';

describe('the index of a new rendition', () => {
  it('is the next that none has', () => {
    assert.equal(nextIndex(2, new Set([1, 2])), 3);
    assert.equal(nextIndex(2, new Set([1, 3, 4])), 5);
  });

  it('begins anew before it could be taken for that of a twin with other sound', () => {
    assert.equal(nextIndex(98, new Set([1, 2])), 99);
    assert.equal(nextIndex(99, new Set([1, 2])), 3);
  });
});
