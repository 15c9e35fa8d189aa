import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface KnownKey {
  readonly accessKey: string;
  readonly secret: string;
}

export interface Judgement {
  readonly region: string;
}

export type SignatureFault =
  | 'InvalidAccessKeyId'
  | 'SignatureDoesNotMatch'
  | 'RequestTimeTooSkewed'
  | 'AuthorizationHeaderMalformed'
  | 'XAmzContentSHA256Mismatch';

const MOST_SKEW_MS = 15 * 60_000;

/** Checks a request's AWS Signature Version 4 in its Authorization header, as S3 does: key, secret, region, time, headers and body. */
export function judgeSignature(
  request: IncomingMessage,
  body: Buffer,
  known: KnownKey & Judgement,
  nowWallMs: number,
): SignatureFault | null {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  const [, accessKey = '', day = '', region = '', signedHeaders = '', signature = ''] = match ?? [];
  if (match === null || region !== known.region) return 'AuthorizationHeaderMalformed';
  if (accessKey !== known.accessKey) return 'InvalidAccessKeyId';
  const stamp = String(request.headers['x-amz-date'] ?? '');
  if (Math.abs(wallMsOf(stamp) - nowWallMs) > MOST_SKEW_MS || !stamp.startsWith(day)) return 'RequestTimeTooSkewed';
  const bodyHash = String(request.headers['x-amz-content-sha256'] ?? '');
  if (/^[0-9a-f]{64}$/.test(bodyHash) && bodyHash !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const scope = `${day}/${region}/s3/aws4_request`;
  const canonical = canonicalRequest(request, signedHeaders.split(';'), bodyHash);
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const steps = [day, region, 's3', 'aws4_request'];
  const key = steps.reduce<Buffer | string>((secret, step) => hmac(secret, step), `AWS4${known.secret}`);
  return timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch';
}

function canonicalRequest(request: IncomingMessage, signedHeaders: readonly string[], bodyHash: string): string {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const parameters = query === '' ? [] : query.split('&').map((pair) => (pair.includes('=') ? pair : `${pair}=`));
  const headers = signedHeaders.map(
    (name) =>
      `${name}:${String(request.headers[name] ?? '')
        .trim()
        .replaceAll(/ +/g, ' ')}\n`,
  );
  const sorted = parameters.toSorted().join('&');
  return [request.method, path, sorted, headers.join(''), signedHeaders.join(';'), bodyHash].join('\n');
}

/** `20261129T201500Z` as a wall clock; NaN for anything else. */
function wallMsOf(stamp: string): number {
  return Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
