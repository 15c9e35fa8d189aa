import { createHash } from 'node:crypto';
import { isSameText } from './token.ts';

/** Proof Key for Code Exchange (RFC 7636), method S256: who redeems a code is who asked for it. */

/** What is sent ahead of a verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

/** Whether a challenge is of the form that S256 gives. */
export function isChallenge(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

export function meetsChallenge(verifier: string, challenge: string): boolean {
  return /^[\w.~-]{43,128}$/.test(verifier) && isSameText(challengeOf(verifier), challenge);
}
