import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encoderAddress } from './encoder-address.ts';

const streamKeys = [{ key: 'abc', comment: 'first' }];

test('an encoder is told this host, and a port only where it is not the usual one', () => {
  const usual = encoderAddress({ rtmpServerPort: 1935, streamKeys }, 'tv.example.org', null);
  assert.deepEqual(usual, { server: 'rtmp://tv.example.org/live', secureServer: null, keys: streamKeys });
  const other = encoderAddress({ rtmpServerPort: 19350, streamKeys }, '[::1]', 1936);
  assert.deepEqual([other.server, other.secureServer], ['rtmp://[::1]:19350/live', 'rtmps://[::1]:1936/live']);
});
