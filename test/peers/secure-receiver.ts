import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate } from './certificate.ts';

/** A request that came by HTTPS. */
export interface SecurelyReceived {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What speaks HTTPS on `localhost`, such as a push service or Discord. The first three digits of a path are its answer, 204 without any; 429 asks for two minutes. */
export class SecureReceiver {
  readonly received: SecurelyReceived[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(certificate, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = request.url ?? '';
        this.received.push({ path, headers: request.headers, body: Buffer.concat(chunks) });
        const status = Number(/\d{3}/.exec(path)?.[0] ?? 204);
        response.writeHead(status, status === 429 ? { 'retry-after': '120' } : {}).end(status >= 400 ? 'too much' : '');
      });
    });
  }

  static async open(): Promise<SecureReceiver> {
    const receiver = new SecureReceiver();
    const server = receiver.#server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return receiver;
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
