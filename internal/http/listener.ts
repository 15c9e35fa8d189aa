import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';

import { AerialError, systemCode } from '../platform/errors.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { httpLimits } from './limits.ts';

/**
 * A request and its response, of HTTP/1.1 or, through the compatibility API of `node:http2`, of HTTP/2. Both have the same shape as
 * far as this house uses them; headers that speak of the connection must not be set, HTTP/2 has none.
 */
export type WebRequest = IncomingMessage;
export type WebResponse = ServerResponse;

export interface WebListenerNeeds {
  /** The local address; null is every one, of IPv6 and IPv4. */
  readonly address: string | null;
  /** 0 takes any free port. */
  readonly port: number;
  /** Contents of the certificate and key files (PEM); with them the listener speaks HTTPS, with HTTP/2. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  readonly maxConnections: number;
  readonly handle: (request: WebRequest, response: WebResponse) => void;
  readonly metrics: MetricsRegistry;
  /** Other time-outs than `httpLimits` has, for tests. */
  readonly limits?: { readonly idleMs: number };
}

/** The one web port: HTTP/1.1, or HTTPS with HTTP/2 when it is given a certificate. */
export class WebListener {
  readonly #needs: WebListenerNeeds;
  readonly #server: Server | Http2SecureServer;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(needs: WebListenerNeeds) {
    this.#needs = needs;
    this.#server = needs.tls === null ? this.#plain() : this.#secure(needs.tls);
    this.#server.maxConnections = needs.maxConnections;
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    needs.metrics.observe('aerial_http_connections', 'Open web connections', () => this.connectionCount);
  }

  /** The port that is listened on. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** Listens. Throws PORT_IN_USE or PORT_FORBIDDEN when the port cannot be had. */
  async start(): Promise<void> {
    const { address, port } = this.#needs;
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: Error): void => reject(explainListenError(error, port));
      this.#server.once('error', refuse);
      this.#server.listen({ host: address ?? undefined, port, backlog: 4096 }, () => {
        this.#server.off('error', refuse);
        resolve();
      });
    });
  }

  /** Stops listening, lets answers under way finish for a moment, then closes every connection. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const session of this.#sessions) session.close();
    if ('closeIdleConnections' in this.#server) this.#server.closeIdleConnections();
    const cutOff = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, 500);
    await closed;
    clearTimeout(cutOff);
  }

  get #idleMs(): number {
    return this.#needs.limits?.idleMs ?? httpLimits.idleMs;
  }

  #plain(): Server {
    const server = createServer(
      {
        headersTimeout: httpLimits.headersTimeoutMs,
        requestTimeout: httpLimits.requestTimeoutMs,
        keepAliveTimeout: httpLimits.keepAliveMs,
        maxHeaderSize: httpLimits.maxHeaderBytes,
      },
      this.#needs.handle,
    );
    server.maxRequestsPerSocket = 0;
    server.setTimeout(this.#idleMs);
    return server;
  }

  #secure(tls: { certificate: string; key: string }): Http2SecureServer {
    const server = createSecureServer(
      {
        cert: tls.certificate,
        key: tls.key,
        allowHTTP1: true,
        minVersion: 'TLSv1.2',
        maxSessionMemory: httpLimits.maxSessionMemoryMb,
        settings: { maxConcurrentStreams: httpLimits.maxStreamsPerSession },
      },
      (request, response) => this.#needs.handle(request as unknown as WebRequest, response as unknown as WebResponse),
    );
    server.setTimeout(httpLimits.keepAliveMs);
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
    });
    server.on('stream', (stream) => stream.setTimeout(this.#idleMs, () => stream.close()));
    server.on('sessionError', () => {});
    return server;
  }
}

function explainListenError(error: Error, port: number): Error {
  if (systemCode(error) === 'EADDRINUSE') {
    return new AerialError('PORT_IN_USE', {
      message: `Port ${port} for web pages is taken by another program.`,
      hint: 'Stop that program, or choose another port with --http-port.',
      cause: error,
    });
  }
  if (systemCode(error) === 'EACCES') {
    return new AerialError('PORT_FORBIDDEN', {
      message: `Port ${port} for web pages may only be opened by the administrator of this machine.`,
      hint: 'Choose a port of 1024 or above with --http-port.',
      cause: error,
    });
  }
  return error;
}
