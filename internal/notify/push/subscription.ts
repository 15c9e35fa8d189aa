import { z } from '../../platform/schema.ts';
import type { Reader } from './encrypt.ts';
import { readPoint } from './keys.ts';

/** A browser that wants to be told: where its push service is, and who can read what comes. */
export interface Subscription {
  readonly endpoint: URL;
  readonly reader: Reader;
}

const SECRET_BYTES = 16;
/** Longer than any that browsers give. */
export const LONGEST_SUBSCRIPTION = 2_000;

const written = z.object({
  endpoint: z.string().max(1_000),
  keys: z.object({ p256dh: z.string().max(200), auth: z.string().max(100) }),
});

/** Reads the JSON of a browser's `PushSubscription`; null for what is none. */
export function readSubscription(json: string): Subscription | null {
  let value: unknown;
  try {
    value = JSON.parse(json.slice(0, LONGEST_SUBSCRIPTION));
  } catch {
    return null;
  }
  const parsed = written.safeParse(value);
  if (!parsed.success) return null;
  const endpoint = URL.parse(parsed.data.endpoint);
  const publicKey = readPoint(parsed.data.keys.p256dh);
  const secret = Buffer.from(parsed.data.keys.auth, 'base64url');
  const isUsable = endpoint !== null && endpoint.protocol === 'https:' && endpoint.username === '';
  if (!isUsable || publicKey === null || secret.length !== SECRET_BYTES) return null;
  return { endpoint, reader: { publicKey, secret } };
}

/** One form for each subscription, however a browser wrote it: the same browser is not told twice. */
export function writeSubscription({ endpoint, reader }: Subscription): string {
  const keys = { p256dh: reader.publicKey.toString('base64url'), auth: reader.secret.toString('base64url') };
  return JSON.stringify({ endpoint: endpoint.href, keys });
}

/** Whether a host is one of `allowed`, in which `.example.org` stands for all below it and `any` for every host there is. */
export function isAllowedService(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === 'any' || host === one || (one.startsWith('.') && host.endsWith(one)));
}
