import { argon2, type Argon2Parameters, timingSafeEqual } from 'node:crypto';
import { compare as compareBcrypt } from 'bcryptjs';
import type { RandomBytes } from './token.ts';

interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/** About 75 ms on one core; beyond what OWASP asks for (19 MiB, two passes), and little enough to be asked for now and then while live. */
const cost: Cost = { memoryKib: 32_768, passes: 3, lanes: 1 };
/** Costlier hashes than these are taken for nonsense, so that a tampered database cannot stop the server. */
const highestCost: Cost = { memoryKib: 262_144, passes: 10, lanes: 4 };
const HIGHEST_BCRYPT_COST = 13;

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Owncast's longest password is 72 bytes, ours is what the settings say; anything longer is no password and costs nothing. */
const LONGEST_PASSWORD = 1024;

/** What a password is to a stored hash; `outdated` is right, and to be hashed anew. */
export type PasswordMatch = 'right' | 'outdated' | 'wrong';

/** Argon2id (RFC 9106) of a password with its salt and cost, as one text in the usual form (`$argon2id$v=19$…`). Off the event loop. */
export async function hashPassword(password: string, randomBytes: RandomBytes): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, HASH_BYTES, cost);
  return `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Compares a password with a stored hash, in a time that does not tell how near it is; also with bcrypt, which Owncast keeps. */
export async function matchPassword(stored: string, password: string): Promise<PasswordMatch> {
  if (password.length > LONGEST_PASSWORD) return 'wrong';
  const bcrypt = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(stored);
  if (bcrypt !== null) return matchBcrypt(stored, password, Number(bcrypt[1]));
  const kept = parse(stored);
  if (kept === null) return 'wrong';
  const hash = await derive(password, kept.salt, kept.hash.length, kept.cost);
  if (!timingSafeEqual(hash, kept.hash)) return 'wrong';
  return isCurrent(kept.cost) ? 'right' : 'outdated';
}

async function matchBcrypt(stored: string, password: string, bcryptCost: number): Promise<PasswordMatch> {
  if (bcryptCost > HIGHEST_BCRYPT_COST) return 'wrong';
  return (await compareBcrypt(password, stored)) ? 'outdated' : 'wrong';
}

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } | null {
  const found = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]{11,86})\$([\w+/]{22,86})$/.exec(
    stored,
  );
  if (found === null) return null;
  const [memoryKib = 0, passes = 0, lanes = 0] = found.slice(1, 4).map(Number);
  const isSane =
    memoryKib >= 8 * lanes && memoryKib <= highestCost.memoryKib && passes >= 1 && passes <= highestCost.passes;
  if (!isSane || lanes < 1 || lanes > highestCost.lanes) return null;
  const [salt = '', hash = ''] = found.slice(4);
  return { cost: { memoryKib, passes, lanes }, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

function isCurrent(kept: Cost): boolean {
  return kept.memoryKib === cost.memoryKib && kept.passes === cost.passes && kept.lanes === cost.lanes;
}

function derive(password: string, salt: Uint8Array, tagLength: number, price: Cost): Promise<Buffer> {
  const parameters: Argon2Parameters = {
    message: password.normalize('NFC'),
    nonce: salt,
    parallelism: price.lanes,
    tagLength,
    memory: price.memoryKib,
    passes: price.passes,
  };
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  });
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
