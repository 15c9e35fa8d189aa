import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childEnvironment } from './child-environment.ts';

test('a program that we start is not told our settings', () => {
  assert.deepEqual(childEnvironment({ PATH: '/bin', AERIAL_STREAM_KEY: 'secret' }), { PATH: '/bin' });
});
