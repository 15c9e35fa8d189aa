import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noGuests, pageHeaders, pagePolicy } from './page-policy.ts';

test('a page without anything of the owner’s has a policy without exceptions', () => {
  const policy = pagePolicy(noGuests);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.match(policy, /default-src 'none'/);
});

test('content opens what it needs, and never the door to scripts', () => {
  const all = { html: ['<img src="https://a.example/a.png"><p style="color:red"><iframe><video>'], hasFrames: true };
  const policy = pagePolicy({ ...noGuests, ...all, hasDecorations: true, hasStyles: true, hasScript: true });
  assert.match(policy, /; script-src 'self';/);
  assert.match(policy, /style-src-attr 'unsafe-inline'/);
  assert.match(policy, /frame-src 'self' http: https:/);
  assert.equal(policy.match(/unsafe/g)?.length, 1);
  assert.doesNotMatch(pagePolicy({ ...noGuests, html: ['<img src="https://a.example/a.png">'] }), /frame-src|unsafe/);
});

test('only a page that is made for frames may be framed by others', () => {
  assert.match(pagePolicy(noGuests), /frame-ancestors 'self'$/);
  assert.match(pagePolicy({ ...noGuests, mayBeFramed: true }), /frame-ancestors \*$/);
  assert.match(pagePolicy({ ...noGuests, socketHost: 'a.example' }), /connect-src 'self' ws:\/\/a\.example wss:/);
  assert.equal(pageHeaders(noGuests)['content-security-policy'], pagePolicy(noGuests));
});
