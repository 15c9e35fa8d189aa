import { createHash, timingSafeEqual } from 'node:crypto';
import { MAX_IRI_LENGTH } from '../addresses.ts';
import { isModest } from './nesting.ts';
import { coversEnough, readSignature } from './signature-header.ts';

/** Largest body of an activity. */
export const MAX_BODY_BYTES = 256 * 1024;
/** How far the time of a request may be from ours. */
const MAX_AGE_MS = 65 * 60_000;
const ACTIVITY_TYPE = /^application\/(?:activity\+json|ld\+json)\s*(?:;|$)/i;

/** A post to an inbox. Headers in lower case. */
export interface InboxPost {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface GateNeeds {
  readonly nowWallMs: number;
  /** Whether senders may be known by http addresses. */
  readonly allowsHttp: boolean;
  /** Whether this host, or one above it, is not listened to. */
  readonly isBlocked: (host: string) => boolean;
}

/** What the gate read of an activity; all of it is only said so far, nothing is proved. */
export interface StatedActivity {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  /** IRI of the object, where it is one or has one. */
  readonly object: string | null;
}

export type GateVerdict =
  | { readonly kind: 'fit'; readonly stated: StatedActivity }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 403 | 413 | 415; readonly reason: string };

/**
 * What a post must be before anything is done for it: no name is looked up and nothing is fetched until all of this holds. The order is that of
 * what it costs.
 */
export function judgePost({ headers, body }: InboxPost, needs: GateNeeds): GateVerdict {
  if (!ACTIVITY_TYPE.test(headers['content-type'] ?? '')) return refused(415, 'Only activities are taken here.');
  if (body.length > MAX_BODY_BYTES) return refused(413, 'The activity is too large.');
  const signature = readSignature(headers);
  if (signature === null) return refused(401, 'The request is not signed.');
  const isRfc9421 = headers['signature-input'] !== undefined;
  if (!coversEnough(signature, isRfc9421)) return refused(401, 'The signature covers too little of the request.');
  if (!isTimely(headers, needs.nowWallMs)) return refused(401, 'The request is too old, or from the future.');
  if (!hasDigest(headers, body)) return refused(401, 'The digest is not that of the body.');
  if (!isModest(body)) return refused(400, 'The activity is nested too deep or has too many parts.');
  const stated = readStated(body);
  if (stated === null) return refused(400, 'This is no activity of one account.');
  return judgeOrigins(stated, signature.keyId, needs);
}

/** Everything an activity is about has to come from where its sender is, the key first of all. */
function judgeOrigins(
  activity: StatedActivity & { parts: readonly string[] },
  keyId: string,
  needs: GateNeeds,
): GateVerdict {
  const { parts, ...stated } = activity;
  const actor = URL.parse(stated.actor);
  if (actor === null || !(actor.protocol === 'https:' || (needs.allowsHttp && actor.protocol === 'http:')))
    return refused(400, 'The sender has no address that can be asked.');
  if (needs.isBlocked(actor.hostname)) return refused(403, 'This server is not listened to.');
  const foreign = [stated.id, keyId, ...parts].some((iri) => URL.parse(iri)?.origin !== actor.origin);
  return foreign ? refused(401, 'Parts of the activity are of another server.') : { kind: 'fit', stated };
}

/** Of a signature of RFC 9421 its own time counts: `Date` need not be signed there. */
function isTimely(headers: InboxPost['headers'], nowWallMs: number): boolean {
  const { date, signature = '', 'signature-input': input } = headers;
  const created = /(?:^|[;,\s])created=(\d{1,12})/.exec(input ?? signature)?.[1];
  const statedMs = input === undefined && date !== undefined ? Date.parse(date) : Number(created) * 1000;
  return Math.abs(statedMs - nowWallMs) <= MAX_AGE_MS;
}

/** SHA-256 alone, and what is stated has to be right: `Digest` (RFC 3230) or `Content-Digest` (RFC 9530). */
function hasDigest(headers: InboxPost['headers'], body: Buffer): boolean {
  const field = headers['signature-input'] === undefined ? headers['digest'] : headers['content-digest'];
  const stated = /(?:^|,)\s*sha-256=:?([A-Za-z0-9+/]{43}=)/i.exec(field ?? '')?.[1];
  if (stated === undefined) return false;
  return timingSafeEqual(Buffer.from(stated, 'base64'), createHash('sha256').update(body).digest());
}

function readStated(body: Buffer): (StatedActivity & { readonly parts: readonly string[] }) | null {
  const value = parse(body);
  if (value === null) return null;
  const { id, type, actor, object } = value;
  if (typeof id !== 'string' || typeof type !== 'string' || typeof actor !== 'string') return null;
  if (object !== undefined && typeof object !== 'string' && !isRecord(object) && type !== 'Flag') return null;
  const inner = isRecord(object) ? object : null;
  const about = typeof object === 'string' ? object : typeof inner?.['id'] === 'string' ? inner['id'] : null;
  const parts = partsOf(type, inner);
  if ([id, actor, about ?? '', ...parts].some((iri) => iri.length > MAX_IRI_LENGTH)) return null;
  return { id, type, actor, object: about, parts };
}

/**
 * IRIs that must be of the sender's server. An object that comes along is the sender's own, but what is accepted, rejected or offered may be
 * ours, and what is undone is looked into once more.
 */
function partsOf(type: string, object: Readonly<Record<string, unknown>> | null): string[] {
  if (
    object === null ||
    ['Accept', 'Reject', 'Follow', 'Like', 'Announce', 'Flag', 'Block', 'QuoteRequest', 'Offer', 'Leave'].includes(type)
  )
    return [];
  const { id, attributedTo, actor } = object;
  return [id, attributedTo, actor].filter((iri) => typeof iri === 'string');
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(status: 400 | 401 | 403 | 413 | 415, reason: string): GateVerdict {
  return { kind: 'refused', status, reason };
}
