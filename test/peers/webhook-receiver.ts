import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that a webhook was told. */
export interface Received {
  readonly path: string;
  /** The header `owncast-signature`; empty without one. */
  readonly signature: string;
  readonly body: string;
}

/** How a receiver answers; `count` is how much it was told, this included. */
export type Reaction = (response: ServerResponse, request: IncomingMessage, count: number) => void;

export const thanks: Reaction = (response) => void response.end('thanks');

export interface WebhookReceiverNeeds {
  readonly react?: Reaction;
  readonly host?: string;
  /** Any free one unless told. */
  readonly port?: number;
}

/** A program that is told what happens, and answers as it is made to. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  readonly #server: Server;
  readonly #react: Reaction;

  private constructor(react: Reaction) {
    this.#react = react;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async open({
    react = thanks,
    host = '127.0.0.1',
    port = 0,
  }: WebhookReceiverNeeds = {}): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(react);
    const server = receiver.#server.listen(port, host);
    await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://${(this.#server.address() as AddressInfo).address}:${this.port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const signature = String(request.headers['owncast-signature'] ?? '');
    this.received.push({ path: request.url ?? '', signature, body: Buffer.concat(chunks).toString() });
    this.#react(response, request, this.received.length);
  }
}

/** The second of sending when the signature proves that the body came from whoever has the secret, else null: as receivers of Owncast judge it. */
export function verifiedSecond({ signature, body }: Received, secret: string): number | null {
  const [, seconds = '', proof = ''] = /^t=(\d+)\.s=([0-9a-f]{64})$/.exec(signature) ?? [];
  const hmac = createHmac('sha256', Buffer.from(secret));
  for (const piece of [seconds, '.', body]) hmac.update(Buffer.from(piece));
  const wanted = hmac.digest();
  const given = Buffer.from(proof, 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? Number(seconds) : null;
}
