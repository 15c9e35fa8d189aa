import * as openid from 'openid-client';
import type { Logger } from '../platform/log.ts';
import { z } from '../platform/schema.ts';
import type { Words } from '../platform/words.ts';
import type { Arrival, Departure, ProvedIdentity } from './identity.ts';
import type { Return } from './indieauth-client.ts';
import type { Asks } from './indieauth-discovery.ts';
import { fetchThrough } from './openid-fetch.ts';
import { PendingFlows } from './pending-flows.ts';
import { challengeOf } from './proof-key.ts';
import { hashToken, isSameText, makeToken, type RandomBytes } from './token.ts';

/** The provider whose accounts are taken, and what it knows this station by. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Empty for a public client. */
  readonly clientSecret: string;
}

export interface OpenIdClientNeeds {
  readonly outbound: Asks;
  /** Null while there is none. */
  readonly provider: () => OpenIdProvider | null;
  /** Where this station is reached, such as `https://tv.example.org`; null while that was not set. */
  readonly publicUrl: () => string | null;
  readonly randomBytes: RandomBytes;
  readonly monotonicMs: () => number;
  readonly log: Logger;
}

/** Where people come back to. */
export const openIdCallback = '/api/auth/openid/callback';

const limits = { lifeMs: 10 * 60_000, capacity: 200, perAddress: 10 };
/** How long what the provider says of itself is believed. */
const CONFIGURATION_MS = 60 * 60_000;

/** What a provider says of somebody; what does not fit is as if it were not said. */
const claimsShape = z.object({
  preferred_username: z.string().max(200).optional().catch(undefined),
  name: z.string().max(200).optional().catch(undefined),
  profile: z.string().max(2048).optional().catch(undefined),
  email: z.string().max(320).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsShape>;

interface Flow<Who> {
  readonly who: Who;
  readonly browserHash: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly redirectUri: string;
  /** As it was when somebody was sent there. */
  readonly configuration: openid.Configuration;
}

/** What a provider says of itself; the promise rejects while it cannot be reached. */
interface Known {
  readonly key: string;
  readonly endsMs: number;
  readonly configuration: Promise<openid.Configuration>;
}

/** Somebody as the provider knows them: by their subject, and by their e-mail address if it was verified there. */
export type OpenIdArrival<Who> =
  | (Extract<Arrival<Who>, { kind: 'proved' }> & { readonly names: readonly string[] })
  | Extract<Arrival<Who>, { kind: 'failed' }>;

/** Lets people sign in with their account at one provider (OpenID Connect, authorization code with PKCE). */
export class OpenIdClient<Who> {
  readonly #needs: OpenIdClientNeeds;
  readonly #pending: PendingFlows<Flow<Who>>;
  #known: Known | null = null;

  constructor(needs: OpenIdClientNeeds) {
    this.#needs = needs;
    this.#pending = new PendingFlows({ limits, monotonicMs: needs.monotonicMs });
  }

  /** Says where to send somebody. */
  async begin(visitor: { who: Who; address: string }): Promise<Departure> {
    const { provider, publicUrl, randomBytes } = this.#needs;
    const [chosen, station] = [provider(), publicUrl()];
    if (chosen === null) return refused({ key: 'refused.noAccounts' });
    if (station === null) return refused({ key: 'refused.noAddress' });
    const configuration = await this.#configuration(chosen);
    if (configuration === null) return refused({ key: 'refused.accountsUnreachable' });
    const [state, verifier, nonce, browserToken] = [1, 2, 3, 4].map(() => makeToken(randomBytes)) as Four;
    const flow = { who: visitor.who, browserHash: hashToken(browserToken), verifier, nonce, configuration };
    const redirectUri = station + openIdCallback;
    if (!this.#pending.add(state, visitor.address, { ...flow, redirectUri }))
      return { kind: 'busy', sentence: { key: 'refused.signInBusy' } };
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      state,
      nonce,
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
    });
    return { kind: 'redirect', url: url.href, browserToken };
  }

  /** Redeems the code that somebody came back with, once, and reads who the provider says that they are. */
  async finish(came: Return): Promise<OpenIdArrival<Who>> {
    const flow = this.#pending.take(came.state);
    if (flow === null) return failed({ key: 'refused.signInEnded' });
    if (came.browserToken === null || !isSameText(hashToken(came.browserToken), flow.browserHash))
      return failed({ key: 'refused.otherBrowser' });
    if (came.code === undefined) return failed({ key: 'refused.notAgreed' });
    try {
      const tokens = await openid.authorizationCodeGrant(flow.configuration, arrivalUrl(flow.redirectUri, came), {
        pkceCodeVerifier: flow.verifier,
        expectedState: came.state,
        expectedNonce: flow.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) return failed({ key: 'refused.accountNotConfirmed' });
      const about = { ...(await this.#userInfo(flow, tokens.access_token, claims.sub)), ...defined(claims) };
      const identity = identityOf(claims.iss, claims.sub, about);
      return { kind: 'proved', identity, names: namesOf(claims.sub, about), who: flow.who };
    } catch (error) {
      this.#needs.log.warn({ error: explain(error) }, 'A sign-in by OpenID Connect failed.');
      return failed({ key: 'refused.accountNotConfirmed' });
    }
  }

  /** Some providers tell only there what somebody is called. */
  async #userInfo(flow: Flow<Who>, token: string, subject: string): Promise<Claims> {
    if (flow.configuration.serverMetadata().userinfo_endpoint === undefined) return {};
    try {
      return defined(await openid.fetchUserInfo(flow.configuration, token, subject));
    } catch (error) {
      this.#needs.log.info({ error: explain(error) }, 'A provider of OpenID Connect did not tell about somebody.');
      return {};
    }
  }

  /** However many sign in at once, the provider is asked once. */
  async #configuration(provider: OpenIdProvider): Promise<openid.Configuration | null> {
    const { log, monotonicMs } = this.#needs;
    const key = JSON.stringify(provider);
    let known = this.#known;
    if (known === null || known.key !== key || known.endsMs <= monotonicMs())
      known = { key, endsMs: monotonicMs() + CONFIGURATION_MS, configuration: this.#discover(provider) };
    this.#known = known;
    try {
      return await known.configuration;
    } catch (error) {
      if (this.#known === known) this.#known = null;
      log.warn({ error: explain(error) }, 'The provider of OpenID Connect (openid-issuer) cannot be used.');
      return null;
    }
  }

  #discover({ issuer, clientId, clientSecret }: OpenIdProvider): Promise<openid.Configuration> {
    const url = new URL(issuer);
    // The table of settings takes http for private networks alone. It is marked as deprecated to stand out, and does.
    // oxlint-disable-next-line typescript/no-deprecated
    const insecure = url.protocol === 'http:' ? [openid.allowInsecureRequests] : [];
    return openid.discovery(url, clientId, {}, authentication(clientSecret), {
      [openid.customFetch]: fetchThrough(this.#needs.outbound),
      execute: [openid.enableNonRepudiationChecks, ...insecure],
    });
  }
}

type Four = [string, string, string, string];

/** As the provider wants it; Basic when it does not say (OpenID Connect Discovery, 3). */
function authentication(secret: string): openid.ClientAuth {
  if (secret === '') return openid.None();
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const write = methods.includes('client_secret_basic') ? openid.ClientSecretBasic : openid.ClientSecretPost;
    return write(secret)(server, client, body, headers);
  };
}

function arrivalUrl(redirectUri: string, { state, code, iss }: Return): URL {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ state, code, iss })) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** Without what was not said, so that it covers nothing. */
function defined(claims: unknown): Claims {
  const parsed = claimsShape.safeParse(claims).data ?? {};
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
}

function identityOf(issuer: string, subject: string, about: Claims): ProvedIdentity {
  const profile = about.profile === undefined ? null : URL.parse(about.profile);
  return {
    kind: 'openid',
    // A subject is unique at its issuer only, and no issuer has a space in it.
    key: `${issuer} ${subject}`,
    profileUrl: profile?.protocol === 'https:' ? profile.href : null,
    handle: about.preferred_username ?? about.name ?? null,
  };
}

function namesOf(subject: string, { email, email_verified: isVerified }: Claims): readonly string[] {
  return email !== undefined && isVerified === true ? [subject, email.toLowerCase()] : [subject];
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function refused(sentence: Words): Departure {
  return { kind: 'refused', sentence };
}

function failed(sentence: Words): { kind: 'failed'; sentence: Words } {
  return { kind: 'failed', sentence };
}
