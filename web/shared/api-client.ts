import type { AnswerOf, CallName, SentOf } from '../../internal/http/contract/caller-types.ts';
import { sayTold } from './words.ts';

/** How a call went. */
export type ApiReply<Body> =
  | { readonly kind: 'answered'; readonly body: Body }
  /** `message` is a sentence for people; `code` stays the same for good and is empty when a proxy answered instead of the server. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly message: string }
  /** Nobody answered, or a proxy did in the server's place. */
  | { readonly kind: 'unreachable' };

export interface ApiClientNeeds {
  readonly fetch: typeof fetch;
  /** How long an answer is waited for that is the server's own, besides the time that a slow line takes for what is sent. */
  readonly timeoutMs: number;
}

/** Of a line of 80 kbit/s: a picture as JSON may take minutes to leave. */
const slowLineBytesPerMs = 10;
/** What the server answers only after it has asked the server of somebody: to each of its questions it waits for up to ten seconds. */
const asksOthers: ReadonlySet<CallName> = new Set([
  'POST /api/auth/fediverse',
  'POST /api/auth/indieauth',
  'POST /api/auth/openid',
  'POST /api/remotefollow',
]);
/** How long an answer of that kind is waited for at least: who gave up before would not hear what is wrong, nor that a code was sent. */
const othersTimeoutMs = 60_000;

interface Sent {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Calls the server's API by method and path; what is sent and what comes back are typed by its contract. */
export class ApiClient {
  readonly #needs: ApiClientNeeds;

  constructor(needs: ApiClientNeeds) {
    this.#needs = needs;
  }

  /** Never rejects. */
  async call<Name extends CallName>(
    name: Name,
    ...[sent]: object extends SentOf<Name> ? [sent?: SentOf<Name>] : [sent: SentOf<Name>]
  ): Promise<ApiReply<AnswerOf<Name>>> {
    const { body, ...place }: Sent = sent ?? {};
    const json = body === undefined ? '' : JSON.stringify(body);
    const { timeoutMs } = this.#needs;
    const answerMs = asksOthers.has(name) ? Math.max(timeoutMs, othersTimeoutMs) : timeoutMs;
    return this.#ask(name, place, {
      signal: AbortSignal.timeout(answerMs + Math.ceil(json.length / slowLineBytesPerMs)),
      ...(json !== '' && { headers: { 'content-type': 'application/json' }, body: json }),
    });
  }

  /** Calls a row whose body is no JSON: a form, or a file. It takes as long as it takes. Never rejects. */
  send<Name extends CallName>(name: Name, body: FormData | Blob): Promise<ApiReply<AnswerOf<Name>>> {
    return this.#ask(name, {}, { body });
  }

  async #ask<Name extends CallName>(
    name: Name,
    { params, query }: Sent,
    request: RequestInit,
  ): Promise<ApiReply<AnswerOf<Name>>> {
    const [method = 'GET', path = '/'] = name.split(' ');
    try {
      const response = await this.#needs.fetch(fillPath(path, params, query), {
        ...request,
        method,
        cache: 'no-store',
        // A refusal is for the page to tell: with this the server does not make the browser ask for a password by itself.
        headers: { 'x-requested-with': 'aerial', ...(request.headers as Record<string, string> | undefined) },
      });
      const text = await response.text();
      const answer = readJson(text);
      if (isOfProxy(response, text, answer)) return { kind: 'unreachable' };
      if (response.ok) return { kind: 'answered', body: (answer ?? null) as AnswerOf<Name> };
      return { kind: 'refused', status: response.status, ...readRefusal(answer) };
    } catch {
      return { kind: 'unreachable' };
    }
  }
}

/** `/a/{b}` with its parts filled in and the query behind it; what is undefined is left out. */
function fillPath(path: string, params: Sent['params'] = {}, query: Sent['query'] = {}): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return filled;
  return `${filled}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

/** What a proxy answers while it does not reach the server (RFC 9110, 15.6.3 to 15.6.5), and its own pages, such as one to sign in at. */
function isOfProxy({ ok, status }: Response, text: string, answer: unknown): boolean {
  if (answer !== undefined) return false;
  return ok ? text !== '' : status >= 502 && status <= 504;
}

/** Undefined for anything but JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readRefusal(answer: unknown): { code: string; message: string } {
  const { code, message, words } = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<
    string,
    unknown
  >;
  return {
    code: typeof code === 'string' ? code : '',
    message: sayTold(words) ?? (typeof message === 'string' ? message : 'The server could not be understood.'),
  };
}
