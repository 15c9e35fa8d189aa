import { createHmac } from 'node:crypto';

/** Header of the signature, as receivers of Owncast know it. */
export const SIGNATURE_HEADER = 'owncast-signature';

/** Says when the body was sent and proves it to whoever has the secret: the HMAC is over the seconds, a dot and the body. */
export function sign(secret: string, wallMs: number, body: string): string {
  const seconds = Math.floor(wallMs / 1000);
  const proof = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds}.s=${proof}`;
}
