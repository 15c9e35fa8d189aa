import type { Clock } from '../../platform/clock.ts';
import type { OutboundOutcome, OutboundRequest } from '../../platform/outbound-fetch.ts';
import { isModest } from '../gate/nesting.ts';

/** Types that documents of the fediverse come as; anything else could be a file that somebody uploaded there. */
const DOCUMENT_TYPE = /^application\/(?:activity\+json|ld\+json)\s*(?:;|$)/i;
export const ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

const limits = { bytes: 512 * 1024, timeoutMs: 8_000, redirects: 3, entries: 500, keptBytes: 4 * 1024 * 1024 } as const;
/** How long a document is taken for what it was, and how long an address that failed is left alone. */
const lifeMs = { good: 5 * 60_000, bad: 60_000 } as const;

/** Why there is no document. */
export class DocumentMissing extends Error {
  /** Whether the server says that there is none, or no more. */
  readonly isGone: boolean;

  constructor(message: string, isGone = false) {
    super(message);
    this.isGone = isGone;
  }
}

/** The document there says that it lives at another address of the same server, such as that of a page for people: there it can be asked for. */
export class DocumentElsewhere extends DocumentMissing {
  readonly address: string;

  constructor(address: string) {
    super('The document is of another address.');
    this.address = address;
  }
}

interface Remembered {
  readonly outcome: unknown;
  readonly untilMs: number;
  /** As it came; 0 for a failure. */
  readonly bytes: number;
}

export interface DocumentLoaderNeeds {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly outbound: { fetch(url: string, request: OutboundRequest): Promise<OutboundOutcome> };
  /** The headers of a GET, signed in the name of the channel: many servers answer nobody else. */
  readonly sign: (url: string, headers: Record<string, string>) => Record<string, string>;
  /** Whether http will do: on this machine and its private network. */
  readonly mayUseHttp: () => boolean;
}

/**
 * Fetches documents of the fediverse. One is what it says only if it came from where it says that it lives: nothing is taken from another
 * host, by a redirect or otherwise.
 */
export class DocumentLoader {
  readonly #needs: DocumentLoaderNeeds;
  readonly #known = new Map<string, Remembered>();
  #keptBytes = 0;
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(needs: DocumentLoaderNeeds) {
    this.#needs = needs;
  }

  /** The document at an address, or of which the address is a part; throws `DocumentMissing`. */
  load(address: string, options: { readonly isFresh?: boolean } = {}): Promise<unknown> {
    const url = address.split('#', 1)[0] ?? address;
    const known = options.isFresh === true ? undefined : this.#known.get(url);
    if (known !== undefined && known.untilMs > this.#needs.clock.monotonicMs())
      return known.outcome instanceof DocumentMissing ? Promise.reject(known.outcome) : Promise.resolve(known.outcome);
    const underWay = this.#underWay.get(url) ?? this.#fetch(url).finally(() => this.#underWay.delete(url));
    this.#underWay.set(url, underWay);
    return underWay;
  }

  async #fetch(url: string): Promise<unknown> {
    try {
      const { document, bytes } = await this.#ask(url);
      this.#remember(url, { outcome: document, bytes }, lifeMs.good);
      return document;
    } catch (error) {
      const missing = error instanceof DocumentMissing ? error : new DocumentMissing(String(error));
      this.#remember(url, { outcome: missing, bytes: 0 }, lifeMs.bad);
      throw missing;
    }
  }

  async #ask(url: string): Promise<{ readonly document: unknown; readonly bytes: number }> {
    const { mayUseHttp, outbound, sign } = this.#needs;
    const { protocol } = new URL(url);
    if (protocol !== 'https:' && !(protocol === 'http:' && mayUseHttp()))
      throw new DocumentMissing('The address is not https.');
    const outcome = await outbound.fetch(url, {
      headers: sign(url, { accept: ACCEPT }),
      timeoutMs: limits.timeoutMs,
      maxAnswerBytes: limits.bytes,
      maxRedirects: limits.redirects,
      staysAtOrigin: true,
    });
    if (outcome.kind === 'failed') throw new DocumentMissing(outcome.sentence);
    if (outcome.status !== 200)
      throw new DocumentMissing(`The server answered ${outcome.status}.`, [404, 410].includes(outcome.status));
    if (!DOCUMENT_TYPE.test(outcome.headers['content-type'] ?? ''))
      throw new DocumentMissing('The answer is no document of the fediverse.');
    if (!isModest(outcome.body)) throw new DocumentMissing('The document is nested too deep or has too many parts.');
    const document: unknown = JSON.parse(outcome.body.toString('utf8'));
    if (!belongsTo(document, url, outcome.url)) throw elsewhere(document, url);
    return { document, bytes: outcome.body.length };
  }

  /** The oldest go when there are too many, or when they are too large together: they share the thread's memory with all its work. */
  #remember(url: string, found: Pick<Remembered, 'outcome' | 'bytes'>, forMs: number): void {
    this.#forget(url);
    this.#known.set(url, { ...found, untilMs: this.#needs.clock.monotonicMs() + forMs });
    this.#keptBytes += found.bytes;
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= limits.entries && this.#keptBytes <= limits.keptBytes) return;
      this.#forget(oldest);
    }
  }

  #forget(url: string): void {
    this.#keptBytes -= this.#known.get(url)?.bytes ?? 0;
    this.#known.delete(url);
  }
}

function elsewhere(document: unknown, asked: string): DocumentMissing {
  const { id } = (document ?? {}) as { readonly id?: unknown };
  const isNear = typeof id === 'string' && URL.parse(id)?.origin === new URL(asked).origin;
  return isNear ? new DocumentElsewhere(id) : new DocumentMissing('The document is of another address.');
}

/**
 * Whether a document lives where it was asked for. A key may have an address of its own, with a document of its owner's that has little more
 * in it than the key (GoToSocial).
 */
function belongsTo(document: unknown, asked: string, answered: string): boolean {
  if (typeof document !== 'object' || document === null) return false;
  const { id, publicKey } = document as { readonly id?: unknown; readonly publicKey?: unknown };
  if (typeof id !== 'string' || URL.parse(id)?.origin !== new URL(asked).origin) return false;
  const own = id.split('#', 1)[0];
  if (own === asked || own === answered) return true;
  const keyId = typeof publicKey === 'object' && publicKey !== null && 'id' in publicKey ? publicKey.id : null;
  return keyId === asked || keyId === answered;
}
