import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf, readToken } from './new-password.ts';

test('a password is long enough, short enough and typed twice the same', () => {
  const told = (password: string, again: string) => Object.values(faultOf(password, again) ?? {}).join(': ');
  assert.match(told('seven77', ''), /^password: .*at least 8.*has 7/);
  assert.match(told('x'.repeat(201), 'x'.repeat(201)), /^password: .*at most 200/);
  assert.match(told('long enough', ''), /^again: .*second time/);
  assert.match(told('long enough', 'long enough '), /^password: .*not the same/);
  assert.equal(faultOf('long enough', 'long enough'), null);
});

test('only a whole link has a token', () => {
  const token = 'nUwqYz0hQ5bVvXnKcW3TgWmJ4rX2PpVbD8uQm0aLs1o';
  assert.equal(readToken(`#${token}`), token);
  for (const hash of ['', '#', `#${token.slice(1)}`, `#${token}x`, '#<script>']) assert.equal(readToken(hash), null);
});
