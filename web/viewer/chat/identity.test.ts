import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserIdentity } from './identity.ts';

test('without storage one is somebody for the visit, and a dropped token is gone', () => {
  const identity = browserIdentity(() => {
    throw new Error('forbidden');
  });
  assert.equal(identity.token, null);
  identity.keepToken('secret');
  identity.keepName('Ann');
  assert.deepEqual([identity.token, identity.name], ['secret', 'Ann']);
  identity.keepToken(null);
  assert.equal(identity.token, null);
});
