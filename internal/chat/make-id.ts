import type { RandomBytes } from '../auth/token.ts';

/** 72 bits are 12 characters. */
const ID_BYTES = 9;

/** A new id for a user, a message or an event: 12 characters that are safe in addresses. */
export function makeId(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(ID_BYTES)).toString('base64url');
}
