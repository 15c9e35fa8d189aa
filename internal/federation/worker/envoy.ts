import { createPrivateKey, type KeyObject, webcrypto } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { OutboundFailure, OutboundOutcome, OutboundRequest } from '../../platform/outbound-fetch.ts';
import type { RemoteActor, Verdict } from '../remote.ts';
import type { CallName, Calls, Delivered, Found, Identity, PostedMessage, Worker } from './calls.ts';
import { signByCavage } from './cavage.ts';
import { DocumentLoader, DocumentMissing } from './document-loader.ts';
import { KnownKeys, readActivity, readActor, signByRfc9421, verifySignature } from './fedify.ts';
import { findAccount } from './find-account.ts';
import { fitPicture } from './fit-picture.ts';

const DELIVERY_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4096;
const knownKeyLimits = { entries: 1000, lifeMs: 5 * 60_000 } as const;
/** Hosts of which it is remembered that they want signatures of RFC 9421. */
const MAX_MODERN_HOSTS = 1000;
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
  readonly #privateKey: KeyObject;
  readonly #loader: DocumentLoader;
  readonly #keys: KnownKeys;
  readonly #modernHosts = new Set<string>();
  #webKey: Promise<webcrypto.CryptoKey> | null = null;

  constructor(needs: EnvoyNeeds) {
    this.#needs = needs;
    this.#privateKey = createPrivateKey(needs.identity.privateKeyPem);
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
    let isKeyGone = false;
    const load = (url: string): Promise<unknown> =>
      this.#loader.load(url).catch((error: unknown) => {
        isKeyGone = error instanceof DocumentMissing && error.isGone;
        throw error;
      });
    const signature = await verifySignature(request, { load, keys: this.#keys });
    if (signature.kind === 'key-gone') {
      const { actor } = JSON.parse(posted.body) as { readonly actor: string };
      return isKeyGone
        ? { kind: 'gone', actorIri: actor }
        : refused(401, 'The key of the signature could not be fetched.');
    }
    if (signature.kind === 'unsigned') return refused(401, 'The signature is not valid.');
    return this.#judge(JSON.parse(posted.body) as unknown, signature);
  }

  /** The signature is good: now it has to be the sender's own, and the sender's document has to say so, too. */
  async #judge(document: unknown, signature: { keyId: string; owner: string }): Promise<Verdict> {
    const read = await readActivity(document);
    if (read === null) return refused(400, 'This is no activity.');
    const { actor: iri, activity } = read;
    const stated = document as { readonly id?: unknown; readonly actor?: unknown };
    // What JSON-LD makes of it must be what the gate saw.
    if (stated.actor !== iri || (activity !== null && stated.id !== activity.iri))
      return refused(400, 'The activity can be read in two ways.');
    if (signature.owner !== iri) return refused(403, 'The signature is not that of the sender.');
    const actor = await this.#actor(iri, signature.keyId);
    if (actor === null) return refused(401, "The sender's document does not name that key.");
    return activity === null ? { kind: 'unknown' } : { kind: 'verified', actor, activity };
  }

  async #actor(iri: string, keyId: string | null): Promise<RemoteActor | null> {
    const document = await this.#loader.load(iri).catch(() => null);
    const actor = document === null ? null : await readActor(document, keyId);
    return actor?.iri === iri ? this.#withFitPicture(actor) : null;
  }

  #withFitPicture(actor: RemoteActor): RemoteActor {
    const { identity, outbound } = this.#needs;
    const judge = (address: string): OutboundFailure | null => outbound.judge(address);
    return { ...actor, image: fitPicture(actor.image, { allowsLocal: identity.allowsLocal, judge }) };
  }

  async #deliver({ inbox, body }: Calls['deliver']['takes']): Promise<Delivered> {
    const { host } = new URL(inbox);
    const isModern = this.#modernHosts.has(host);
    const first = await this.#post(inbox, body, isModern);
    if (first.kind !== 'answered' || ![401, 403].includes(first.status)) return outcomeOf(first);
    // The second knock: what does not take the old signature may take the new one, or the other way round.
    const second = await this.#post(inbox, body, !isModern);
    if (second.kind === 'answered' && second.status < 300) this.#noteModern(host, !isModern);
    return outcomeOf(second);
  }

  #noteModern(host: string, isModern: boolean): void {
    this.#modernHosts.delete(host);
    if (isModern) this.#modernHosts.add(host);
    const [oldest] = this.#modernHosts;
    if (this.#modernHosts.size > MAX_MODERN_HOSTS && oldest !== undefined) this.#modernHosts.delete(oldest);
  }

  async #post(inbox: string, body: string, isModern: boolean): Promise<OutboundOutcome> {
    const { identity, outbound } = this.#needs;
    if (!inbox.startsWith('https:') && !identity.allowsLocal)
      return { kind: 'failed', reason: 'address-refused', sentence: 'The inbox is not https.' };
    const headers = { 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE };
    return outbound.fetch(inbox, {
      method: 'POST',
      headers: isModern
        ? await this.#signModern({ url: inbox, method: 'POST', headers, body: Uint8Array.from(Buffer.from(body)) })
        : this.#sign({ url: inbox, method: 'POST', headers, body }),
      body,
      timeoutMs: DELIVERY_TIMEOUT_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      whenLonger: 'cut',
      maxRedirects: 0,
    });
  }

  #sign(request: Parameters<typeof signByCavage>[0]): Record<string, string> {
    const { clock, identity } = this.#needs;
    return signByCavage(request, { id: identity.keyId, privateKey: this.#privateKey }, clock.wallMs());
  }

  async #signModern(request: Parameters<typeof signByRfc9421>[0]): Promise<Record<string, string>> {
    this.#webKey ??= webcrypto.subtle.importKey(
      'pkcs8',
      this.#privateKey.export({ type: 'pkcs8', format: 'der' }),
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      true,
      ['sign'],
    );
    return signByRfc9421(request, { id: this.#needs.identity.keyId, privateKey: await this.#webKey });
  }

  async #find({ who, isFresh }: Calls['find']['takes']): Promise<Found> {
    const { identity, outbound } = this.#needs;
    const place = await findAccount(who, { outbound, allowsLocal: identity.allowsLocal });
    if (place.kind === 'failed') return place;
    try {
      const actor = await readActor(await this.#loader.load(place.iri, { isFresh }), null);
      if (actor === null) return { kind: 'failed', sentence: { key: 'refused.noSuchAccount' } };
      return { kind: 'found', actor: this.#withFitPicture(actor), subscribe: place.subscribe };
    } catch (error) {
      return {
        kind: 'failed',
        sentence: {
          key: 'refused.because',
          values: { reason: error instanceof Error ? error.message : String(error) },
        },
      };
    }
  }
}

function refused(status: 400 | 401 | 403, reason: string): Verdict {
  return { kind: 'refused', status, reason };
}

function outcomeOf(outcome: OutboundOutcome): Delivered {
  if (outcome.kind === 'failed') return { kind: 'failed', error: outcome.sentence, retryAfterMs: null };
  const { status, headers } = outcome;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const error = `The server answered ${status}.`;
  if (status === 404 || status === 410) return { kind: 'gone', error };
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) return { kind: 'refused', error };
  const retryAfter = Number(headers['retry-after']);
  return { kind: 'failed', error, retryAfterMs: retryAfter > 0 ? retryAfter * 1000 : null };
}
