import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import type { SigningKey } from './cavage.ts';

/** How RFC 9421 names what keys of either kind make (6.2.2). */
const algorithms = { rsa: 'rsa-v1_5-sha256', ed25519: 'ed25519' } as const;
const LABEL = 'sig1';
/** `label=("one" "other");key=value;key="value"`; a component with parameters of its own is none that is understood here. */
const INPUT =
  /^\s*([a-z*][\w*.-]*)=(\(((?:"[^"\s]{1,64}"\s?){1,20})\)((?:;[a-z*][\w.*-]*(?:=(?:"[^"]*"|[\w:.?-]+))?){1,10}))\s*$/;

interface HttpRequest {
  readonly url: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request's only signature, as it says of itself what it is. */
export interface StatedSignature {
  readonly keyId: string;
  readonly algorithm: string | null;
  /** Seconds since 1970. */
  readonly created: number;
  readonly expires: number | null;
  readonly components: readonly string[];
  /** As they were sent: they are signed, too. */
  readonly parameters: string;
  readonly signature: Buffer;
}

/**
 * The headers of a request with a signature of RFC 9421, by a key of RSA or of Ed25519. Signed are the method, the address and, with a body, its type and its
 * SHA-256 (RFC 9530).
 */
export function signByRfc9421(
  request: HttpRequest & { readonly body?: string },
  key: SigningKey,
  nowWallMs: number,
): Record<string, string> {
  const { body } = request;
  const headers: Record<string, string> = {
    ...request.headers,
    ...(body !== undefined && {
      'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:`,
    }),
  };
  const components = ['@method', '@target-uri', ...(body === undefined ? [] : ['content-type', 'content-digest'])];
  const kind = key.privateKey.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa';
  const names = components.map((name) => `"${name}"`).join(' ');
  const parameters = `(${names});created=${Math.floor(nowWallMs / 1000)};keyid="${key.id}";alg="${algorithms[kind]}"`;
  const base = Buffer.from(baseOf({ ...request, headers }, components, parameters) ?? '');
  const signature = sign(kind === 'ed25519' ? null : 'sha256', base, key.privateKey).toString('base64');
  return { ...headers, 'signature-input': `${LABEL}=${parameters}`, signature: `${LABEL}=:${signature}:` };
}

/** Reads the signature of a request; null when there is none, more than one, or one that is written otherwise. */
export function readSignature({ headers }: Pick<HttpRequest, 'headers'>): StatedSignature | null {
  const [, label, parameters = '', names = '', rest = ''] = INPUT.exec(headers['signature-input'] ?? '') ?? [];
  const [, signedLabel, signature = ''] =
    /^\s*([a-z*][\w*.-]*)=:([A-Za-z0-9+/=]{1,2048}):\s*$/.exec(headers['signature'] ?? '') ?? [];
  if (label === undefined || label !== signedLabel) return null;
  const stated = rest
    .split(/;(?=[a-z*][\w.*-]*(?:=|;|$))/)
    .slice(1)
    .map((one) => {
      const [name = '', ...value] = one.split('=');
      return [name, value.join('=').replaceAll('"', '')] as const;
    });
  const given: Readonly<Record<string, string | undefined>> = Object.fromEntries(stated);
  // Of two keys the gate may have looked at the other one.
  if (Object.keys(given).length < stated.length) return null;
  const { keyid, alg, created, expires } = given;
  if (keyid === undefined || !/^\d{1,12}$/.test(created ?? '')) return null;
  return {
    keyId: keyid,
    algorithm: alg ?? null,
    created: Number(created),
    expires: expires === undefined ? null : Number(expires),
    components: names.split(' ').map((name) => name.replaceAll('"', '')),
    parameters,
    signature: Buffer.from(signature, 'base64'),
  };
}

/** Whether a key of Ed25519 made that signature for that request. What it has to cover, and that it is recent, is looked at elsewhere. */
export function isSignedBy(
  request: HttpRequest,
  stated: StatedSignature,
  publicKey: KeyObject,
  nowWallMs: number,
): boolean {
  if (stated.algorithm !== null && stated.algorithm !== algorithms.ed25519) return false;
  if (stated.expires !== null && !(stated.expires * 1000 > nowWallMs)) return false;
  const base = baseOf(request, stated.components, stated.parameters);
  return base !== null && verify(null, Buffer.from(base), publicKey, stated.signature);
}

/** What is signed (RFC 9421, 2.5); null when a part of it is not there, or is none that is understood. */
function baseOf(
  { url, method, headers }: HttpRequest,
  components: readonly string[],
  parameters: string,
): string | null {
  const address = new URL(url);
  const derived: Readonly<Record<string, string>> = {
    '@method': method,
    '@target-uri': url,
    '@authority': address.host,
    '@scheme': address.protocol.slice(0, -1),
    '@path': address.pathname,
    '@query': address.search === '' ? '?' : address.search,
    '@request-target': `${address.pathname}${address.search}`,
  };
  const lines: string[] = [];
  for (const name of components) {
    const value = name.startsWith('@') ? derived[name] : headers[name]?.trim();
    if (value === undefined || lines.some((line) => line.startsWith(`"${name}": `))) return null;
    lines.push(`"${name}": ${value}`);
  }
  return [...lines, `"@signature-params": ${parameters}`].join('\n');
}
