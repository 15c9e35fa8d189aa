import { createHash, timingSafeEqual } from 'node:crypto';

export type RandomBytes = (count: number) => Uint8Array;

const TOKEN_BYTES = 32;
const HINT_CHARACTERS = 6;

/** A new token of 256 bits, 43 characters that are safe in addresses. */
export function makeToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url');
}

/** What is kept of a token: SHA-256 of its UTF-8 text, base64url. No salt is needed, since nobody can guess 256 random bits. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64url');
}

/** The beginning of a token, by which its owner knows it in a list. */
export function tokenHint(token: string): string {
  return token.slice(0, HINT_CHARACTERS);
}

/** Whether two texts are the same, in a time that says nothing about where they differ. */
export function isSameText(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(one)), Buffer.from(hashToken(other)));
}
