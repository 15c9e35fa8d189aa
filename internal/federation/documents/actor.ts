import type { Addresses } from '../addresses.ts';
import { understood } from './capabilities.ts';
import { CONTEXT, escapeHtml, type Json, PUBLIC, timeOf } from './terms.ts';

/** What the channel is, as its account tells. */
export interface ActorFacts {
  readonly name: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly logo: { readonly url: string; readonly mediaType: string };
  readonly isPrivate: boolean;
  readonly isListed: boolean;
  readonly createdWallMs: number | null;
  readonly publicKeyPem: string;
  /** Of Ed25519, as multibase. */
  readonly secondKey: string | null;
  readonly aliases: readonly string[];
  readonly movedTo: string | null;
  /** What is on air, as far as followers have been told; null while nothing is. */
  readonly live: LiveFacts | null;
}

export interface LiveFacts {
  /** Page for people. */
  readonly url: string;
  /** May be empty. */
  readonly title: string;
  readonly picture: { readonly url: string; readonly mediaType: string } | null;
}

/** Mastodon shows so many fields. */
const MAX_FIELDS = 8;

/** The account's own document. Lists are lists however short they are: Mastodon drops what is not. */
export function actorDocument(addresses: Addresses, facts: ActorFacts): Json {
  const { actor, base, username } = addresses;
  const picture = { type: 'Image', ...facts.logo };
  const { live } = facts;
  return {
    '@context': CONTEXT,
    id: actor,
    type: 'Service',
    preferredUsername: username,
    name: facts.name,
    summary: facts.summary === '' ? '' : `<p>${escapeHtml(facts.summary)}</p>`,
    url: `${base}/`,
    inbox: addresses.inbox,
    outbox: addresses.outbox,
    followers: addresses.followers,
    following: addresses.following,
    featured: addresses.featured,
    endpoints: { sharedInbox: addresses.sharedInbox },
    icon: picture,
    // The banner of the profile: what is on air, while something is.
    image: live === null || live.picture === null ? picture : { type: 'Image', ...live.picture },
    manuallyApprovesFollowers: facts.isPrivate,
    discoverable: facts.isListed,
    indexable: facts.isListed,
    ...(facts.createdWallMs !== null && { published: timeOf(facts.createdWallMs) }),
    publicKey: { id: addresses.mainKey, owner: actor, publicKeyPem: facts.publicKeyPem },
    ...(facts.secondKey !== null && {
      assertionMethod: [
        {
          id: addresses.secondKey,
          type: 'Multikey',
          controller: actor,
          publicKeyMultibase: facts.secondKey,
        },
      ],
    }),
    generator: { type: 'Application', implements: understood },
    tag: facts.tags.map((tag) => hashtag(base, tag)),
    attachment: [
      ...(live === null ? [] : [field('Live', live.url, live.title)]),
      field('Stream', `${base}/`),
      ...facts.links.map(({ label, url }) => field(label, url)),
    ].slice(0, MAX_FIELDS),
    attributionDomains: [new URL(base).hostname],
    alsoKnownAs: facts.aliases,
    ...(facts.movedTo !== null && { movedTo: facts.movedTo }),
  };
}

/** Tells followers that the account looks different from now on. */
export function actorUpdate(addresses: Addresses, document: Json, id: string): Json {
  return {
    '@context': CONTEXT,
    id: `${addresses.actor}#${id}`,
    type: 'Update',
    actor: addresses.actor,
    to: [PUBLIC],
    cc: [addresses.followers],
    object: { ...document, '@context': undefined },
  };
}

export function hashtag(base: string, tag: string): Json {
  return { type: 'Hashtag', name: `#${tag}`, href: `${base}/?tag=${encodeURIComponent(tag)}` };
}

/** A tag as it may stand after `#`; empty when nothing is left of it. */
export function cleanTag(tag: string): string {
  return tag.normalize('NFC').replaceAll(/[^\p{L}\p{N}_]/gu, '');
}

/** A line of the profile that leads somewhere; by the words given, or by the address itself. */
function field(label: string, url: string, words = ''): Json {
  const shown = escapeHtml(words || url.replace(/^https?:\/\//, '').replace(/\/$/, ''));
  const value = `<a href="${escapeHtml(url)}" rel="me nofollow noopener noreferrer" target="_blank">${shown}</a>`;
  return { type: 'PropertyValue', name: label, value };
}
