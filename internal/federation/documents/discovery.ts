import type { Addresses } from '../addresses.ts';
import { escapeHtml, type Json } from './terms.ts';

/** What answers to who the account is (RFC 7033). */
export function webFinger(addresses: Addresses, logo: { readonly url: string; readonly mediaType: string }): Json {
  const { account, actor, base } = addresses;
  return {
    subject: `acct:${account}`,
    aliases: [actor, `${base}/@${addresses.username}`],
    links: [
      { rel: 'self', type: 'application/activity+json', href: actor },
      { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: `${base}/` },
      { rel: 'http://webfinger.net/rel/avatar', type: logo.mediaType, href: logo.url },
      { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${base}/authorize_interaction?uri={uri}` },
      { rel: 'alternate', type: 'application/x-mpegURL', href: `${base}/hls/stream.m3u8` },
    ],
  };
}

/** Whether a resource that somebody asks for is this account: as `acct:`, as its address, or as the station itself. */
export function namesAccount(addresses: Addresses, resource: string): boolean {
  const asked = resource.replace(/^acct:@?/, '').toLowerCase();
  if (/^acct:/i.test(resource)) return asked === addresses.account.toLowerCase();
  const own = [addresses.actor, addresses.base, `${addresses.base}/@${addresses.username}`];
  return own.some((address) => address.toLowerCase() === resource.toLowerCase().replace(/\/$/, ''));
}

/** Where to ask for accounts (RFC 6415). */
export function hostMeta({ base }: Addresses): string {
  const template = escapeHtml(`${base}/.well-known/webfinger?resource={uri}`);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n' +
    `  <Link rel="lrdd" type="application/json" template="${template}"/>\n</XRD>\n`
  );
}

export function nodeInfoLinks({ base }: Addresses): Json {
  const versions = ['2.0', '2.1'];
  return {
    links: versions.map((version) => ({
      rel: `http://nodeinfo.diaspora.software/ns/schema/${version}`,
      href: `${base}/nodeinfo/${version}`,
    })),
  };
}

/** The server, as those who count servers want to know it. */
export interface ServerFacts {
  readonly version: string;
  readonly name: string;
  readonly summary: string;
  readonly hasChat: boolean;
  readonly logoUrl: string;
  /** Whether the older version of NodeInfo, which Owncast reads, says that it is an Owncast: it recommends nothing else. */
  readonly isNamedOwncast: boolean;
}

const users = { total: 1, activeMonth: 1, activeHalfyear: 1 } as const;

/** What kind of server this is, and as Owncast has it whose, and that others may recommend it. */
export function nodeInfo(
  version: '2.0' | '2.1',
  { base, username }: Addresses,
  facts: ServerFacts,
  posts: number,
): Json {
  return {
    version,
    software:
      version === '2.0'
        ? { name: facts.isNamedOwncast ? 'owncast' : 'aerial', version: facts.version }
        : { name: 'aerial', version: facts.version, homepage: base },
    protocols: ['activitypub'],
    services: { inbound: [], outbound: [] },
    openRegistrations: false,
    usage: { users, localPosts: posts },
    metadata: {
      nodeName: facts.name,
      nodeDescription: facts.summary,
      chat_enabled: facts.hasChat,
      implementation: 'aerial',
      // The second is how Owncast's own description of it has the name.
      federation: { username, featured_streams: 1, featuredStreams: 1 },
    },
  };
}

/** The same for those who ask by the older name. */
export function xNodeInfo2({ base }: Addresses, facts: ServerFacts, posts: number): Json {
  return {
    version: '1.0',
    server: { baseUrl: base, version: facts.version, name: facts.name, software: 'aerial' },
    organization: { name: facts.name, contact: base },
    protocols: ['activitypub'],
    services: { inbound: ['activitypub'], outbound: ['activitypub'] },
    openRegistrations: false,
    usage: { users: { ...users, activeWeek: 1 }, localPosts: posts, localComments: 0 },
  };
}

/** As Mastodon's clients ask for a server. */
export function instance({ base }: Addresses, facts: ServerFacts, posts: number): Json {
  return {
    uri: base,
    title: facts.name,
    short_description: facts.summary,
    description: facts.summary,
    version: facts.version,
    thumbnail: facts.logoUrl,
    languages: null,
    stats: { user_count: 1, status_count: posts, domain_count: 0 },
    registrations: false,
    approval_required: false,
    invites_enabled: false,
  };
}
