import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { insertAt, judgeDraft } from './draft.ts';

describe('A draft', () => {
  it('says what is left only when little is', () => {
    assert.deepEqual(judgeDraft('  hello ', 2048), { left: null, isTooLong: false, isEmpty: false });
    assert.deepEqual(judgeDraft('x'.repeat(290), 2048), { left: 10, isTooLong: false, isEmpty: false });
    assert.deepEqual(judgeDraft('x'.repeat(301), 2048), { left: -1, isTooLong: true, isEmpty: false });
    assert.equal(judgeDraft(' \n ', 2048).isEmpty, true);
  });

  it('counts an emoji once, and what goes over the wire in bytes', () => {
    assert.equal(judgeDraft('🎉'.repeat(300), 2048).left, 0);
    assert.equal(judgeDraft('🎉'.repeat(300), 1000).isTooLong, true);
  });

  it('takes a word where the caret is, without gluing it to others', () => {
    assert.deepEqual(insertAt('hi', '@Ann', { start: 2, end: 2 }), { text: 'hi @Ann ', caret: 8 });
    assert.deepEqual(insertAt('hi  you', '🎉', { start: 3, end: 3 }), { text: 'hi 🎉 you', caret: 6 });
    assert.deepEqual(insertAt('hi @an', '@Ann', { start: 3, end: 6 }), { text: 'hi @Ann ', caret: 8 });
  });
});
