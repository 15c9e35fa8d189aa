import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { AdminPassword } from './admin-password.ts';

/** Made by libxcrypt. */
const fromOwncast = '$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2';

function open(stored: string | null, given: string | null = null) {
  const state = { stored, isFull: false };
  const write = (value: string | null): void => {
    if (state.isFull) throw new Error('The disk is full.');
    state.stored = value;
  };
  const secrets = {
    get: () => state.stored,
    set: (_name: string, value: string) => write(value),
    swap: (_name: string, expected: string | null, next: string | null) => {
      if (state.stored !== expected) return false;
      write(next);
      return true;
    },
    unset: () => false,
  };
  return { state, password: new AdminPassword({ secrets, given, randomBytes }) };
}

test('the password of Owncast goes on working, and is hashed anew when it is seen', async () => {
  const { state, password } = open(fromOwncast);
  assert.equal(await password.matches('correct horsf'), false);
  assert.equal(state.stored, fromOwncast);
  assert.equal(await password.matches('correct horse'), true);
  assert.match(state.stored ?? '', /^\$argon2id\$/);
  assert.equal(await password.matches('correct horse'), true);
});

test('a full disk does not keep the owner out', async () => {
  const { state, password } = open(fromOwncast);
  state.isFull = true;
  assert.equal(await password.matches('correct horse'), true);
  assert.equal(state.stored, fromOwncast);
});

test('a password changed while the old one is being seen is not put back', async () => {
  const { state, password } = open(fromOwncast);
  const seen = password.matches('correct horse');
  state.stored = 'changed meanwhile';
  assert.equal(await seen, true);
  assert.equal(state.stored, 'changed meanwhile');
});

test('one that was given at the start holds instead of the stored one', async () => {
  const { password } = open(fromOwncast, 'given ü');
  assert.deepEqual(
    [await password.matches('given u\u0308'), await password.matches('correct horse'), password.isGiven],
    [true, false, true],
  );
});

test('without one nothing matches', async () => {
  const { password } = open(null);
  assert.equal(password.version, null);
  assert.equal(await password.matches(''), false);
});
