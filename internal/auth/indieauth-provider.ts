import { PendingFlows } from './pending-flows.ts';
import { isChallenge, meetsChallenge } from './proof-key.ts';
import { makeToken, type RandomBytes } from './token.ts';

export interface IndieAuthProviderNeeds {
  /** Where this station is reached, such as `https://tv.example.org`; null while that was not set. */
  readonly publicUrl: () => string | null;
  readonly mayUseHttp: () => boolean;
  readonly randomBytes: RandomBytes;
  readonly monotonicMs: () => number;
}

/** Where other sites send the owner to, and redeem codes. */
export const indieAuthEndpoint = '/api/auth/provider/indieauth';

/** A code is redeemed by the site itself, at once. */
const limits = { lifeMs: 60_000, capacity: 100, perAddress: 100 };

/** What another site asks for, as it was sent. */
export interface AuthorizationQuery {
  readonly client_id?: string | undefined;
  readonly redirect_uri?: string | undefined;
  readonly state?: string | undefined;
  readonly code_challenge?: string | undefined;
  readonly code_challenge_method?: string | undefined;
  readonly response_type?: string | undefined;
}

/** The same, found to be in order. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string;
}

export interface RedemptionForm {
  readonly code?: string | undefined;
  readonly client_id?: string | undefined;
  readonly redirect_uri?: string | undefined;
  readonly code_verifier?: string | undefined;
  readonly grant_type?: string | undefined;
}

/** As RFC 8414 names them. */
export interface AuthorizationServerMetadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly [name: string]: string | boolean | string[];
}

type Judgement =
  | { readonly kind: 'fine'; readonly request: AuthorizationRequest }
  | { readonly kind: 'invalid'; readonly description: string };

/** Proves to other sites that the owner of this station is its owner (IndieAuth): the station's address is who they are. */
export class IndieAuthProvider {
  readonly #needs: IndieAuthProviderNeeds;
  readonly #codes: PendingFlows<AuthorizationRequest>;

  constructor(needs: IndieAuthProviderNeeds) {
    this.#needs = needs;
    this.#codes = new PendingFlows({ limits, monotonicMs: needs.monotonicMs });
  }

  /** Whether a site may ask so. Nobody is ever sent to an address that is not the site's own. */
  judge(query: AuthorizationQuery): Judgement {
    const { publicUrl, mayUseHttp } = this.#needs;
    if (publicUrl() === null) return invalid('This station does not know its own address yet: set public-url.');
    const client = readClientUrl(query.client_id, mayUseHttp());
    if (client === null) return invalid('client_id is not the https address of a site.');
    const target = readClientUrl(query.redirect_uri, mayUseHttp());
    if (target === null || target.origin !== client.origin)
      return invalid('redirect_uri does not belong to the site that client_id names.');
    const { state = '', code_challenge: challenge = '', code_challenge_method: method = 'S256' } = query;
    if (state === '' || state.length > 1024) return invalid('state is missing, or too long.');
    if (method !== 'S256' || !isChallenge(challenge))
      return invalid('code_challenge is missing, or not of the method S256.');
    if (!['code', 'id', undefined].includes(query.response_type)) return invalid('response_type is not "code".');
    return {
      kind: 'fine',
      request: { clientId: query.client_id ?? '', redirectUri: target.href, state, challenge },
    };
  }

  /** Where to send the owner who agreed; null when too many codes wait to be redeemed. */
  grant(request: AuthorizationRequest): string | null {
    const code = makeToken(this.#needs.randomBytes);
    if (!this.#codes.add(code, 'everybody', request)) return null;
    return this.#back(request, { code });
  }

  /** Where to send the owner who did not agree. */
  deny(request: AuthorizationRequest): string {
    return this.#back(request, { error: 'access_denied' });
  }

  /** Who the owner is, for a code; each holds once, and only for the site that it was given to. Null when it does not. */
  redeem(form: RedemptionForm): string | null {
    const me = this.#me();
    const request = this.#codes.take(form.code ?? '');
    if (request === null || me === null) return null;
    const { grant_type: grant = 'authorization_code', client_id, redirect_uri = '', code_verifier = '' } = form;
    const isTheSame = client_id === request.clientId && URL.parse(redirect_uri)?.href === request.redirectUri;
    return grant === 'authorization_code' && isTheSame && meetsChallenge(code_verifier, request.challenge) ? me : null;
  }

  /** What the station is known by as a server of others' sign-ins (RFC 8414); null while it does not know its address. */
  metadata(): AuthorizationServerMetadata | null {
    const me = this.#me();
    if (me === null) return null;
    return {
      issuer: me,
      authorization_endpoint: new URL(indieAuthEndpoint, me).href,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code'],
      scopes_supported: ['profile'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #back(request: AuthorizationRequest, values: Readonly<Record<string, string>>): string {
    const url = new URL(request.redirectUri);
    for (const [name, value] of Object.entries({ ...values, state: request.state, iss: this.#me() ?? '' }))
      url.searchParams.set(name, value);
    return url.href;
  }

  /** The owner's address: the station's, with the slash that a profile has (IndieAuth, 3.2). */
  #me(): string | null {
    const url = this.#needs.publicUrl();
    return url === null ? null : `${url}/`;
  }
}

function readClientUrl(text: string | undefined, mayUseHttp: boolean): URL | null {
  const url = text === undefined || text.length > 2048 ? null : URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return null;
  return url.protocol === 'https:' || (mayUseHttp && url.protocol === 'http:') ? url : null;
}

function invalid(description: string): Judgement {
  return { kind: 'invalid', description };
}
