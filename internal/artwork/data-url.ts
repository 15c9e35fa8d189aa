import type { Checked } from './picture.ts';

/** What a data URL carries, and what it says that this is. */
export interface DataUrl {
  readonly claimedType: string;
  readonly bytes: Buffer;
}

/** Characters of a media type with a parameter or two; more than any picture's. */
const MAX_HEAD_CHARACTERS = 120;
const HEAD = /^data:([a-z]+\/[a-z0-9.+-]+)(?:;[a-z0-9-]+=[a-z0-9."-]+)*;base64$/i;

/** Reads a `data:` URL in base64 (RFC 2397, RFC 4648), whose bytes are at most `maxBytes`. Strict: no spaces, no other alphabet. */
export function parseDataUrl(text: string, maxBytes: number): Checked<DataUrl> {
  const comma = text.slice(0, MAX_HEAD_CHARACTERS).indexOf(',');
  const claimedType = comma < 0 ? undefined : HEAD.exec(text.slice(0, comma))?.[1];
  if (claimedType === undefined) return refused('The picture has to be a data URL such as data:image/png;base64,….');
  const encoded = text.slice(comma + 1);
  if ((encoded.length / 4) * 3 > maxBytes + 2) return refused(tooLarge(maxBytes));
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length === 0) return refused('The picture is empty.');
  if (bytes.length > maxBytes) return refused(tooLarge(maxBytes));
  // Node skips what is not base64; only what comes out the same was nothing else. Padding may be left out.
  if (withoutPadding(bytes.toString('base64')) !== withoutPadding(encoded))
    return refused('The data URL is not base64.');
  return { kind: 'usable', value: { claimedType: claimedType.toLowerCase(), bytes } };
}

/** The sentence about a picture that is too large. */
export function tooLarge(maxBytes: number): string {
  return `The picture is too large: at most ${maxBytes / 1024 / 1024} MB are taken.`;
}

function withoutPadding(base64: string): string {
  return base64.replace(/={1,2}$/, '');
}

function refused(reason: string): { kind: 'refused'; reason: string } {
  return { kind: 'refused', reason };
}
