/** Letters and digits that nobody mistakes for one another; no sign that ends a double click. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 28;

/** A new stream key of 28 characters: 138 bits, and easy to paste or to read out. */
export function makeStreamKey(randomBytes: (count: number) => Uint8Array): string {
  // Bytes beyond the last whole multiple of the alphabet would make its first letters likelier.
  const fair = 256 - (256 % ALPHABET.length);
  let key = '';
  while (key.length < LENGTH) {
    for (const byte of randomBytes(LENGTH)) {
      if (byte < fair && key.length < LENGTH) key += ALPHABET[byte % ALPHABET.length];
    }
  }
  return key;
}
