import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './wait.ts';

type Json = Readonly<Record<string, unknown>>;

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
const ACTIVITY = 'application/activity+json';

/** What arrived in an inbox. */
export interface Arrived {
  readonly to: string;
  readonly activity: Json & { readonly type: string };
  readonly headers: IncomingMessage['headers'];
}

/** Changes to a post before it is sent, for those who are up to no good. */
export interface Malice {
  readonly headers?: Readonly<Record<string, string>>;
  readonly keyId?: string;
  readonly signed?: readonly string[];
  readonly date?: Date;
  readonly bodyAfterwards?: string;
  readonly contentType?: string;
  readonly privateKey?: KeyObject;
}

const keyPairs: { publicKey: KeyObject; privateKey: KeyObject }[] = [];
let keyPairsTaken = 0;

/** Peers of one test have different keys; they take a while to find, so that there are no more than three. */
function nextKeyPair(): { publicKey: KeyObject; privateKey: KeyObject } {
  const index = keyPairsTaken++ % 3;
  return (keyPairs[index] ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
}

/** A server of the fediverse by hand, without a library: accounts that follow, like, answer, and write down what they are sent. */
export class FediversePeer {
  readonly arrived: Arrived[] = [];
  /** Answers in place of the usual ones, by path. */
  readonly routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  /** What inboxes answer. */
  inboxStatus = 202;
  readonly #keys = nextKeyPair();
  readonly #server: Server;
  #count = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(host = '127.0.0.1'): Promise<FediversePeer> {
    const server = createServer();
    const peer = new FediversePeer(server);
    server.on('request', (request, response) => void peer.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return peer;
  }

  get host(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `${address}:${port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  get privateKey(): KeyObject {
    return this.#keys.privateKey;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  actor(name: string): string {
    return `${this.url}/users/${name}`;
  }

  newId(): string {
    this.#count += 1;
    return `${this.url}/things/${this.#count}`;
  }

  /** The document of an account. */
  document(name: string, changes: Json = {}): Json {
    const id = this.actor(name);
    return {
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
      id,
      type: 'Person',
      preferredUsername: name,
      name: `${name} of the peer`,
      inbox: `${id}/inbox`,
      endpoints: { sharedInbox: `${this.url}/inbox` },
      publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: this.publicKeyPem },
      ...changes,
    };
  }

  get publicKeyPem(): string {
    return this.#keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  activity(name: string, type: string, object: unknown, more: Json = {}): Json {
    const context = 'https://www.w3.org/ns/activitystreams';
    return { '@context': context, id: this.newId(), type, actor: this.actor(name), object, ...more };
  }

  /** A public answer to something, or a word to somebody. */
  note(name: string, content: string, more: Json = {}): Json {
    const attributedTo = this.actor(name);
    return { id: this.newId(), type: 'Note', attributedTo, content, to: [PUBLIC], ...more };
  }

  /** Posts an activity as an account does; returns what it was answered. */
  async post(inbox: string, activity: Json | string, name: string, malice: Malice = {}): Promise<number> {
    const body = typeof activity === 'string' ? activity : JSON.stringify(activity);
    const headers = this.sign(inbox, body, name, malice);
    const answer = await fetch(inbox, { method: 'POST', headers, body: malice.bodyAfterwards ?? body });
    await answer.arrayBuffer();
    return answer.status;
  }

  sign(inbox: string, body: string, name: string, malice: Malice = {}): Record<string, string> {
    const { host, pathname } = new URL(inbox);
    const values: Record<string, string> = {
      '(request-target)': `post ${pathname}`,
      host,
      date: (malice.date ?? new Date()).toUTCString(),
      digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
    };
    const signed = malice.signed ?? ['(request-target)', 'host', 'date', 'digest'];
    const text = signed.map((field) => `${field}: ${values[field]}`).join('\n');
    const signature = createSign('sha256')
      .update(text)
      .sign(malice.privateKey ?? this.#keys.privateKey, 'base64');
    const keyId = malice.keyId ?? `${this.actor(name)}#main-key`;
    return {
      date: values['date'] ?? '',
      digest: values['digest'] ?? '',
      'content-type': malice.contentType ?? ACTIVITY,
      signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${signed.join(' ')}",signature="${signature}"`,
      ...malice.headers,
    };
  }

  /** Waits for an activity of a type in one of the inboxes; `from` skips those that came before. */
  hear(
    type: string,
    needs: { to?: string; from?: number; matches?: (activity: Json) => boolean } = {},
  ): Promise<Arrived> {
    const explain = () => this.arrived.map(({ to, activity }) => `${to} ${JSON.stringify(activity)}`).join('\n');
    const isIt = ({ to, activity }: Arrived): boolean =>
      activity.type === type && (needs.to === undefined || to === needs.to) && (needs.matches?.(activity) ?? true);
    return until(`the peer hears ${type}`, () => this.arrived.slice(needs.from ?? 0).find(isIt), {
      timeoutMs: 30_000,
      explain,
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const special = this.routes.get(path);
    if (special !== undefined) return special(request, response);
    if (request.method === 'POST') return this.#take(path, request, response);
    const name = /^\/users\/([\w-]+)$/.exec(path)?.[1];
    if (name !== undefined) return sendJson(response, this.document(name));
    if (path === '/.well-known/webfinger') return this.#findAccount(request, response);
    response.writeHead(404).end();
  }

  async #take(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const activity = JSON.parse(Buffer.concat(chunks).toString()) as Arrived['activity'];
    if (this.inboxStatus < 300) this.arrived.push({ to: path, activity, headers: request.headers });
    response.writeHead(this.inboxStatus).end();
  }

  #findAccount(request: IncomingMessage, response: ServerResponse): void {
    const resource = new URL(request.url ?? '', this.url).searchParams.get('resource') ?? '';
    const name = /^acct:([\w-]+)@/.exec(resource)?.[1];
    if (name === undefined) return void response.writeHead(404).end();
    const links = [
      { rel: 'self', type: ACTIVITY, href: this.actor(name) },
      { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${this.url}/follow?uri={uri}` },
    ];
    sendJson(response, { subject: `acct:${name}@${this.host}`, links }, 'application/jrd+json');
  }
}

export function sendJson(response: ServerResponse, body: unknown, type = ACTIVITY): void {
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(body));
}
