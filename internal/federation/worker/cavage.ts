import { createHash, type KeyObject, sign } from 'node:crypto';

export interface SigningKey {
  /** IRI that the account's document gives the key. */
  readonly id: string;
  readonly privateKey: KeyObject;
}

/**
 * The headers of a request with a signature after draft-cavage-http-signatures-12, the form that every server understands. Signed are the
 * request target, the host, the date and, with a body, its SHA-256.
 */
export function signByCavage(
  request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
  },
  key: SigningKey,
  nowWallMs: number,
): Record<string, string> {
  const { pathname, search, host } = new URL(request.url);
  const signed: Record<string, string> = {
    '(request-target)': `${request.method.toLowerCase()} ${pathname}${search}`,
    host,
    date: new Date(nowWallMs).toUTCString(),
    ...(request.body !== undefined && {
      digest: `SHA-256=${createHash('sha256').update(request.body).digest('base64')}`,
    }),
  };
  const names = Object.keys(signed);
  const text = names.map((name) => `${name}: ${signed[name]}`).join('\n');
  const signature = sign('sha256', Buffer.from(text), key.privateKey).toString('base64');
  const { '(request-target)': _, ...sent } = signed;
  return {
    ...request.headers,
    ...sent,
    signature: `keyId="${key.id}",algorithm="rsa-sha256",headers="${names.join(' ')}",signature="${signature}"`,
  };
}
