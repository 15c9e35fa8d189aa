import { createHash, createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CertificateAuthority, Life } from './certificate-authority.ts';

const ERROR = 'urn:ietf:params:acme:error:';

interface Order {
  readonly names: readonly string[];
  readonly authorizations: readonly string[];
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  certificate: string | null;
}

interface Authorization {
  readonly name: string;
  readonly token: string;
  status: 'pending' | 'processing' | 'valid' | 'invalid';
  error: { type: string; detail: string } | null;
}

interface Message {
  readonly url: string;
  readonly account: { readonly id: string; readonly thumbprint: string };
  readonly payload: Record<string, unknown> | null;
}

class Refusal extends Error {
  readonly status: number;
  readonly type: string;
  constructor(status: number, type: string, detail: string) {
    super(detail);
    this.status = status;
    this.type = type;
  }
}

export interface AcmeServerNeeds {
  readonly authority: CertificateAuthority;
  /** The port that `http://name/` is found at on this machine; null is a name that leads nowhere. */
  readonly portOf: (name: string) => number | null;
  /** With a certificate it speaks HTTPS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/**
 * A certificate authority for tests (RFC 8555): checks nonces and signatures, fetches the challenges for real, verifies the request for the
 * certificate and signs it. What it is told through its fields makes it fail.
 */
export class AcmeServer {
  readonly #needs: AcmeServerNeeds;
  readonly #server: Server;
  readonly #nonces = new Set<string>();
  readonly #accounts = new Map<string, { key: KeyObject; thumbprint: string; contact: unknown }>();
  readonly #orders = new Map<string, Order>();
  readonly #authorizations = new Map<string, Authorization>();
  #count = 0;
  /** Refuses that many signed requests for a nonce that is not good. */
  badNonces = 0;
  /** Refuses new orders, and says when to come back. */
  rateLimitSeconds: number | null = null;
  /** The life of the next certificates. */
  life: Life | undefined = undefined;
  /** Orders that were asked for, refused ones too. */
  orderCount = 0;
  /** What accounts gave as their contact. */
  readonly contacts: unknown[] = [];

  constructor(needs: AcmeServerNeeds) {
    this.#needs = needs;
    const handle = (request: IncomingMessage, response: ServerResponse): void => void this.#handle(request, response);
    const { tls } = needs;
    this.#server =
      tls === undefined ? createServer(handle) : createSecureServer({ cert: tls.certificate, key: tls.key }, handle);
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get url(): string {
    const scheme = this.#needs.tls === undefined ? 'http' : 'https';
    return `${scheme}://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get directoryUrl(): string {
    return `${this.url}/directory`;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('replay-nonce', this.#newNonce());
    try {
      await this.#route(request, response);
    } catch (error) {
      const refused = error instanceof Refusal ? error : new Refusal(500, 'serverInternal', String(error));
      response.writeHead(refused.status, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ type: ERROR + refused.type, detail: refused.message }));
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path === '/directory') return answer(response, 200, this.#directory());
    if (path === '/nonce') return void response.writeHead(200).end();
    const message = this.#open(path, await readBody(request));
    const [, kind = '', id = ''] = path.split('/');
    if (kind === 'account') return this.#answerAccount(message, response);
    if (kind === 'new-order') return this.#answerNewOrder(message, response);
    if (kind === 'order') return answer(response, 200, this.#describeOrder(this.#order(id)));
    if (kind === 'authorization') return answer(response, 200, this.#describeAuthorization(id));
    if (kind === 'challenge') return this.#answerChallenge(id, message, response);
    if (kind === 'finalize') return this.#answerFinalize(id, message, response);
    if (kind === 'certificate') {
      response.writeHead(200, { 'content-type': 'application/pem-certificate-chain' });
      return void response.end(this.#order(id).certificate ?? '');
    }
    throw new Refusal(404, 'malformed', 'There is nothing here.');
  }

  #directory(): object {
    const { url } = this;
    return { newNonce: `${url}/nonce`, newAccount: `${url}/account`, newOrder: `${url}/new-order` };
  }

  /** Checks the envelope of a message: nonce, address, signature. */
  #open(path: string, body: string): Message {
    const envelope = JSON.parse(body) as { protected: string; payload: string; signature: string };
    const header = JSON.parse(fromBase64(envelope.protected).toString()) as Record<string, unknown>;
    if (this.badNonces > 0 || !this.#nonces.delete(String(header['nonce']))) {
      this.badNonces -= 1;
      throw new Refusal(400, 'badNonce', 'That nonce is not good.');
    }
    if (header['url'] !== this.url + path || header['alg'] !== 'ES256')
      throw new Refusal(400, 'malformed', 'The header does not fit.');
    const account = this.#findAccount(header);
    const data = Buffer.from(`${envelope.protected}.${envelope.payload}`);
    const key = { key: account.key, dsaEncoding: 'ieee-p1363' as const };
    if (!verify('sha256', data, key, fromBase64(envelope.signature)))
      throw new Refusal(400, 'malformed', 'The signature is wrong.');
    const payload =
      envelope.payload === '' ? null : (JSON.parse(fromBase64(envelope.payload).toString()) as Message['payload']);
    return { url: path, account, payload };
  }

  #findAccount(header: Record<string, unknown>): { id: string; key: KeyObject; thumbprint: string } {
    const { kid, jwk } = header;
    if (typeof kid === 'string') {
      const known = this.#accounts.get(kid);
      if (known === undefined) throw new Refusal(400, 'accountDoesNotExist', 'Who is that?');
      return { id: kid, ...known };
    }
    const { crv, kty, x, y } = jwk as Record<string, string>;
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    return { id: `${this.url}/account/${thumbprint}`, key, thumbprint };
  }

  #answerAccount({ account, payload }: Message, response: ServerResponse): void {
    if (payload?.['termsOfServiceAgreed'] !== true)
      throw new Refusal(403, 'userActionRequired', 'Agree to the terms first.');
    this.contacts.push(payload['contact']);
    const { key } = account as unknown as { key: KeyObject };
    const isNew = !this.#accounts.has(account.id);
    this.#accounts.set(account.id, { key, thumbprint: account.thumbprint, contact: payload['contact'] });
    answer(response, isNew ? 201 : 200, { status: 'valid' }, { location: account.id });
  }

  #answerNewOrder({ payload }: Message, response: ServerResponse): void {
    this.orderCount += 1;
    if (this.rateLimitSeconds !== null) {
      response.setHeader('retry-after', String(this.rateLimitSeconds));
      throw new Refusal(429, 'rateLimited', 'Too many certificates already issued for that name.');
    }
    const identifiers = payload?.['identifiers'] as { type: string; value: string }[];
    const names = identifiers.map(({ value }) => value);
    const authorizations = names.map((name) => {
      const id = this.#newId();
      this.#authorizations.set(id, { name, token: this.#newNonce(), status: 'pending', error: null });
      return id;
    });
    const id = this.#newId();
    this.#orders.set(id, { names, authorizations, status: 'pending', certificate: null });
    answer(response, 201, this.#describeOrder(this.#order(id)), { location: `${this.url}/order/${id}` });
  }

  #answerChallenge(id: string, { account }: Message, response: ServerResponse): void {
    const authorization = this.#authorization(id);
    authorization.status = 'processing';
    void this.#check(authorization, account.thumbprint).then((error) => {
      authorization.error = error;
      authorization.status = error === null ? 'valid' : 'invalid';
    });
    answer(response, 200, { type: 'http-01', status: 'processing', url: `${this.url}/challenge/${id}` });
  }

  async #check(authorization: Authorization, thumbprint: string): Promise<Authorization['error']> {
    const { name, token } = authorization;
    const port = this.#needs.portOf(name);
    if (port === null) return { type: `${ERROR}dns`, detail: `no address found for ${name}` };
    const path = `/.well-known/acme-challenge/${token}`;
    const body = await new Promise<string | null>((resolve) => {
      get({ port, host: '127.0.0.1', path, headers: { host: name } }, (found) => void readBody(found).then(resolve)).on(
        'error',
        () => resolve(null),
      );
    });
    if (body === null) return { type: `${ERROR}connection`, detail: `${name}: connection refused` };
    if (body.trimEnd() === `${token}.${thumbprint}`) return null;
    return { type: `${ERROR}unauthorized`, detail: `${name}: the answer is not the one that was expected` };
  }

  async #answerFinalize(id: string, { payload }: Message, response: ServerResponse): Promise<void> {
    const order = this.#order(id);
    if (this.#describeOrder(order).status !== 'ready') throw new Refusal(403, 'orderNotReady', 'Not yet.');
    const request = fromBase64(String(payload?.['csr']));
    order.certificate = await this.#needs.authority.answer(request, order.names, this.life);
    if (order.certificate === null) throw new Refusal(400, 'badCSR', 'That request is not for this order.');
    order.status = 'processing';
    answer(response, 200, this.#describeOrder(order));
    order.status = 'valid';
  }

  #describeOrder(order: Order): { status: string } {
    const id = [...this.#orders].find(([, known]) => known === order)?.[0];
    const states = order.authorizations.map((authorization) => this.#authorization(authorization).status);
    if (order.status === 'pending' && states.every((state) => state === 'valid')) order.status = 'ready';
    if (states.includes('invalid')) order.status = 'invalid';
    return {
      status: order.status,
      ...{
        identifiers: order.names.map((value) => ({ type: 'dns', value })),
        authorizations: order.authorizations.map((authorization) => `${this.url}/authorization/${authorization}`),
        finalize: `${this.url}/finalize/${id}`,
      },
      ...(order.status === 'valid' ? { certificate: `${this.url}/certificate/${id}` } : {}),
    };
  }

  #describeAuthorization(id: string): object {
    const { name, status, token, error } = this.#authorization(id);
    const challenge = { type: 'http-01', url: `${this.url}/challenge/${id}`, status, token };
    return {
      status: status === 'processing' ? 'pending' : status,
      identifier: { type: 'dns', value: name },
      challenges: [
        { type: 'dns-01', url: `${this.url}/challenge/none`, status, token },
        error === null ? challenge : { ...challenge, error },
      ],
    };
  }

  #order(id: string): Order {
    const order = this.#orders.get(id);
    if (order === undefined) throw new Refusal(404, 'malformed', 'No such order.');
    return order;
  }

  #authorization(id: string): Authorization {
    const authorization = this.#authorizations.get(id);
    if (authorization === undefined) throw new Refusal(404, 'malformed', 'No such authorization.');
    return authorization;
  }

  #newNonce(): string {
    const nonce = randomBytes(12).toString('base64url');
    this.#nonces.add(nonce);
    return nonce;
  }

  #newId(): string {
    this.#count += 1;
    return String(this.#count);
  }
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function readBody(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('utf8')) body += String(chunk);
  return body;
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
