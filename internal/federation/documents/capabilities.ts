import type { Json } from './terms.ts';

const RFC9421 = 'https://datatracker.ietf.org/doc/html/rfc9421';
const ED25519 = `${RFC9421}#name-eddsa-using-curve-edwards25`;

/** What this server understands, as its account says (FEP-844e). */
export const understood: readonly Json[] = [
  { type: 'Link', href: RFC9421, name: 'RFC-9421: HTTP Message Signatures' },
  { type: 'Link', href: ED25519, name: 'RFC-9421 signatures using the Ed25519 algorithm' },
];

const asked = '("@method" "@target-uri" "content-type" "content-digest");created;keyid';
/** How inboxes here would like posts to be signed, the best first (`Accept-Signature`, RFC 9421, 5.1). */
export const acceptSignature = `sig1=${asked};alg="ed25519", sig2=${asked};alg="rsa-v1_5-sha256"`;

/** Whether an account's document says that its server takes Ed25519 (FEP-844e). */
export function saysEd25519(document: unknown): boolean {
  const { generator } = document as { readonly generator?: { readonly implements?: unknown } | null };
  return [generator?.implements].flat(1).some((one) => hrefOf(one) === ED25519);
}

/** Whether an answer asks for signatures of Ed25519 from now on (RFC 9421, 5.1). */
export function asksForEd25519(headers: Readonly<Record<string, unknown>>): boolean {
  const { 'accept-signature': asked } = headers;
  return typeof asked === 'string' && /;\s*alg="ed25519"/i.test(asked);
}

function hrefOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'href' in entry ? entry.href : entry;
}
