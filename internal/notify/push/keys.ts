import { createPrivateKey, ECDH, createECDH, type KeyObject, sign } from 'node:crypto';

/** The pair that push services know this server by (VAPID, RFC 8292), each in base64url: 65 bytes of a point of P-256, and 32 of a number. */
export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const CURVE = 'prime256v1';
/** RFC 8292, 2: at most 24 hours. */
const TOKEN_LIFE_SECONDS = 12 * 3600;
/** A token is used for so long. */
const TOKEN_USE_MS = 6 * 3_600_000;
/** Push services that tokens are remembered for. */
const MAX_TOKENS = 100;

export function makePushKeys(): PushKeys {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  return { publicKey: pair.getPublicKey('base64url'), privateKey: padded(pair.getPrivateKey()).toString('base64url') };
}

/** Whether the two belong together. */
export function arePushKeys({ publicKey, privateKey }: PushKeys): boolean {
  try {
    const pair = createECDH(CURVE);
    pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
    return pair.getPublicKey('base64url') === publicKey;
  } catch {
    return false;
  }
}

/** A point of the curve as it is sent; null for what is none. */
export function readPoint(written: string): Buffer | null {
  try {
    const point = Buffer.from(written, 'base64url');
    const whole = ECDH.convertKey(point, CURVE, undefined, undefined, 'uncompressed') as Buffer;
    return whole.length === 65 ? whole : null;
  } catch {
    return null;
  }
}

/** Signs for push services: one token for each of them, made anew after some hours. */
export class PushSigner {
  readonly #keys: PushKeys;
  readonly #key: KeyObject;
  readonly #contact: () => string;
  readonly #wallMs: () => number;
  readonly #tokens = new Map<
    string,
    { readonly header: string; readonly madeWallMs: number; readonly contact: string }
  >();

  /** `contact` is an https or mailto address at which a push service finds whoever runs this server. */
  constructor(needs: { keys: PushKeys; contact: () => string; wallMs: () => number }) {
    this.#keys = needs.keys;
    this.#contact = needs.contact;
    this.#wallMs = needs.wallMs;
    const point = Buffer.from(needs.keys.publicKey, 'base64url');
    this.#key = createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33, 65).toString('base64url'),
        d: needs.keys.privateKey,
      },
    });
  }

  get publicKey(): string {
    return this.#keys.publicKey;
  }

  /** The header `Authorization` for a push service, by its origin. */
  authorization(origin: string): string {
    const nowMs = this.#wallMs();
    const contact = this.#contact();
    const known = this.#tokens.get(origin);
    if (known !== undefined && known.contact === contact && Math.abs(nowMs - known.madeWallMs) < TOKEN_USE_MS)
      return known.header;
    const claims = { aud: origin, exp: Math.floor(nowMs / 1000) + TOKEN_LIFE_SECONDS, sub: contact };
    const unsigned = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(unsigned), { key: this.#key, dsaEncoding: 'ieee-p1363' });
    const header = `vapid t=${unsigned}.${signature.toString('base64url')}, k=${this.#keys.publicKey}`;
    if (this.#tokens.size >= MAX_TOKENS) this.#tokens.clear();
    this.#tokens.set(origin, { header, madeWallMs: nowMs, contact });
    return header;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Numbers of the curve are written with their leading zeros. */
function padded(number: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(32 - number.length), number]);
}
