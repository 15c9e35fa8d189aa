import { retryAfterMs } from '../../platform/retry-after.ts';
import { z } from '../../platform/schema.ts';
import type { AccountKey } from './account-key.ts';
import { type Problem, problemShape, refusal, unreachable } from './problem.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 262_144;
const BAD_NONCE_TRIES = 4;
const LONGEST_WAIT_SECONDS = 7 * 86_400;

const directoryShape = z.object({
  newNonce: z.url(),
  newAccount: z.url(),
  newOrder: z.url(),
  meta: z.object({ externalAccountRequired: z.boolean().optional() }).optional(),
});
type Directory = z.infer<typeof directoryShape>;

/** An answer of the authority, read to its end. */
export interface Answer {
  readonly headers: Headers;
  readonly text: string;
}

export interface ConversationNeeds {
  readonly directoryUrl: string;
  readonly key: AccountKey;
  readonly userAgent: string;
  readonly wallMs: () => number;
  /** Ends every request under way. */
  readonly signal: AbortSignal;
}

/** Signed requests to one certificate authority (RFC 8555, section 6), each with a fresh nonce. What fails is `CERTIFICATE_UNAVAILABLE`. */
export class Conversation {
  readonly directory: Directory;
  readonly #needs: ConversationNeeds;
  #account: string | null = null;
  #nonce: string | null = null;

  private constructor(needs: ConversationNeeds, directory: Directory) {
    this.#needs = needs;
    this.directory = directory;
  }

  static async open(needs: ConversationNeeds): Promise<Conversation> {
    const what = 'The directory of the certificate authority cannot be read';
    const { response, text } = await send(needs, what, needs.directoryUrl, { method: 'GET' });
    if (!response.ok) throw refuse(needs, what, response, text);
    return new Conversation(needs, parse(what, text, directoryShape));
  }

  /** Finds or makes the account of the key; from then on requests are signed in its name. */
  async signIn(email: string): Promise<void> {
    const what = 'The account at the certificate authority cannot be opened';
    const contact = email === '' ? {} : { contact: [`mailto:${email}`] };
    const answer = await this.ask(what, this.directory.newAccount, { termsOfServiceAgreed: true, ...contact });
    this.#account = answer.headers.get('location');
    if (this.#account === null) throw unreachable(what, new Error('its answer names no account'));
  }

  /** Sends `payload` (null reads a resource). */
  async ask(what: string, url: string, payload: object | null): Promise<Answer> {
    const { key } = this.#needs;
    for (let tries = 1; ; tries++) {
      const nonce = this.#nonce ?? (await this.#fetchNonce(what));
      // A nonce is good for one request, whatever became of it.
      this.#nonce = null;
      const body = key.sign({ nonce, url, kid: this.#account }, payload);
      const headers = { 'content-type': 'application/jose+json' };
      const { response, text } = await send(this.#needs, what, url, { method: 'POST', body, headers });
      this.#nonce = response.headers.get('replay-nonce');
      if (response.ok) return { headers: response.headers, text };
      const isBadNonce = readProblem(text).type.endsWith(':badNonce');
      if (!isBadNonce || tries === BAD_NONCE_TRIES) throw refuse(this.#needs, what, response, text);
    }
  }

  /** As `ask`, for a JSON answer. */
  async askFor<Value>(
    what: string,
    url: string,
    payload: object | null,
    shape: z.ZodType<Value>,
  ): Promise<{ value: Value; headers: Headers }> {
    const { headers, text } = await this.ask(what, url, payload);
    return { value: parse(what, text, shape), headers };
  }

  async #fetchNonce(what: string): Promise<string> {
    const { response, text } = await send(this.#needs, what, this.directory.newNonce, { method: 'HEAD' });
    const nonce = response.headers.get('replay-nonce');
    if (nonce === null) throw refuse(this.#needs, what, response, text);
    return nonce;
  }
}

/** What `Retry-After` asks for in seconds (RFC 9110, 10.2.3), at most a week; undefined without one. */
export function retryAfterSeconds(headers: Headers, wallMs: number): number | undefined {
  const waitMs = retryAfterMs(headers.get('retry-after') ?? undefined, wallMs);
  return waitMs === null ? undefined : Math.min(Math.ceil(waitMs / 1000), LONGEST_WAIT_SECONDS);
}

async function send(
  needs: ConversationNeeds,
  what: string,
  url: string,
  request: { method: string; body?: string; headers?: Record<string, string> },
): Promise<{ response: Response; text: string }> {
  // The authority names the addresses: it may not lead from HTTPS to anything less.
  if (new URL(url).protocol !== new URL(needs.directoryUrl).protocol)
    throw unreachable(what, new Error(`the authority leads to ${new URL(url).protocol}`));
  try {
    const response = await fetch(url, {
      ...request,
      headers: { ...request.headers, 'user-agent': needs.userAgent },
      redirect: 'error',
      signal: AbortSignal.any([needs.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    return { response, text: await readBounded(response) };
  } catch (error) {
    throw unreachable(what, error);
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function refuse(needs: ConversationNeeds, what: string, response: Response, text: string): Error {
  const wait = retryAfterSeconds(response.headers, needs.wallMs());
  const problem = readProblem(text);
  if (problem.type === '' && problem.detail === '')
    return unreachable(what, new Error(`the authority answered with status ${response.status}`), wait);
  return refusal(what, problem, wait);
}

function readProblem(text: string): Problem {
  return problemShape.safeParse(parseJson(text)).data ?? { type: '', detail: '' };
}

function parse<Value>(what: string, text: string, shape: z.ZodType<Value>): Value {
  const parsed = shape.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw unreachable(what, new Error('the authority answered with something else than RFC 8555 has'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
