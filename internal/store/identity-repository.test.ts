import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testStore } from './testing.ts';

const nothing = { disabledWallMs: null, disabledReason: null, nameChangedWallMs: null, lastUsedWallMs: null };
const person = (id: string) => ({
  id,
  kind: 'standard',
  displayName: id,
  displayColor: 0,
  createdWallMs: 1,
  previousNames: [],
  authenticatedWallMs: null,
  scopes: [],
  ...nothing,
});
const identity = (userId: string, kind: string, key: string) => ({
  userId,
  kind,
  key,
  profileUrl: null,
  handle: null,
  createdWallMs: 7,
});

test('what somebody proved is found under any spelling, marks them as known, and goes with them', (t) => {
  const { identities, users } = testStore(t);
  for (const id of ['ann', 'bob', 'cat']) users.create(person(id));
  identities.prove(identity('ann', 'openid', 'https://id.example ann'));
  identities.prove(identity('ann', 'indieauth', 'https://ann.example/'));
  identities.prove(identity('ann', 'indieauth', 'https://ann.example/another'));
  identities.prove(identity('bob', 'indieauth', 'https://bob.example'));
  assert.equal(identities.find('indieauth', ['https://ann.example', 'https://ann.example/'])?.userId, 'ann');
  assert.equal(identities.find('openid', ['https://ann.example/']), null);
  assert.deepEqual([users.get('ann')?.authenticatedWallMs, users.get('cat')?.authenticatedWallMs], [7, null]);
  assert.deepEqual(
    [...identities.kindsOf(['ann', 'bob', 'cat', 'nobody'])],
    [
      ['ann', ['indieauth', 'openid']],
      ['bob', ['indieauth']],
    ],
  );
  assert.deepEqual([identities.countOf('ann'), identities.countOf('cat')], [3, 0]);
  users.delete('ann');
  assert.equal(identities.find('indieauth', ['https://ann.example/']), null);
});

test('nobody is marked as known by an identity that is somebody else’s', (t) => {
  const { identities, users } = testStore(t);
  for (const id of ['ann', 'bob']) users.create(person(id));
  identities.prove(identity('ann', 'indieauth', 'https://ann.example'));
  assert.throws(() => identities.prove(identity('bob', 'indieauth', 'https://ann.example')));
  assert.equal(users.get('bob')?.authenticatedWallMs, null);
});
