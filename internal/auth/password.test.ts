import assert from 'node:assert/strict';
import { argon2Sync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { hashPassword, matchPassword } from './password.ts';

/** A hash that costs next to nothing, in the form of a dearer one. */
function cheapHash(password: string): string {
  const parameters = { message: password, nonce: 'some salt', parallelism: 1, tagLength: 32, memory: 64, passes: 1 };
  const [salt, hash] = [Buffer.from('some salt'), argon2Sync('argon2id', parameters)].map((bytes) =>
    bytes.toString('base64').replaceAll('=', ''),
  );
  return `$argon2id$v=19$m=64,t=1,p=1$${salt}$${hash}`;
}

test('a password matches its own hash and no other does', async () => {
  const stored = await hashPassword('pässword one', randomBytes);
  assert.match(stored, /^\$argon2id\$v=19\$m=32768,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.equal(await matchPassword(stored, 'pässword one'), 'right');
  assert.equal(await matchPassword(stored, 'pässword onE'), 'wrong');
  assert.equal(await matchPassword(stored, ''), 'wrong');
  assert.notEqual(stored, await hashPassword('pässword one', randomBytes));
});

test('the same letters typed on another keyboard are the same password', async () => {
  const stored = await hashPassword('p\u00e4ssword', randomBytes);
  assert.equal(await matchPassword(stored, 'pa\u0308ssword'), 'right');
});

test('a hash of another cost is right and outdated', async () => {
  const cheap = cheapHash('password');
  assert.equal(await matchPassword(cheap, 'password'), 'outdated');
  assert.equal(await matchPassword(cheap, 'Password'), 'wrong');
});

test('what Owncast keeps is right and outdated', async () => {
  // Made with another implementation, libxcrypt.
  const stored = '$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2';
  for (const form of ['2a', '2b', '2y']) {
    const written = stored.replace(/^\$2b/, `$${form}`);
    assert.equal(await matchPassword(written, 'correct horse'), 'outdated');
    assert.equal(await matchPassword(written, 'correct horsf'), 'wrong');
  }
});

test('what is no hash, or would take for ever, matches nothing', async () => {
  for (const stored of [
    '',
    'plain text',
    '$argon2id$v=19$m=9999999,t=3,p=1$c29tZXNhbHQxMjM0$c29tZXNhbHQxMjM0c29tZXNhbHQxMjM0',
    '$argon2id$v=19$m=64,t=200,p=1$c29tZXNhbHQxMjM0$c29tZXNhbHQxMjM0c29tZXNhbHQxMjM0',
    '$argon2id$v=19$m=1,t=1,p=1$c29tZXNhbHQxMjM0$c29tZXNhbHQxMjM0c29tZXNhbHQxMjM0',
    '$argon2id$v=19$m=64,t=1,p=0$c29tZXNhbHQxMjM0$c29tZXNhbHQxMjM0c29tZXNhbHQxMjM0',
    `$2a$31$${'a'.repeat(53)}`,
  ]) {
    assert.equal(await matchPassword(stored, stored), 'wrong', stored);
  }
  assert.equal(await matchPassword(cheapHash('x'), 'x'.repeat(1_000_000)), 'wrong');
});
