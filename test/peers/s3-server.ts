import { rmSync } from 'node:fs';
import { type IncomingMessage, createServer, request as ask, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
// @ts-expect-error The package ships no types.
import S3rver from 's3rver';
import type { S3Config } from '../../internal/config/s3-setting.ts';
import { systemClock } from '../../internal/platform/clock.ts';
import { judgeSignature } from './signature-v4.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** What goes wrong in the server, until it is told otherwise. */
export interface S3Faults {
  /** Added to each answer. */
  delayMs: number;
  /** Share of signed requests that are answered with 503, from 0 to 1. */
  busyShare: number;
  /** How far the server's clock is ahead. */
  skewMs: number;
  /** Whether it refuses ACLs, as buckets of newer accounts do. */
  refusesAcl: boolean;
  /** Whether browsers of other sites' pages may read. */
  allowsOrigins: boolean;
}

export interface S3Needs {
  /** Serves HTTPS with this; HTTP without it. Both PEM. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** The name of the machine in the endpoint, such as `s3.localhost`; 127.0.0.1 when it is left out. */
  readonly host?: string;
  /** Answers only where the bucket stands before the name of the host, and not in the path. */
  readonly virtualHost?: boolean;
}

/** A request that changed something, in the order in which they were answered. */
export interface S3Change {
  readonly method: string;
  readonly key: string;
  readonly text: string | null;
}

/** What is used of the package's own class. */
interface Store {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  configureBuckets(): Promise<unknown>;
}

const StoreClass = S3rver as unknown as new (options: object) => Store;

const BUCKET = 'live';
const ACCESS_KEY = 'AKIAEXAMPLE';
const SECRET = 'a-secret-of-the-tests';
const REGION = 'eu-north-1';

/** s3rver, an S3 server, behind a check of signatures, of time and of who may read, which it lacks; and with faults at will. */
export class S3Server {
  readonly faults: S3Faults = { delayMs: 0, busyShare: 0, skewMs: 0, refusesAcl: false, allowsOrigins: true };
  readonly changes: S3Change[] = [];
  /** Requests of viewers: what was read without a signature. */
  readonly reads: string[] = [];
  readonly port: number;
  readonly #needs: S3Needs;
  readonly #folder: TemporaryFolder;
  readonly #store: Store;
  readonly #storePort: number;
  readonly #public = new Set<string>();
  readonly #turns = new Map<string, Promise<void>>();
  #server: Server;
  #count = 0;

  private constructor(needs: S3Needs & { store: Store; folder: TemporaryFolder; storePort: number; server: Server }) {
    this.#needs = needs;
    this.#store = needs.store;
    this.#folder = needs.folder;
    this.#storePort = needs.storePort;
    this.#server = needs.server;
    this.port = (needs.server.address() as AddressInfo).port;
    this.#server.on('request', (request, response) => void this.#take(request, response));
  }

  static async start(needs: S3Needs = {}): Promise<S3Server> {
    const folder = makeTemporaryFolder('s3');
    const store = new StoreClass({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: folder.path,
      vhostBuckets: false,
      configureBuckets: [{ name: BUCKET }],
    });
    const { port: storePort } = await store.run();
    return new S3Server({ ...needs, store, folder, storePort, server: await listen(0, needs) });
  }

  /** Where it is and what opens it, as a setting. */
  config(changes: Partial<S3Config> = {}): S3Config {
    return {
      enabled: true,
      endpoint: `${this.#needs.tls === undefined ? 'http' : 'https'}://${this.#needs.host ?? '127.0.0.1'}:${this.port}`,
      servingEndpoint: '',
      accessKey: ACCESS_KEY,
      secret: SECRET,
      bucket: BUCKET,
      region: REGION,
      acl: '',
      pathPrefix: '',
      forcePathStyle: this.#needs.virtualHost !== true,
      ...changes,
    };
  }

  /** The keys that are in the bucket now. */
  async keys(): Promise<string[]> {
    const answer = await fetch(`http://127.0.0.1:${this.#storePort}/${BUCKET}?max-keys=1000`);
    return [...(await answer.text()).matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key ?? '');
  }

  /** Puts something into the bucket that is somebody else's. */
  async putForeign(key: string, text: string): Promise<void> {
    await fetch(`http://127.0.0.1:${this.#storePort}/${BUCKET}/${key}`, { method: 'PUT', body: text });
  }

  async read(key: string): Promise<string | null> {
    const answer = await fetch(`http://127.0.0.1:${this.#storePort}/${BUCKET}/${key}`);
    return answer.ok ? answer.text() : null;
  }

  /** Takes the bucket away with all that is in it. */
  removeBucket(): void {
    rmSync(join(this.#folder.path, BUCKET), { recursive: true, force: true });
  }

  /** Makes an empty one of the same name. */
  async restoreBucket(): Promise<void> {
    await this.#store.configureBuckets();
  }

  /** Answers nobody any more, and breaks off what is under way; what is stored stays. */
  async kill(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async revive(): Promise<void> {
    this.#server = await listen(this.port, this.#needs);
    this.#server.on('request', (request, response) => void this.#take(request, response));
  }

  async close(): Promise<void> {
    await this.kill();
    await this.#store.close();
    this.#folder.remove();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request).catch(() => null);
    if (body === null) return;
    const { delayMs, skewMs } = this.faults;
    if (delayMs > 0) await new Promise<void>((resolve) => void systemClock.after(delayMs, resolve));
    response.setHeader('date', new Date(systemClock.wallMs() + skewMs).toUTCString());
    if (this.faults.allowsOrigins) response.setHeader('access-control-allow-origin', '*');
    const fault = this.#judge(request, body);
    if (fault === null) await this.#inTurn(this.#keyOf(request), () => this.#passOn(request, response, body));
    else refuse(response, fault.status, fault.code);
  }

  #judge(request: IncomingMessage, body: Buffer): { status: number; code: string } | null {
    const { busyShare, refusesAcl, skewMs } = this.faults;
    const isRead = request.method === 'GET' && request.headers.authorization === undefined;
    if (this.#pathOf(request) === null) return { status: 400, code: 'InvalidRequest' };
    if (isRead) return this.#public.has(this.#keyOf(request)) ? null : { status: 403, code: 'AccessDenied' };
    const known = { accessKey: ACCESS_KEY, secret: SECRET, region: REGION };
    const fault = judgeSignature(request, body, known, systemClock.wallMs() + skewMs);
    if (fault !== null) return { status: 403, code: fault };
    // Spread evenly, so that tests are the same each time.
    this.#count += 1;
    if (Math.floor(this.#count * busyShare) > Math.floor((this.#count - 1) * busyShare)) {
      return { status: 503, code: 'SlowDown' };
    }
    if (refusesAcl && request.headers['x-amz-acl'] !== undefined) {
      return { status: 400, code: 'AccessControlListNotSupported' };
    }
    return null;
  }

  /** One request for a key after the other: s3rver gives half an object to who reads while it is written, which S3 never does. */
  async #inTurn(key: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    this.#turns.set(key, turn);
    await turn;
    if (this.#turns.get(key) === turn) this.#turns.delete(key);
  }

  /** Resolves when the answer has been given, or nobody waits for it any more. */
  async #passOn(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (response.destroyed) return;
    const given = new Promise<void>((resolve) => void response.once('close', resolve));
    const key = this.#keyOf(request);
    const isRead = request.headers.authorization === undefined;
    const { authorization: _checked, connection: _ours, host: _named, ...headers } = request.headers;
    const onward = ask(
      { port: this.#storePort, host: '127.0.0.1', method: request.method, path: this.#pathOf(request), headers },
      (answer) => {
        if (isRead) this.reads.push(key);
        else if (answer.statusCode === 200 || answer.statusCode === 204) this.#note(request, key, body);
        const { date: _stores, ...fields } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, fields);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    onward.end(body);
    await given;
  }

  /** Its path with the bucket in it; null where the bucket does not stand where it has to. */
  #pathOf(request: IncomingMessage): string | null {
    const url = request.url ?? '';
    if (this.#needs.virtualHost !== true) return url;
    return request.headers.host?.startsWith(`${BUCKET}.`) === true ? `/${BUCKET}${url}` : null;
  }

  #keyOf(request: IncomingMessage): string {
    const [path = ''] = (this.#pathOf(request) ?? '').split('?');
    return decodeURIComponent(path.slice(BUCKET.length + 2));
  }

  #note(request: IncomingMessage, key: string, body: Buffer): void {
    if (request.method !== 'PUT' && request.method !== 'DELETE') return;
    if (request.headers['x-amz-acl'] === 'public-read') this.#public.add(key);
    else this.#public.delete(key);
    const isText = key.endsWith('.m3u8');
    this.changes.push({ method: request.method, key, text: isText ? body.toString() : null });
  }
}

async function listen(port: number, { tls }: S3Needs): Promise<Server> {
  const server = tls === undefined ? createServer() : createSecureServer({ cert: tls.certificate, key: tls.key });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`);
}
