import assert from 'node:assert/strict';
import { test } from 'node:test';
import { challengeOf, isChallenge, meetsChallenge } from './proof-key.ts';

// RFC 7636, appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

test('a challenge is met by its verifier alone', () => {
  assert.equal(challengeOf(verifier), challenge);
  assert.equal(meetsChallenge(verifier, challenge), true);
  for (const wrong of ['', `${verifier}x`, challenge, verifier.toLowerCase(), 'x'.repeat(129)])
    assert.equal(meetsChallenge(wrong, challenge), false, wrong);
});

test('what S256 cannot give is no challenge', () => {
  assert.equal(isChallenge(challenge), true);
  for (const text of ['', 'plain', `${challenge}=`, challenge.slice(1), `${challenge.slice(1)}+`])
    assert.equal(isChallenge(text), false, text);
});
