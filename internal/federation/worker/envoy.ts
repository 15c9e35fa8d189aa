import { createPrivateKey } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { OutboundFailure, OutboundOutcome, OutboundRequest } from '../../platform/outbound-fetch.ts';
import { retryAfterMs } from '../../platform/retry-after.ts';
import type { RemoteActor, Verdict } from '../remote.ts';
import { asksForEd25519, saysEd25519 } from '../documents/capabilities.ts';
import type { CallName, Calls, Delivered, Found, Identity, PostedMessage, Worker } from './calls.ts';
import { signByCavage, type SigningKey } from './cavage.ts';
import { DocumentElsewhere, DocumentLoader, DocumentMissing } from './document-loader.ts';
import { KnownKeys, readActivity, readActor, type SignatureVerdict, verifySignature } from './fedify.ts';
import { findAccount } from './find-account.ts';
import { fitPicture } from './fit-picture.ts';
import { secondKeyIn } from './second-key.ts';
import { isSignedBy, readSignature, signByRfc9421 } from './rfc9421.ts';
import { SigningWays, type SigningWay } from './signing-ways.ts';

const DELIVERY_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4096;
/** Documents that are asked for to prove one post: an account may name thousands of keys, each at an address of a stranger. */
const MAX_LOADS = 6;
const knownKeyLimits = { entries: 1000, lifeMs: 5 * 60_000 } as const;
const MEDIA_TYPE = 'application/activity+json';

export interface EnvoyNeeds {
  readonly clock: Clock;
  readonly outbound: {
    fetch(url: string, request: OutboundRequest): Promise<OutboundOutcome>;
    judge(address: string): OutboundFailure | null;
  };
  readonly identity: Identity;
}

/** Speaks with other servers in the name of the channel: proves who writes to it, writes to them, looks people up. */
export class Envoy implements Worker {
  readonly #needs: EnvoyNeeds;
  readonly #signing: { readonly rsa: SigningKey; readonly ed25519: SigningKey };
  readonly #loader: DocumentLoader;
  readonly #keys: KnownKeys;
  readonly #ways = new SigningWays();

  constructor(needs: EnvoyNeeds) {
    this.#needs = needs;
    const { keyId, privateKeyPem, secondKey } = needs.identity;
    this.#signing = {
      rsa: { id: keyId, privateKey: createPrivateKey(privateKeyPem) },
      ed25519: { id: secondKey.id, privateKey: createPrivateKey(secondKey.privateKeyPem) },
    };
    this.#keys = new KnownKeys({ nowMs: () => needs.clock.monotonicMs(), limits: knownKeyLimits });
    this.#loader = new DocumentLoader({
      clock: needs.clock,
      outbound: needs.outbound,
      mayUseHttp: () => needs.identity.allowsLocal,
      sign: (url, headers) => this.#sign({ url, method: 'GET', headers }),
    });
  }

  call<Name extends CallName>(name: Name, argument: Calls[Name]['takes']): Promise<Calls[Name]['gives']> {
    const calls: { [Each in CallName]: (argument: Calls[Each]['takes']) => Promise<Calls[Each]['gives']> } = {
      verify: (posted) => this.#verify(posted),
      deliver: (parcel) => this.#deliver(parcel),
      find: (wanted) => this.#find(wanted),
    };
    return calls[name](argument);
  }

  async #verify(posted: PostedMessage): Promise<Verdict> {
    const request = new Request(posted.url, { method: 'POST', headers: posted.headers, body: posted.body });
    let missing: string | null = null;
    let loads = 0;
    const load = async (url: string): Promise<unknown> => {
      loads += 1;
      if (loads > MAX_LOADS) throw new DocumentMissing('Too many documents are named.');
      return this.#loader.load(url).catch((error: unknown) => {
        missing = error instanceof DocumentMissing && error.isGone ? url : null;
        throw error;
      });
    };
    const signature =
      (await this.#verifyEd25519(posted, load)) ?? (await verifySignature(request, { load, keys: this.#keys }));
    if (signature.kind === 'key-gone') {
      const { actor } = JSON.parse(posted.body) as { readonly actor: string };
      return missing !== null && (await this.#isGone(actor, missing))
        ? { kind: 'gone', actorIri: actor }
        : refused(401, 'The key of the signature could not be fetched.');
    }
    if (signature.kind === 'unsigned') return refused(401, 'The signature is not valid.');
    return this.#judge(JSON.parse(posted.body) as unknown, signature);
  }

  /** Anybody can name a key that its server does not know: an account is gone only when its own document is. */
  async #isGone(actor: string, missing: string): Promise<boolean> {
    try {
      await this.#loader.load(actor, { isFresh: !isSameDocument(actor, missing) });
      return false;
    } catch (error) {
      return error instanceof DocumentMissing && error.isGone;
    }
  }

  /**
   * Whose key of Ed25519 made the signature (RFC 9421), by what the owner's own document says of its keys (FEP-521a), where the library does not look; null when
   * it names none of these.
   */
  async #verifyEd25519(
    posted: PostedMessage,
    load: (url: string) => Promise<unknown>,
  ): Promise<SignatureVerdict | null> {
    const stated = readSignature(posted);
    if (stated === null) return null;
    const document = await load(stated.keyId).catch(() => null);
    const known = secondKeyIn(document, stated.keyId);
    if (known === null) return null;
    const request = { url: posted.url, method: 'POST', headers: posted.headers };
    return isSignedBy(request, stated, known.key, this.#needs.clock.wallMs())
      ? { kind: 'signed', keyId: stated.keyId, owner: known.owner, isEd25519: true }
      : { kind: 'unsigned' };
  }

  /** The signature is good: now it has to be the sender's own, and the sender's document has to say so, too. */
  async #judge(document: unknown, signature: Extract<SignatureVerdict, { kind: 'signed' }>): Promise<Verdict> {
    const read = await readActivity(document);
    if (read === null) return refused(400, 'This is no activity.');
    const { actor: iri, activity } = read;
    const stated = document as { readonly id?: unknown; readonly actor?: unknown };
    // What JSON-LD makes of it must be what the gate saw.
    if (stated.actor !== iri || (activity !== null && stated.id !== activity.iri))
      return refused(400, 'The activity can be read in two ways.');
    if (signature.owner !== iri) return refused(403, 'The signature is not that of the sender.');
    const { isEd25519 } = signature;
    const actor = await this.#actor(iri, isEd25519 ? null : signature.keyId);
    if (actor !== null && isEd25519) this.#learn(actor);
    if (actor === null) return refused(401, "The sender's document does not name that key.");
    return activity === null ? { kind: 'unknown' } : { kind: 'verified', actor, activity };
  }

  async #actor(iri: string, keyId: string | null): Promise<RemoteActor | null> {
    const document = await this.#loader.load(iri).catch(() => null);
    const actor = document === null ? null : await readActor(document, keyId);
    if (actor?.iri !== iri) return null;
    if (saysEd25519(document)) this.#learn(actor);
    return this.#withFitPicture(actor);
  }

  /** A server shows that it takes Ed25519. It speaks for itself alone, and not for where it says that its inboxes are. */
  #learn({ inbox, iri }: RemoteActor): void {
    const { host } = new URL(inbox);
    if (host === new URL(iri).host) this.#ways.learn(host, 'rfc9421-ed25519');
  }

  #withFitPicture(actor: RemoteActor): RemoteActor {
    const { identity, outbound } = this.#needs;
    const judge = (address: string): OutboundFailure | null => outbound.judge(address);
    return { ...actor, image: fitPicture(actor.image, { allowsLocal: identity.allowsLocal, judge }) };
  }

  async #deliver({ inbox, body }: Calls['deliver']['takes']): Promise<Delivered> {
    const { host } = new URL(inbox);
    const way = this.#ways.of(host);
    const first = await this.#post(inbox, body, way);
    const nowWallMs = this.#needs.clock.wallMs();
    if (first.kind !== 'answered') return outcomeOf(first, nowWallMs);
    if (!isRefusedFor(first.status, way)) {
      if (asksForEd25519(first.headers)) this.#ways.learn(host, 'rfc9421-ed25519');
      return outcomeOf(first, nowWallMs);
    }
    // The second knock: what does not take one kind of signature may take another.
    const other = way !== 'draft' ? 'draft' : asksForEd25519(first.headers) ? 'rfc9421-ed25519' : 'rfc9421-rsa';
    const second = await this.#post(inbox, body, other);
    if (second.kind === 'answered' && second.status < 300) this.#ways.keep(host, other);
    return outcomeOf(second, nowWallMs);
  }

  #post(inbox: string, body: string, way: SigningWay): Promise<OutboundOutcome> {
    const { clock, identity, outbound } = this.#needs;
    if (!inbox.startsWith('https:') && !identity.allowsLocal)
      return Promise.resolve({ kind: 'failed', reason: 'address-refused', sentence: 'The inbox is not https.' });
    const headers = { 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE };
    const request = { url: inbox, method: 'POST', headers, body };
    const { ed25519, rsa } = this.#signing;
    const signed =
      way === 'draft'
        ? this.#sign(request)
        : signByRfc9421(request, way === 'rfc9421-rsa' ? rsa : ed25519, clock.wallMs());
    return outbound.fetch(inbox, {
      method: 'POST',
      headers: signed,
      body,
      timeoutMs: DELIVERY_TIMEOUT_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      whenLonger: 'cut',
      maxRedirects: 0,
    });
  }

  #sign(request: Parameters<typeof signByCavage>[0]): Record<string, string> {
    return signByCavage(request, this.#signing.rsa, this.#needs.clock.wallMs());
  }

  /** What people name may be the page of an account. */
  async #lookUp(address: string, isFresh: boolean): Promise<unknown> {
    try {
      return await this.#loader.load(address, { isFresh });
    } catch (error) {
      if (error instanceof DocumentElsewhere) return this.#loader.load(error.address, { isFresh });
      throw error;
    }
  }

  async #find({ who, isFresh }: Calls['find']['takes']): Promise<Found> {
    const { identity, outbound } = this.#needs;
    const place = await findAccount(who, { outbound, allowsLocal: identity.allowsLocal });
    if (place.kind === 'failed') return place;
    try {
      const document = await this.#lookUp(place.iri, isFresh);
      const actor = await readActor(document, null);
      if (actor !== null && saysEd25519(document)) this.#learn(actor);
      if (actor === null) return { kind: 'failed', sentence: { key: 'refused.noSuchAccount' } };
      return { kind: 'found', actor: this.#withFitPicture(actor), subscribe: place.subscribe };
    } catch (error) {
      return {
        kind: 'failed',
        sentence: {
          key: 'refused.accountUnread',
          detail: error instanceof Error ? error.message : String(error),
        },
      };
    }
  }
}

function isSameDocument(one: string, other: string): boolean {
  return one.split('#', 1)[0] === other.split('#', 1)[0];
}

function refused(status: 400 | 401 | 403, reason: string): Verdict {
  return { kind: 'refused', status, reason };
}

/** Whether an answer may mean that the signature was of the wrong kind. New ones are a bad request to some that know the old ones alone. */
function isRefusedFor(status: number, way: SigningWay): boolean {
  return [401, 403].includes(status) || (status === 400 && way !== 'draft');
}

function outcomeOf(outcome: OutboundOutcome, nowWallMs: number): Delivered {
  if (outcome.kind === 'failed') return { kind: 'failed', error: outcome.sentence, retryAfterMs: null };
  const { status, headers } = outcome;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const error = `The server answered ${status}.`;
  if (status === 410) return { kind: 'gone', error };
  if (status === 404) return { kind: 'missing', error };
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return { kind: 'refused', error };
  return { kind: 'failed', error, retryAfterMs: retryAfterMs(headers['retry-after'], nowWallMs) };
}
