import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAccount } from './account.ts';

test('an account is taken as people write it', () => {
  assert.equal(readAccount(' @ann@social.example '), 'ann@social.example');
  assert.equal(readAccount('ann@social.example'), 'ann@social.example');
});

test('what is no account is not sent anywhere', () => {
  for (const typed of ['', 'ann', '@ann', 'ann@social', 'https://social.example/@ann', 'a b@social.example']) {
    assert.equal(readAccount(typed), null, typed);
  }
});
