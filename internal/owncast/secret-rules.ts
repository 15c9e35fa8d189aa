import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { passwordLength } from '../config/kinds.ts';
import type { Datastore } from './datastore.ts';
import { decodeGoTime } from './gob/go-time.ts';
import { GobError } from './gob/gob-reader.ts';
import type { Wishes } from './wishes.ts';

/** Names of the secrets that come along. */
export const secretNames = {
  password: 'admin-password-hash',
  federationPrivateKey: 'federation-private-key',
  federationPublicKey: 'federation-public-key',
  pushPublicKey: 'push-public-key',
  pushPrivateKey: 'push-private-key',
  directoryKey: 'directory-key',
  created: 'station-created',
} as const;

/** Owncast's password and stream key before somebody changes them: everybody knows it. */
export const wellKnownKey = 'abc123';

/** What is done with passwords, by the room that knows. */
export interface PasswordCraft {
  hash(password: string): Promise<string>;
  matches(hash: string, password: string): Promise<boolean>;
}

/** Takes over what must stay secret: the password, the keys of the channel's account, those of push notices. */
export async function wishForSecrets(datastore: Datastore, wishes: Wishes, passwords: PasswordCraft): Promise<void> {
  await wishForPassword(datastore, wishes, passwords);
  wishForKeyPair(datastore, wishes);
  wishForPushKeys(datastore, wishes);
  const directoryKey = readText(datastore, 'directory_registration_key');
  if (directoryKey !== '') wishes.keepSecret(secretNames.directoryKey, directoryKey);
  const created = readTime(datastore, 'server_init_date');
  if (created !== null) wishes.keepSecret(secretNames.created, new Date(created).toISOString());
}

async function wishForPassword(datastore: Datastore, wishes: Wishes, passwords: PasswordCraft): Promise<void> {
  // Before there were several stream keys, the one key was the password, too.
  const password = readText(datastore, 'admin_password_key') || readText(datastore, 'stream_key');
  if (password === '') return;
  const isHashed = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(password);
  const isWellKnown = isHashed ? await passwords.matches(password, wellKnownKey) : password === wellKnownKey;
  if (isWellKnown)
    wishes.leave(
      'the password',
      'it is the one that every new Owncast has; the server prints a link to choose another',
    );
  else if (isHashed) wishes.keepSecret(secretNames.password, password);
  else if (password.length < passwordLength.min || password.length > passwordLength.max) {
    wishes.leave(
      'the password',
      `it has not ${passwordLength.min} to ${passwordLength.max} characters; the server prints a link to choose another`,
    );
  } else wishes.keepSecret(secretNames.password, await passwords.hash(password));
}

function wishForKeyPair(datastore: Datastore, wishes: Wishes): void {
  const pem = readText(datastore, 'private_key');
  if (pem === '') return;
  const key = readPrivateKey(pem);
  if (key?.asymmetricKeyType !== 'rsa') return wishes.leave("the account's key pair", 'its private key cannot be read');
  wishes.keepSecret(secretNames.federationPrivateKey, key.export({ type: 'pkcs1', format: 'pem' }).toString());
  // Made of the private key: the two cannot differ.
  const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  wishes.keepSecret(secretNames.federationPublicKey, publicPem);
}

function readPrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** VAPID keys (RFC 8292): a point of P-256 without compression, and its number. */
function wishForPushKeys(datastore: Datastore, wishes: Wishes): void {
  const publicKey = readText(datastore, 'browser_push_public_key');
  const privateKey = readText(datastore, 'browser_push_private_key');
  if (publicKey === '' && privateKey === '') return;
  const fits = Buffer.from(publicKey, 'base64url').length === 65 && Buffer.from(privateKey, 'base64url').length === 32;
  if (!fits) return wishes.leave('the keys of push notices', 'they are not of the form that they should be');
  wishes.keepSecret(secretNames.pushPublicKey, publicKey);
  wishes.keepSecret(secretNames.pushPrivateKey, privateKey);
}

export function readText({ values }: Datastore, key: string): string {
  const value = values.get(key);
  return typeof value === 'string' ? value.trim() : '';
}

/** A time that may be missing: Go's zero, or one that is not valid. */
export function readTime({ values }: Datastore, key: string): number | null {
  const value = values.get(key);
  if (typeof value !== 'object' || value === null || !('Time' in value) || !(value.Time instanceof Uint8Array))
    return null;
  try {
    return decodeGoTime(value.Time);
  } catch (error) {
    if (error instanceof GobError) return null;
    throw error;
  }
}
