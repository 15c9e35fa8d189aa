import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProvenFollowers } from './proven-followers.ts';

describe('Those who have proved to follow', () => {
  it('are known, and read again after ten seconds', () => {
    let nowMs = 0;
    const following = ['ann'];
    const followers = new ProvenFollowers({ list: () => following, monotonicMs: () => nowMs });
    assert.deepEqual([followers.has('ann'), followers.has('bob')], [true, false]);
    following.push('bob');
    nowMs = 10_000;
    assert.equal(followers.has('bob'), false);
    nowMs = 10_001;
    assert.equal(followers.has('bob'), true);
  });
});
