import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pagerState } from './pager-state.ts';

describe('The way through a long list', () => {
  it('says where one is, of how many', () => {
    assert.deepEqual(pagerState(0, 50, 120), { isNeeded: true, isEnd: false, words: '1 to 50 of 120' });
    assert.deepEqual(pagerState(100, 50, 120), { isNeeded: true, isEnd: true, words: '101 to 120 of 120' });
    assert.equal(pagerState(0, 50, 50).isNeeded, false);
  });

  it('claims no number for a list that nobody counted', () => {
    const words = (shown: number, hasMore: boolean) => pagerState(100, 100, { shown, hasMore });
    assert.deepEqual(words(100, true), { isNeeded: true, isEnd: false, words: '101 to 200' });
    assert.deepEqual(words(7, false), { isNeeded: true, isEnd: true, words: '101 to 107' });
    assert.equal(pagerState(0, 100, { shown: 100, hasMore: false }).isNeeded, false);
  });

  it('says that nothing is left on a page of which the last entry was taken away', () => {
    assert.deepEqual(pagerState(20, 20, 20), { isNeeded: true, isEnd: true, words: 'Nothing here; 20 in all' });
    assert.equal(pagerState(0, 20, 0).isNeeded, false);
  });
});
