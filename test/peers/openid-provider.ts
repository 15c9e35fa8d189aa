import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody with an account there. */
export interface Account {
  readonly sub: string;
  readonly preferred_username?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
}

interface Grant {
  readonly account: Account;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

/** What a provider that cannot be trusted writes into its tokens. */
export interface Lies {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that it does not publish. */
  readonly foreignKey?: boolean;
  /** Leaves the signature out (`alg: none`). */
  readonly unsigned?: boolean;
}

export const openIdClient = { id: 'aerial', secret: 'a secret + of the client' } as const;

/**
 * A provider of OpenID Connect for tests: authorization code with PKCE, tokens signed with RS256, its client known by a secret. Whoever
 * comes is `account`, and agrees at once. What it is told through its fields makes it lie.
 */
export class OpenIdProvider {
  account: Account = { sub: 'subject-1' };
  lies: Lies = {};
  /** Tells names and addresses only at its own address for that, as some do. */
  tellsOnlySubject = false;
  /** Requests by path. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #grants = new Map<string, Grant>();
  readonly #tokens = new Map<string, Account>();

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    this.asked.push(url.pathname);
    if (url.pathname === '/authorize') return this.#authorize(url, response);
    const answer = await this.#answerJson(url.pathname, request);
    response.writeHead(answer === null ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: 'invalid_grant' }));
  }

  async #answerJson(path: string, request: IncomingMessage): Promise<unknown> {
    if (path === '/.well-known/openid-configuration') return this.#configuration();
    if (path === '/jwks')
      return { keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] };
    if (path === '/token') return this.#redeem(request.headers.authorization, await readForm(request));
    if (path === '/userinfo') return this.#tokens.get(request.headers.authorization?.slice('Bearer '.length) ?? '');
    return null;
  }

  #configuration(): unknown {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  #authorize({ searchParams: query }: URL, response: ServerResponse): void {
    const read = (name: string): string => query.get(name) ?? '';
    const isInOrder =
      read('client_id') === openIdClient.id &&
      read('response_type') === 'code' &&
      read('code_challenge_method') === 'S256' &&
      read('scope').split(' ').includes('openid');
    if (!isInOrder) return void response.writeHead(400).end();
    const code = randomBytes(16).toString('hex');
    const redirectUri = read('redirect_uri');
    this.#grants.set(code, {
      account: this.account,
      nonce: read('nonce'),
      challenge: read('code_challenge'),
      redirectUri,
    });
    const back = new URL(redirectUri);
    for (const [name, value] of Object.entries({ code, state: read('state'), iss: this.issuer }))
      back.searchParams.set(name, value);
    response.writeHead(302, { location: back.href }).end();
  }

  #redeem(authorization: string | undefined, form: URLSearchParams): unknown {
    const { id, secret } = openIdClient;
    const code = form.get('code') ?? '';
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isClient = authorization === `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}`;
    if (grant === undefined || !isClient) return null;
    if (grant.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri')) return null;
    const token = randomBytes(16).toString('hex');
    this.#tokens.set(token, grant.account);
    return { access_token: token, token_type: 'Bearer', expires_in: 60, id_token: this.#idToken(grant) };
  }

  #idToken({ account, nonce }: Grant): string {
    const seconds = Math.floor(Date.now() / 1000);
    const about = this.tellsOnlySubject ? { sub: account.sub } : account;
    const life = { iat: seconds, exp: seconds + 60 };
    const claims = { iss: this.issuer, aud: openIdClient.id, nonce, ...life, ...about, ...this.lies.claims };
    const header = { alg: this.lies.unsigned === true ? 'none' : 'RS256', kid: 'one' };
    const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    if (this.lies.unsigned === true) return `${signed}.`;
    return `${signed}.${sign('sha256', Buffer.from(signed), this.#signingKey()).toString('base64url')}`;
  }

  #signingKey(): KeyObject {
    if (this.lies.foreignKey !== true) return this.#keys.privateKey;
    return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  }
}

/** As RFC 6749, 2.3.1 wants it before Basic. */
function encode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
