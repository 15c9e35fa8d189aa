import { GuessThrottle } from '../platform/guess-throttle.ts';
import { z } from '../platform/schema.ts';
import type { Told, Words } from '../platform/words.ts';
import type { Arrival, Departure, ProvedIdentity } from './identity.ts';
import {
  type Asks,
  type AuthorizationServer,
  discover,
  type DiscoveryNeeds,
  parseJson,
  readProfileUrl,
} from './indieauth-discovery.ts';
import { PendingFlows } from './pending-flows.ts';
import { challengeOf } from './proof-key.ts';
import { hashToken, isSameText, makeToken, type RandomBytes } from './token.ts';

export interface IndieAuthClientNeeds {
  readonly outbound: Asks;
  /** Where this station is reached, such as `https://tv.example.org`; null while that was not set. */
  readonly publicUrl: () => string | null;
  readonly mayUseHttp: () => boolean;
  readonly randomBytes: RandomBytes;
  readonly monotonicMs: () => number;
}

/** Where people come back to. */
export const indieAuthCallback = '/api/auth/indieauth/callback';

export const signInLifeMs = 10 * 60_000;
const limits = { lifeMs: signInLifeMs, capacity: 100, perAddress: 10 };
/** Pages that are looked at for the sake of one address, so that nobody makes this server ask others without end. */
const asking = { wrongGuessesAtOnce: 10, refillMs: 10_000, knownAddressFactor: 1, rememberedAddresses: 1_000 };
const MAX_ASKING = 20;
const MAX_ANSWER_BYTES = 64 * 1024;

const answerShape = z.object({
  me: z.string().min(1).max(2048),
  profile: z.object({ name: z.string().max(500).catch('') }).optional(),
});

interface Flow<Who> {
  readonly who: Who;
  readonly browserHash: string;
  readonly verifier: string;
  readonly server: AuthorizationServer;
  readonly clientId: string;
  readonly redirectUri: string;
}

/** What came back with somebody, as it was sent. */
export interface Return {
  readonly state: string;
  readonly code?: string | undefined;
  readonly iss?: string | undefined;
  readonly error?: string | undefined;
  /** Of the browser's cookie; null without one. */
  readonly browserToken: string | null;
}

/** Lets people prove that an address of the web is theirs (IndieAuth), by the server that the address itself names. */
export class IndieAuthClient<Who> {
  readonly #needs: IndieAuthClientNeeds;
  readonly #pending: PendingFlows<Flow<Who>>;
  readonly #asking = new GuessThrottle(asking);
  #askingNow = 0;

  constructor(needs: IndieAuthClientNeeds) {
    this.#needs = needs;
    this.#pending = new PendingFlows({ limits, monotonicMs: needs.monotonicMs });
  }

  /** Finds where the owner of an address proves it, and says where to send them. */
  async begin(typed: string, visitor: { who: Who; address: string }): Promise<Departure> {
    const { publicUrl, randomBytes } = this.#needs;
    const station = publicUrl();
    if (station === null) return refused({ key: 'refused.noAddress' });
    const profile = readProfileUrl(typed, this.#needs.mayUseHttp());
    if (profile === null) return refused({ key: 'refused.writeAddress' });
    if (!this.#mayAsk(visitor.address)) return busy();
    const server = await this.#ask(profile);
    if (server.kind === 'failed') return refused(server.sentence);
    const [state, verifier, browserToken] = [makeToken(randomBytes), makeToken(randomBytes), makeToken(randomBytes)];
    const client = { clientId: `${station}/`, redirectUri: station + indieAuthCallback };
    const flow = { who: visitor.who, browserHash: hashToken(browserToken), verifier, server, ...client };
    if (!this.#pending.add(state, visitor.address, flow)) return busy();
    const url = new URL(server.authorizationEndpoint);
    for (const [name, value] of [
      ['response_type', 'code'],
      ['client_id', client.clientId],
      ['redirect_uri', client.redirectUri],
      ['state', state],
      ['code_challenge', challengeOf(verifier)],
      ['code_challenge_method', 'S256'],
      ['scope', 'profile'],
      ['me', profile.href],
    ] as const)
      url.searchParams.set(name, value);
    return { kind: 'redirect', url: url.href, browserToken };
  }

  /** Redeems the code that somebody came back with, once. */
  async finish(came: Return): Promise<Arrival<Who>> {
    const flow = this.#pending.take(came.state);
    if (flow === null) return failed({ key: 'refused.signInEnded' });
    if (came.browserToken === null || !isSameText(hashToken(came.browserToken), flow.browserHash))
      return failed({ key: 'refused.otherBrowser' });
    // Whoever answers must be who was asked (RFC 9207).
    if (flow.server.issuer !== null && came.iss !== flow.server.issuer) return failed({ key: 'refused.otherServer' });
    if (came.code === undefined || came.code === '')
      return failed({ key: came.error === 'access_denied' ? 'refused.notAgreed' : 'refused.refusedThere' });
    const answer = await this.#redeem(came.code, flow);
    if (answer === null)
      return failed({ key: 'refused.notConfirmed', values: { host: hostOf(flow.server.authorizationEndpoint) } });
    const me = readProfileUrl(answer.me, this.#needs.mayUseHttp());
    if (me === null || !(await this.#mayVouchFor(me, flow.server)))
      return failed({ key: 'refused.mayNotSpeak', values: { host: hostOf(flow.server.authorizationEndpoint) } });
    return { kind: 'proved', identity: identityOf(me, answer.profile?.name ?? ''), who: flow.who };
  }

  async #redeem(code: string, flow: Flow<Who>): Promise<z.infer<typeof answerShape> | null> {
    const { outbound } = this.#needs;
    const answer = await outbound.fetch(flow.server.authorizationEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        client_id: flow.clientId,
        redirect_uri: flow.redirectUri,
        code_verifier: flow.verifier,
      }).toString(),
      maxAnswerBytes: MAX_ANSWER_BYTES,
      maxRedirects: 0,
    });
    if (answer.kind === 'failed' || answer.status !== 200) return null;
    return answerShape.safeParse(parseJson(answer.body.toString('utf8'))).data ?? null;
  }

  /** A server may name another address than was typed, if that one itself names this server (IndieAuth, 5.4). */
  async #mayVouchFor(me: URL, server: AuthorizationServer): Promise<boolean> {
    if (keyOf(me) === keyOf(new URL(server.profileUrl))) return true;
    const found = await this.#ask(me);
    if (found.kind === 'failed' || found.authorizationEndpoint !== server.authorizationEndpoint) return false;
    // An address that leads on to another host must not let that one speak for it.
    return found.issuer === server.issuer && new URL(found.profileUrl).host === me.host;
  }

  async #ask(profile: URL): Promise<Awaited<ReturnType<typeof discover>>> {
    const needs: DiscoveryNeeds = { outbound: this.#needs.outbound, mayUseHttp: this.#needs.mayUseHttp() };
    this.#askingNow += 1;
    try {
      return await discover(profile, needs);
    } finally {
      this.#askingNow -= 1;
    }
  }

  #mayAsk(address: string): boolean {
    const nowMs = this.#needs.monotonicMs();
    if (this.#pending.isFull || this.#askingNow >= MAX_ASKING || this.#asking.waitMs(address, nowMs) > 0) return false;
    this.#asking.noteWrong(address, nowMs);
    return true;
  }
}

function identityOf(me: URL, name: string): ProvedIdentity {
  const handle = me.host + me.pathname.replace(/\/$/, '');
  return { kind: 'indieauth', key: keyOf(me), profileUrl: me.href, handle: name === '' ? handle : name };
}

/** With and without a slash at its end it is the same address. */
function keyOf(url: URL): string {
  return url.href.replace(/\/+$/, '');
}

function hostOf(address: string): string {
  return new URL(address).host;
}

function refused(sentence: Told): Departure {
  return { kind: 'refused', sentence };
}

function busy(): Departure {
  return { kind: 'busy', sentence: { key: 'refused.signInBusy' } };
}

function failed(sentence: Words): { kind: 'failed'; sentence: Words } {
  return { kind: 'failed', sentence };
}
