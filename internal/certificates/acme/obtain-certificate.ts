import { generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { z } from '../../platform/schema.ts';
import { type Certificate, readCertificate } from '../certificate.ts';
import type { AccountKey } from './account-key.ts';
import { Conversation, retryAfterSeconds } from './conversation.ts';
import { failedCheck, problemShape, refusal, unreachable } from './problem.ts';
import { makeSigningRequest } from './signing-request.ts';

/** How long the authority may take for one check or for the signing. */
const PATIENCE_MS = 120_000;
const POLL_MS = { first: 1_000, longest: 10_000 } as const;

const orderShape = z.object({
  status: z.string(),
  authorizations: z.array(z.url()).max(100),
  finalize: z.url(),
  certificate: z.url().optional(),
  error: problemShape.optional(),
});

const authorizationShape = z.object({
  status: z.string(),
  identifier: z.object({ value: z.string() }),
  challenges: z
    .array(
      z.object({
        type: z.string(),
        url: z.url(),
        token: z.string().default(''),
        error: problemShape.optional(),
      }),
    )
    .max(50),
});
type Authorization = z.infer<typeof authorizationShape>;

/** What the authority asks for at port 80: tokens and what is to be answered. */
export interface ChallengeBoard {
  put(token: string, answer: string): void;
  remove(token: string): void;
}

export interface ObtainNeeds {
  readonly directoryUrl: string;
  readonly email: string;
  readonly names: readonly string[];
  readonly accountKey: AccountKey;
  readonly userAgent: string;
  readonly board: ChallengeBoard;
  readonly clock: Clock;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** Other waits between two looks, for tests. */
  readonly pollMs?: { readonly first: number; readonly longest: number };
}

/**
 * Gets a certificate with a new key, by the check over HTTP (RFC 8555, section 7 and 8.3). The authority's terms are agreed to. Rejects with
 * `CERTIFICATE_UNAVAILABLE`.
 */
export async function obtainCertificate(needs: ObtainNeeds): Promise<Certificate> {
  const { directoryUrl, userAgent, clock, signal, names, email } = needs;
  const wallMs = (): number => clock.wallMs();
  const talk = await Conversation.open({ directoryUrl, userAgent, key: needs.accountKey, wallMs, signal });
  await talk.signIn(email);
  const what = `A certificate for ${names.join(', ')} cannot be ordered`;
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const { value: order, headers } = await talk.askFor(what, talk.directory.newOrder, { identifiers }, orderShape);
  const orderUrl = headers.get('location');
  if (orderUrl === null) throw unreachable(what, new Error('the answer names no order'));
  for (const url of order.authorizations) await proveControl(needs, talk, url);
  return finish(needs, talk, { url: orderUrl, finalizeUrl: order.finalize });
}

/** Lets the authority see at port 80 that a name is ours. */
async function proveControl(needs: ObtainNeeds, talk: Conversation, url: string): Promise<void> {
  const { value: authorization } = await talk.askFor('The check cannot begin', url, null, authorizationShape);
  const { identifier, status, challenges } = authorization;
  if (status === 'valid') return;
  const what = `The check of ${identifier.value} failed`;
  const challenge = challenges.find(({ type }) => type === 'http-01');
  // RFC 8555, 8.1: a token is base64url; anything else would become part of an address.
  if (challenge === undefined || !/^[\w-]{1,256}$/.test(challenge.token))
    throw unreachable(what, new Error('the authority offers no check over HTTP'));
  needs.board.put(challenge.token, `${challenge.token}.${needs.accountKey.thumbprint}`);
  try {
    await talk.ask(what, challenge.url, {});
    const done = await poll(needs, what, () => talk.askFor(what, url, null, authorizationShape), isJudged);
    if (done.status !== 'valid') throw failedCheck(what, errorOf(done));
  } finally {
    needs.board.remove(challenge.token);
  }
}

async function finish(
  needs: ObtainNeeds,
  talk: Conversation,
  order: { url: string; finalizeUrl: string },
): Promise<Certificate> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const what = `The certificate for ${needs.names.join(', ')} was not issued`;
  const csr = makeSigningRequest(needs.names, privateKey).toString('base64url');
  const read = () => talk.askFor(what, order.url, null, orderShape);
  await poll(needs, what, read, ({ status }) => status !== 'pending');
  await talk.ask(what, order.finalizeUrl, { csr });
  const done = await poll(needs, what, read, ({ status }) => status === 'valid' || status === 'invalid');
  if (done.certificate === undefined) throw refusal(what, done.error ?? { type: '', detail: '' });
  const { text } = await talk.ask(what, done.certificate, null);
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    return readCertificate({ certificate: text, key });
  } catch (error) {
    throw unreachable(what, error);
  }
}

function isJudged({ status }: Authorization): boolean {
  return status !== 'pending' && status !== 'processing';
}

function errorOf({ challenges }: Authorization): z.infer<typeof problemShape> {
  return challenges.find(({ error }) => error !== undefined)?.error ?? { type: '', detail: '' };
}

/** Reads a resource until it is `done`, as often as the authority wishes. */
async function poll<Value>(
  needs: ObtainNeeds,
  what: string,
  read: () => Promise<{ value: Value; headers: Headers }>,
  done: (value: Value) => boolean,
): Promise<Value> {
  const { clock, signal, pollMs = POLL_MS } = needs;
  const deadlineMs = clock.monotonicMs() + PATIENCE_MS;
  for (let waitMs = pollMs.first; ; waitMs = Math.min(waitMs * 2, pollMs.longest)) {
    const { value, headers } = await read();
    if (done(value)) return value;
    const wishedMs = (retryAfterSeconds(headers, clock.wallMs()) ?? 0) * 1000;
    const pauseMs = Math.max(waitMs, wishedMs);
    if (clock.monotonicMs() + pauseMs > deadlineMs)
      throw unreachable(what, new Error('the authority took longer than two minutes'));
    await pause(clock, pauseMs, signal);
    if (signal.aborted) throw unreachable(what, new Error('the server stops'));
  }
}

/** Resolves when the time is up or `signal` says stop. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
