import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import {
  Agent as PlainAgent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from './clock.ts';
import { systemCode } from './errors.ts';
import type { NameLookup } from './name-lookup.ts';
import { isPublicAddress } from './public-address.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_ANSWER_BYTES = 1_000_000;
const DEFAULT_MAX_REDIRECTS = 3;
/** How long a connection is kept for the next request. */
const KEPT_CONNECTION_MS = 15_000;
/** Kept connections that may turn out to have been closed before one is opened anew. */
const MAX_STALE_CONNECTIONS = 5;
/**
 * TLS sessions that are remembered, about ten kilobytes each: going on with one saves most of the handshake. What is told goes to one host after the other, so fewer than
 * there are hosts are of no use.
 */
const KEPT_SESSIONS = 2_000;
/** Headers that are for the first host alone. */
const CONFIDENTIAL = new Set(['authorization', 'cookie', 'proxy-authorization']);

export interface OutboundRequest {
  /** GET unless told. */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with POST and PUT. It goes to where a redirect leads only if that asks for it (307 and 308); others are not followed then. */
  readonly body?: string | Uint8Array;
  /** For all of it, redirects included. */
  readonly timeoutMs?: number;
  readonly maxAnswerBytes?: number;
  /** What becomes of a longer answer: it fails, unless the beginning is enough. */
  readonly whenLonger?: 'fail' | 'cut';
  readonly maxRedirects?: number;
  /** Redirects may not lead to another origin. */
  readonly staysAtOrigin?: boolean;
  /** For many requests to the same host: connections are kept for the next ones. What is sent may arrive twice. */
  readonly keepsConnection?: boolean;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

export interface OutboundAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Where the last redirect led; what was asked for without one. */
  readonly url: string;
}

/** Why there is no answer; `sentence` tells a person. */
export interface OutboundFailure {
  readonly kind: 'failed';
  readonly reason:
    | 'address-unusable'
    | 'address-refused'
    | 'too-many-redirects'
    | 'unreachable'
    | 'timed-out'
    | 'answer-too-long'
    | 'stopped';
  readonly sentence: string;
}

export type OutboundOutcome = OutboundAnswer | OutboundFailure;

export interface OutboundFetchNeeds {
  readonly clock: Pick<Clock, 'after'>;
  /** What servers are told of who asks. */
  readonly userAgent: string;
  /** Whether the owner lets requests go to this machine and its neighbours. */
  readonly allowsPrivate: () => boolean;
  /** How names become addresses; the system's way unless told. */
  readonly lookup?: NameLookup;
  /** Which addresses are the internet's; told otherwise by tests alone. */
  readonly isPublic?: (address: string) => boolean;
  /** Whose certificates are good, PEM; told by tests alone. */
  readonly certificateAuthority?: string;
}

/**
 * Asks addresses that people gave. An address is judged when it is connected to, after its name became a number, so that no name can
 * lead to this machine or its neighbours, not even one that changes between two questions. Never throws; always ends.
 */
export class OutboundFetch {
  readonly #needs: OutboundFetchNeeds;
  readonly #agents: Record<'once' | 'kept', { readonly plain: PlainAgent; readonly secure: SecureAgent }>;

  constructor(needs: OutboundFetchNeeds) {
    this.#needs = needs;
    // Agents of its own: neither a proxy of the environment nor a connection that somebody else opened is used.
    const once = {
      keepAlive: false,
      maxCachedSessions: KEPT_SESSIONS,
      lookup: this.#lookup,
      ...(needs.certificateAuthority !== undefined && { ca: needs.certificateAuthority }),
    };
    const kept = { ...once, keepAlive: true, timeout: KEPT_CONNECTION_MS, maxFreeSockets: 2 };
    this.#agents = {
      once: { plain: new PlainAgent(once), secure: new SecureAgent(once) },
      kept: { plain: new PlainAgent(kept), secure: new SecureAgent(kept) },
    };
  }

  /** Whether a request there would be refused before anything is sent; only what the text itself shows. */
  judge(address: string): OutboundFailure | null {
    const url = URL.parse(address);
    if (url === null || !['http:', 'https:'].includes(url.protocol))
      return failure('address-unusable', 'This is no http or https address.');
    if (url.username !== '' || url.password !== '')
      return failure('address-unusable', 'The address may not have a name or password in it.');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) === 0 && !isLocalName(host)) return null;
    return this.#mayReach(host) ? null : refusedAddress(url.host);
  }

  /** Addresses of a host that may be reached, for what is no request of the web; or why there are none, in a sentence. */
  async resolve(host: string): Promise<readonly string[] | string> {
    const { lookup = systemLookup } = this.#needs;
    const found = await new Promise<readonly LookupAddress[] | null>((resolve) => {
      lookup(host, { all: true }, (error, addresses) => resolve(error === null ? addresses : null));
    });
    if (found === null) return `The host ${host} is not known.`;
    const allowed = found.map(({ address }) => address).filter((address) => this.#mayReach(address));
    return allowed.length === 0 ? refusedAddress(host).sentence : allowed;
  }

  async fetch(address: string, options: OutboundRequest = {}): Promise<OutboundOutcome> {
    const limit = new AbortController();
    const cancel = this.#needs.clock.after(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, () => limit.abort());
    const signal = AbortSignal.any([limit.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    try {
      return await this.#follow(address, { ...options, signal });
    } catch (error) {
      return options.signal?.aborted === true
        ? failure('stopped', 'The request was ended early.')
        : explain(error, limit);
    } finally {
      cancel();
    }
  }

  async #follow(start: string, options: Attempt): Promise<OutboundOutcome> {
    let address = start;
    let headers = options.headers ?? {};
    for (let hops = 0; ; hops += 1) {
      const refusal = this.judge(address);
      if (refusal !== null) return refusal;
      const url = new URL(address);
      const answer = await this.#ask(url, { ...options, headers });
      const target = answer.kind === 'answered' ? redirectTarget(answer, url, options) : null;
      if (target === null) return answer;
      if (hops >= (options.maxRedirects ?? DEFAULT_MAX_REDIRECTS))
        return failure('too-many-redirects', 'The address leads on to others too often.');
      if (url.protocol === 'https:' && target.protocol !== 'https:')
        return failure('address-refused', 'The address leads from https to http.');
      if (options.staysAtOrigin === true && target.origin !== url.origin)
        return failure('address-refused', 'The address leads to another server.');
      if (target.origin !== url.origin) headers = withoutConfidential(headers);
      address = target.href;
    }
  }

  async #ask(url: URL, options: Attempt): Promise<OutboundOutcome> {
    const response = await this.#send(url, options);
    const { body, isWhole } = await readUpTo(response, options.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES);
    if (!isWhole && options.whenLonger !== 'cut') return failure('answer-too-long', 'The answer is too long.');
    return { kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body, url: url.href };
  }

  /** Sends the request, again if the kept connection that it went by had been closed at the other end, and waits for the head of the answer. */
  async #send(url: URL, options: Attempt): Promise<IncomingMessage> {
    for (let stale = 0; ; stale += 1) {
      const outgoing = this.#open(url, options);
      try {
        return await headOf(outgoing, options.body);
      } catch (error) {
        const wasClosed = outgoing.reusedSocket && systemCode(error) === 'ECONNRESET' && !options.signal.aborted;
        if (!wasClosed || stale >= MAX_STALE_CONNECTIONS) throw error;
      }
    }
  }

  #open(url: URL, options: Attempt): ClientRequest {
    const { method = 'GET', headers, signal, body } = options;
    const { plain, secure } = this.#agents[options.keepsConnection === true ? 'kept' : 'once'];
    const common = {
      method,
      signal,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': this.#needs.userAgent,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
    };
    return url.protocol === 'https:'
      ? secureRequest(url, { ...common, agent: secure })
      : request(url, { ...common, agent: plain });
  }

  /** What sockets ask for addresses: what they get they connect to, so that nothing can change in between. */
  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    const { lookup = systemLookup } = this.#needs;
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const allowed = addresses.filter(({ address }) => this.#mayReach(address));
      const [first] = allowed;
      if (first === undefined) return callback(new RefusedAddress(hostname), '');
      return options.all === true
        ? callback(null, allowed as LookupAddress[])
        : callback(null, first.address, first.family);
    });
  };

  #mayReach(address: string): boolean {
    return this.#needs.allowsPrivate() || (this.#needs.isPublic ?? isPublicAddress)(address);
  }
}

type Attempt = OutboundRequest & { readonly signal: AbortSignal };

class RefusedAddress extends Error {
  readonly host: string;

  constructor(host: string) {
    super('refused');
    this.host = host;
  }
}

/** Names that mean this machine wherever they are asked for (RFC 6761). */
function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/.test(host);
}

function failure(reason: OutboundFailure['reason'], sentence: string): OutboundFailure {
  return { kind: 'failed', reason, sentence };
}

function refusedAddress(host: string): OutboundFailure {
  return failure(
    'address-refused',
    `The address ${host} is on this machine or a private network, which requests may not reach.`,
  );
}

function explain(error: unknown, limit: AbortController): OutboundFailure {
  if (limit.signal.aborted) return failure('timed-out', 'There was no answer in time.');
  if (error instanceof RefusedAddress) return refusedAddress(error.host);
  const code = systemCode(error);
  return failure('unreachable', `The server could not be reached${code === null ? '' : ` (${code})`}.`);
}

function redirectTarget(answer: OutboundAnswer, from: URL, { body }: OutboundRequest): URL | null {
  const follows = body === undefined ? [301, 302, 303, 307, 308] : [307, 308];
  const { location } = answer.headers;
  return follows.includes(answer.status) && location !== undefined ? URL.parse(location, from) : null;
}

function withoutConfidential(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONFIDENTIAL.has(name.toLowerCase())));
}

function headOf(outgoing: ClientRequest, body: string | Uint8Array | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    // Errors after the answer began come out of reading it.
    outgoing.on('error', reject);
    // A change of protocols that nobody asked for ends without an error.
    outgoing.once('close', () => reject(new Error('closed')));
    outgoing.end(body);
  });
}

/** What is longer ends the connection. */
async function readUpTo(response: IncomingMessage, maxBytes: number): Promise<{ body: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes), isWhole: length <= maxBytes };
}
