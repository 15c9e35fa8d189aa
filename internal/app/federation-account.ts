import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Settings } from '../config/settings.ts';
import { addressesOf } from '../federation/addresses.ts';
import { cleanTag } from '../federation/documents/actor.ts';
import { multibaseOf } from '../federation/documents/proof.ts';
import type { LivePost } from '../federation/posts/live-notices.ts';
import type { Account } from '../federation/station.ts';
import { socialPlatforms } from '../http/pages/social-platforms.ts';
import type { Store } from '../store/store.ts';

/** Under these names Owncast's key pair is carried over, too. */
const secretNames = {
  privateKey: 'federation-private-key',
  publicKey: 'federation-public-key',
  secondKey: 'federation-ed25519-key',
  created: 'station-created',
} as const;
/** As Mastodon and Owncast have it; longer ones cost four times as much for each post. */
const RSA_BITS = 2048;

const generate = promisify(generateKeyPair);

/** The account's keys. Whoever follows knows them: they are made once, and kept with the database. */
export interface AccountKeys {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
  readonly secondKey: KeyObject;
  /** PEM of the same. */
  readonly secondPrivateKeyPem: string;
  /** As the account's document tells it. */
  readonly secondPublicKey: string;
  /** When the station came to be; null when that is not known. */
  readonly createdWallMs: number | null;
}

export async function provideKeys(secrets: Store['secrets']): Promise<AccountKeys> {
  const privateKeyPem = secrets.get(secretNames.privateKey) ?? (await makeRsaKey(secrets));
  const secondPem = secrets.get(secretNames.secondKey) ?? (await makeSecondKey(secrets));
  const secondKey = createPrivateKey(secondPem);
  return {
    privateKeyPem,
    publicKeyPem: pemOf(createPublicKey(privateKeyPem)),
    secondKey,
    secondPrivateKeyPem: secondPem,
    secondPublicKey: multibaseOf(createPublicKey(secondPem)),
    createdWallMs: createdOf(secrets),
  };
}

/** Whether these are still what is kept: a copy of the database that is put back brings others. */
export function areKeysKept(secrets: Store['secrets'], keys: AccountKeys): boolean {
  return (
    secrets.get(secretNames.privateKey) === keys.privateKeyPem &&
    secrets.get(secretNames.secondKey) === keys.secondPrivateKeyPem &&
    createdOf(secrets) === keys.createdWallMs
  );
}

async function makeRsaKey(secrets: Store['secrets']): Promise<string> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: RSA_BITS });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  secrets.setTogether({ [secretNames.privateKey]: pem, [secretNames.publicKey]: pemOf(publicKey) });
  return pem;
}

async function makeSecondKey(secrets: Store['secrets']): Promise<string> {
  const { privateKey } = await generate('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  secrets.set(secretNames.secondKey, pem);
  return pem;
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

export interface AccountNeeds {
  readonly settings: Settings;
  readonly version: string;
  /** The post that says that the channel is live now; null without one. */
  readonly livePost: LivePost | null;
  readonly gallery: { logo(): { readonly mediaType: string } | null; logoUniqueness(): string };
}

/** What the channel is to the fediverse, as its settings are now; null while it is not to be followed or does not know its own address. */
export function readAccount(needs: AccountNeeds, keys: AccountKeys): Account | null {
  const { livePost, settings, version } = needs;
  const publicUrl = settings.get('public-url');
  if (!settings.get('federation') || publicUrl === null) return null;
  const addresses = addressesOf(publicUrl, settings.get('federation-username'));
  const isPrivate = settings.get('federation-private');
  const logo = logoOf(needs, addresses.base);
  const [name, summary] = [settings.get('channel-name'), settings.get('channel-summary')];
  return {
    addresses,
    facts: {
      name,
      summary,
      tags: settings
        .get('tags')
        .map(cleanTag)
        .filter((tag) => tag !== ''),
      links: settings.get('social-links').map(({ platform, url }) => ({
        label: socialPlatforms[platform]?.label ?? platform,
        url,
      })),
      logo,
      isPrivate,
      isListed: settings.get('search-indexing') && !isPrivate,
      createdWallMs: keys.createdWallMs,
      publicKeyPem: keys.publicKeyPem,
      secondKey: keys.secondPublicKey,
      aliases: settings.get('federation-aliases'),
      movedTo: settings.get('federation-moved-to'),
      live:
        isPrivate || livePost === null || !settings.get('federation-live-profile')
          ? null
          : { ...livePost, title: settings.get('stream-title') },
    },
    server: {
      version,
      name,
      summary,
      hasChat: settings.get('chat'),
      logoUrl: logo.url,
      isNamedOwncast: settings.get('federation-as-owncast'),
    },
    rules: readRules(settings),
  };
}

function readRules(settings: Settings): Account['rules'] {
  const warning = settings.get('federation-content-warning').trim();
  return {
    isPrivate: settings.get('federation-private'),
    showsEngagement: settings.get('federation-show-engagement'),
    showsReplies: settings.get('federation-show-replies'),
    mayBeQuoted: settings.get('federation-quotes'),
    hidesFollowers: settings.get('federation-hide-followers'),
    blockedDomains: settings.get('federation-blocked-domains'),
    allowsLocal: settings.get('federation-local'),
    isForAdults: settings.get('nsfw'),
    language: settings.get('federation-language'),
    warning: warning === '' ? null : warning,
    altText: settings.get('federation-alt-text'),
    tags: settings.get('tags'),
  };
}

/** Others get no drawings: a logo that is one is replaced by the built-in picture. */
function logoOf({ gallery }: AccountNeeds, base: string): { url: string; mediaType: string } {
  const { mediaType } = gallery.logo() ?? { mediaType: 'image/svg+xml' };
  const url = `${base}/logo/external?uc=${gallery.logoUniqueness()}`;
  return { url, mediaType: mediaType === 'image/svg+xml' ? 'image/png' : mediaType };
}

function createdOf(secrets: Store['secrets']): number | null {
  const createdMs = Date.parse(secrets.get(secretNames.created) ?? '');
  return Number.isNaN(createdMs) ? null : createdMs;
}
