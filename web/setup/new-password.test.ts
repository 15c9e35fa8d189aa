import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf, readToken } from './new-password.ts';

test('a password is long enough, short enough and typed twice the same', () => {
  assert.match(faultOf('seven77', 'seven77') ?? '', /at least 8.*has 7/);
  assert.match(faultOf('x'.repeat(201), 'x'.repeat(201)) ?? '', /at most 200/);
  assert.match(faultOf('long enough', '') ?? '', /second time/);
  assert.match(faultOf('long enough', 'long enough ') ?? '', /not the same/);
  assert.equal(faultOf('long enough', 'long enough'), null);
});

test('only a whole link has a token', () => {
  const token = 'nUwqYz0hQ5bVvXnKcW3TgWmJ4rX2PpVbD8uQm0aLs1o';
  assert.equal(readToken(`#${token}`), token);
  for (const hash of ['', '#', `#${token.slice(1)}`, `#${token}x`, '#<script>']) assert.equal(readToken(hash), null);
});
