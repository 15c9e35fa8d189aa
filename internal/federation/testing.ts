import { addressesOf } from './addresses.ts';
import type { RemoteActor } from './remote.ts';
import type { Account } from './station.ts';

/** Where the account of a channel for tests is, and the account itself. */
export const addresses = addressesOf('https://tv.example.org', 'streamer');
export const account: Account = {
  addresses,
  facts: {
    name: 'Night Trains',
    summary: 'Cab views and slow talk.',
    tags: ['trains'],
    links: [{ label: 'Website', url: 'https://trains.example' }],
    logo: { url: 'https://tv.example.org/logo/external?uc=7', mediaType: 'image/png' },
    isPrivate: false,
    isListed: true,
    createdWallMs: Date.parse('2026-01-01T12:00:00Z'),
    publicKeyPem: '-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n',
    secondKey: 'z6Mk…',
    aliases: [],
    movedTo: null,
    live: null,
  },
  server: {
    version: '1',
    name: 'Night Trains',
    summary: 'Cab views and slow talk.',
    hasChat: true,
    logoUrl: 'https://tv.example.org/logo/external?uc=7',
    isNamedOwncast: false,
  },
  rules: {
    isPrivate: false,
    showsEngagement: true,
    showsReplies: true,
    mayBeQuoted: true,
    hidesFollowers: false,
    blockedDomains: [],
    allowsLocal: false,
    isForAdults: false,
    language: 'en',
    warning: null,
    altText: 'A picture of what is on air.',
    tags: ['trains'],
  },
};

/** An account of another server. */
export const iriOf = (name: string): string => `https://social.example/users/${name}`;
export const remote = (name: string, alsoKnownAs: readonly string[] = []): RemoteActor => ({
  iri: iriOf(name),
  type: 'Person',
  account: `${name}@social.example`,
  name,
  inbox: `${iriOf(name)}/inbox`,
  sharedInbox: 'https://social.example/inbox',
  image: null,
  url: null,
  alsoKnownAs,
});
