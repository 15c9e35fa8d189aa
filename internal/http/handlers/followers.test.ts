import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFollower, describeKnownFollower } from './followers.ts';

test('the admin alone is told since when the server of a follower cannot be reached', () => {
  const follower = {
    iri: 'https://social.example/users/ann',
    name: 'Ann',
    username: 'ann@social.example',
    image: null,
    approvedWallMs: 0,
    disabledWallMs: null,
    unreachableWallMs: 60_000,
  };
  assert.equal(describeKnownFollower(follower).unreachableSince, '1970-01-01T00:01:00.000Z');
  assert.equal(describeKnownFollower({ ...follower, unreachableWallMs: null }).unreachableSince, null);
  assert.ok(!('unreachableSince' in describeFollower(follower)));
});
