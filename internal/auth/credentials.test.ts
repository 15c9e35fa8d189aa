import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  clearSessionCookie,
  readBasic,
  readBearer,
  readSessionCookie,
  readSessionCookies,
  writeSessionCookie,
} from './credentials.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const token = 'nUwqYz0hQ5bVvXnKcW3TgWmJ4rX2PpVbD8uQm0aLs1o';

test('Basic gives back every name and password that it carries, colons and all', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 50 }),
      fc.string({ unit: 'grapheme', maxLength: 50 }),
      (name, password) => {
        const user = name.replaceAll(':', '');
        assert.deepEqual(readBasic(basic(`${user}:${password}`)), { user, password });
      },
    ),
  );
  assert.deepEqual(readBasic(basic('admin:').replace('Basic', 'bAsIc')), { user: 'admin', password: '' });
});

test('what is no Basic is none', () => {
  for (const header of [
    undefined,
    '',
    'Basic',
    'Basic ',
    basic('no colon'),
    `Bearer ${token}`,
    'Basic %%%',
    `Basic ${'A'.repeat(5_000)}`,
  ]) {
    assert.equal(readBasic(header), null, header);
  }
});

test('Bearer is read as RFC 6750 writes it', () => {
  assert.equal(readBearer(`Bearer ${token}`), token);
  assert.equal(readBearer('bearer a-token/of+Owncast=='), 'a-token/of+Owncast==');
  for (const header of [undefined, '', 'Bearer', 'Bearer a b', basic('a:b'), `Bearer ${'a'.repeat(5_000)}`]) {
    assert.equal(readBearer(header), null, header);
  }
});

test('the session is found among other cookies, and only in its own form', () => {
  assert.equal(readSessionCookie(`a=b; aerial_admin_session=${token};c`), token);
  for (const header of [
    undefined,
    '',
    `xaerial_admin_session=${token}`,
    `aerial_admin_session=${token}x`,
    'aerial_admin_session=',
    `aerial_admin_session="${token}"`,
  ]) {
    assert.equal(readSessionCookie(header), null, header);
  }
});

test('the session is found behind kilobytes of cookies of others', () => {
  const ofProxy = Array.from({ length: 4 }, (_, part) => `_oauth2_proxy_${part}=${'x'.repeat(3_800)}`).join('; ');
  assert.equal(readSessionCookie(`${ofProxy}; aerial_admin_session=${token}`), token);
  assert.equal(readSessionCookie(`${'x'.repeat(70_000)}; aerial_admin_session=${token}`), null);
});

test('no script reads the cookie, no other site sends it, and HTTPS keeps it to itself', () => {
  const bounds = { maxAgeMs: 60_000, isSecure: false };
  const cookie = `aerial_admin_session=${token}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`;
  assert.equal(writeSessionCookie(token, bounds), cookie);
  assert.equal(writeSessionCookie(token, { ...bounds, isSecure: true }), `__Secure-${cookie}; Secure`);
  assert.match(clearSessionCookie(false), /^aerial_admin_session=; Path=\/; Max-Age=0;/);
});

test('a session over HTTPS has a cookie of its own, and goes before the one over plain HTTP at that host', () => {
  const other = 'x'.repeat(43);
  const both = `aerial_admin_session=${other}; __Secure-aerial_admin_session=${token}`;
  assert.deepEqual(readSessionCookies(both), [token, other]);
  assert.equal(readSessionCookie(both), token);
  assert.match(clearSessionCookie(true), /^__Secure-aerial_admin_session=; Path=\/; Max-Age=0;.*; Secure$/);
});
