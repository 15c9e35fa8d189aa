import type { OutboundFailure, OutboundOutcome, OutboundRequest } from '../platform/outbound-fetch.ts';
import { z } from '../platform/schema.ts';
import type { Told, WordKey, Words } from '../platform/words.ts';
import { readLinks } from './link-relations.ts';

/** Asks addresses that people gave, see `platform/outbound-fetch.ts`. */
export interface Asks {
  fetch(address: string, options?: OutboundRequest): Promise<OutboundOutcome>;
}

export interface DiscoveryNeeds {
  readonly outbound: Asks;
  /** Whether http will do where https is not to be had, as among stations of a private network. */
  readonly mayUseHttp: boolean;
}

/** Where somebody proves that an address is theirs. */
export interface AuthorizationServer {
  readonly kind: 'found';
  /** The address as it is in the end: where redirects led. */
  readonly profileUrl: string;
  readonly authorizationEndpoint: string;
  /** What the server calls itself when people come back from it (RFC 9207); null for one that does not say. */
  readonly issuer: string | null;
}

export interface DiscoveryFailure {
  readonly kind: 'failed';
  readonly sentence: Told;
}

const MAX_PAGE_BYTES = 512 * 1024;
const MAX_METADATA_BYTES = 64 * 1024;
const LONGEST_ADDRESS = 2048;

const metadataShape = z.object({ issuer: z.string().max(LONGEST_ADDRESS), authorization_endpoint: z.string() });

/** An address that somebody typed as theirs; `https://` goes without saying. Null for what is none (IndieAuth, 3.2). Pure. */
export function readProfileUrl(typed: string, mayUseHttp: boolean): URL | null {
  const text = typed.trim();
  if (text === '' || text.length > LONGEST_ADDRESS) return null;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.protocol !== 'https:' && !(mayUseHttp && url.protocol === 'http:')) return null;
  url.hash = '';
  return url;
}

/** Finds where the owner of an address proves that it is theirs (IndieAuth, 4.1): by its metadata, else by a link alone. */
export async function discover(profile: URL, needs: DiscoveryNeeds): Promise<AuthorizationServer | DiscoveryFailure> {
  const answer = await needs.outbound.fetch(profile.href, {
    headers: { accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1' },
    maxAnswerBytes: MAX_PAGE_BYTES,
    whenLonger: 'cut',
  });
  if (answer.kind === 'failed') return failed(silence(profile.host, answer));
  const links = readLinks({
    url: answer.url,
    linkHeader: answer.headers['link'] as string | undefined,
    contentType: answer.headers['content-type'] ?? '',
    body: answer.body.toString('utf8'),
  });
  const metadataUrl = links.get('indieauth-metadata');
  const endpoint = links.get('authorization_endpoint');
  if (metadataUrl !== undefined) return readMetadata(metadataUrl, answer.url, needs);
  if (answer.status >= 400)
    return failed({ key: 'refused.hostAnswered', values: { host: profile.host, status: String(answer.status) } });
  if (endpoint === undefined)
    return failed({ key: 'refused.hostNoLink', values: { host: profile.host, link: 'authorization_endpoint' } });
  return isUsable(endpoint, needs)
    ? { kind: 'found', profileUrl: answer.url, authorizationEndpoint: endpoint, issuer: null }
    : failed({ key: 'refused.hostUnusable', values: { host: profile.host } });
}

async function readMetadata(
  url: string,
  profileUrl: string,
  needs: DiscoveryNeeds,
): Promise<AuthorizationServer | DiscoveryFailure> {
  const { host } = new URL(profileUrl);
  const unusable = failed({ key: 'refused.hostUnusable', values: { host } });
  if (!isUsable(url, needs)) return unusable;
  const answer = await needs.outbound.fetch(url, {
    headers: { accept: 'application/json' },
    maxAnswerBytes: MAX_METADATA_BYTES,
  });
  if (answer.kind === 'failed') return failed(silence(host, answer));
  const metadata = metadataShape.safeParse(parseJson(answer.body.toString('utf8')));
  if (answer.status !== 200 || !metadata.success) return unusable;
  const { issuer, authorization_endpoint: written } = metadata.data;
  const endpoint = URL.parse(written, url)?.href ?? '';
  if (!isUsable(issuer, needs) || !isBelow(url, issuer) || !isUsable(endpoint, needs)) return unusable;
  return { kind: 'found', profileUrl, authorizationEndpoint: endpoint, issuer };
}

/** A server may only speak for what lies below its own name (IndieAuth, 4.1.1). */
function isBelow(address: string, issuer: string): boolean {
  const [lower, upper] = [new URL(address), new URL(issuer)];
  return lower.origin === upper.origin && upper.search === '' && lower.pathname.startsWith(upper.pathname);
}

function isUsable(address: string, { mayUseHttp }: DiscoveryNeeds): boolean {
  const url = URL.parse(address);
  if (url === null || address.length > LONGEST_ADDRESS) return false;
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (mayUseHttp && url.protocol === 'http:');
}

/** `undefined` when it is no JSON, which fits no shape. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const silences: Readonly<Record<OutboundFailure['reason'], WordKey>> = {
  'address-unusable': 'refused.hostElsewhere',
  'address-refused': 'refused.hostElsewhere',
  'too-many-redirects': 'refused.hostLeadsOn',
  unreachable: 'refused.serverUnreachable',
  'timed-out': 'refused.hostLate',
  'answer-too-long': 'refused.hostTooLong',
  stopped: 'refused.serverUnreachable',
};

/** Why nothing was heard of a host, in words for whoever named it. */
function silence(host: string, { reason }: OutboundFailure): Words {
  return { key: silences[reason], values: { host } };
}

function failed(sentence: Words): DiscoveryFailure {
  return { kind: 'failed', sentence };
}
