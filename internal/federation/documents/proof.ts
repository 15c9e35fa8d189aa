import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type Json, timeOf } from './terms.ts';

const PROOF_CONTEXT = 'https://w3id.org/security/data-integrity/v1';
/** Ed25519 public keys as multicodec say what they are with these bytes. */
const ED25519_PREFIX = Buffer.from([0xed, 0x01]);
const ED25519_LENGTH = 32;
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * An activity with a proof in it that it is the channel's own (FEP-8b32, `eddsa-jcs-2022`): whoever passes it on cannot change it. The signature
 * of the request remains what most servers look at.
 */
export function withProof(
  activity: Json,
  key: { readonly id: string; readonly privateKey: KeyObject },
  nowWallMs: number,
): Json {
  const context = [activity['@context'], PROOF_CONTEXT].flat();
  const secured: Json = { ...withoutGaps(activity), '@context': context };
  const options: Json = {
    '@context': context,
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: key.id,
    proofPurpose: 'assertionMethod',
    created: timeOf(nowWallMs),
  };
  const hashed = Buffer.concat([sha256(canonical(options)), sha256(canonical(secured))]);
  const { '@context': _, ...shown } = options;
  return { ...secured, proof: { ...shown, proofValue: `z${base58(sign(null, hashed, key.privateKey))}` } };
}

/** A public key of Ed25519 as others read it (Multikey). */
export function multibaseOf(publicKey: KeyObject): string {
  const { x } = publicKey.export({ format: 'jwk' });
  return `z${base58(Buffer.concat([ED25519_PREFIX, Buffer.from(x ?? '', 'base64url')]))}`;
}

/** A public key of Ed25519 that somebody else wrote so; null for what is none. */
export function readMultibase(text: string): KeyObject | null {
  const bytes = text.startsWith('z') && text.length < 100 ? fromBase58(text.slice(1)) : null;
  if (bytes?.length !== ED25519_PREFIX.length + ED25519_LENGTH || !bytes.subarray(0, 2).equals(ED25519_PREFIX))
    return null;
  const x = bytes.subarray(ED25519_PREFIX.length).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** JSON in the one way that it can be written (RFC 8785). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
}

function withoutGaps(activity: Json): Json {
  return JSON.parse(JSON.stringify(activity)) as Json;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** As Bitcoin writes numbers; a zero byte at the beginning is a 1. */
export function base58(bytes: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  while (number > 0n) {
    text = `${BASE58[Number(number % 58n)]}${text}`;
    number /= 58n;
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros < 0 ? bytes.length : zeros) + text;
}

function fromBase58(text: string): Buffer | null {
  const digits = Array.from(text, (letter) => BASE58.indexOf(letter));
  if (digits.includes(-1)) return null;
  const number = digits.reduce((sum, digit) => sum * 58n + BigInt(digit), 0n);
  const hex = number === 0n ? '' : number.toString(16);
  const zeros = digits.findIndex((digit) => digit !== 0);
  return Buffer.concat([
    Buffer.alloc(zeros < 0 ? digits.length : zeros),
    Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'),
  ]);
}
