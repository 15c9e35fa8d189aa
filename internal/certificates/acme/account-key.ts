import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** The public half of an account's key, as JSON Web Keys have it: only what is needed, in the order of RFC 7638. */
interface PublicJwk {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
}

/** A key of an account at a certificate authority: ECDSA on P-256. Signs what is sent there (RFC 7515, ES256). */
export class AccountKey {
  readonly jwk: PublicJwk;
  /** Of RFC 7638; what a challenge's answer ends with. */
  readonly thumbprint: string;
  readonly #privateKey: KeyObject;

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    const { crv = '', kty = '', x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    this.jwk = { crv, kty, x, y };
    this.thumbprint = createHash('sha256').update(JSON.stringify(this.jwk)).digest('base64url');
  }

  /** A signed message. `payload` null signs nothing, which is how a resource is read (RFC 8555, 6.3). */
  sign(
    header: { readonly nonce: string; readonly url: string; readonly kid: string | null },
    payload: object | null,
  ): string {
    const { nonce, url, kid } = header;
    const who = kid === null ? { jwk: this.jwk } : { kid };
    const protectedPart = encode(JSON.stringify({ alg: 'ES256', nonce, url, ...who }));
    const payloadPart = payload === null ? '' : encode(JSON.stringify(payload));
    const signature = sign('sha256', Buffer.from(`${protectedPart}.${payloadPart}`), {
      key: this.#privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return JSON.stringify({
      protected: protectedPart,
      payload: payloadPart,
      signature: signature.toString('base64url'),
    });
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
