import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { CertificatePair } from '../certificates/certificate.ts';
import type { Clock } from '../platform/clock.ts';
import { addressMissing, AerialError, systemCode } from '../platform/errors.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { httpLimits } from './limits.ts';
import type { MediaRequest, MediaResponse } from './media/exchange.ts';
import { MediaLane } from './media/lane.ts';
import { LentConnection } from './media/lent-connection.ts';

/**
 * A request and its response, of HTTP/1.1 or, through the compatibility API of `node:http2`, of HTTP/2. Both have the same shape as
 * far as this house uses them; headers that speak of the connection must not be set, HTTP/2 has none.
 */
export type WebRequest = IncomingMessage;
export type WebResponse = ServerResponse;

/** What takes connections over that are to speak something else than HTTP (RFC 9110, 7.8). */
export interface Upgrades {
  /** Whether it is for this one; a request that is not is answered as any other. */
  wants(request: WebRequest): boolean;
  /** Takes the socket over; from now on its errors and its end are the taker's. */
  upgrade(request: WebRequest, socket: Duplex, head: Buffer): void;
}

export interface WebListenerNeeds {
  /** The local address; null is every one, of IPv6 and IPv4. */
  readonly address: string | null;
  /** 0 takes any free port. */
  readonly port: number;
  /** With a certificate the listener speaks HTTPS, with HTTP/2; with one that is awaited handshakes fail until `useCertificate`. */
  readonly tls: CertificatePair | 'awaited' | null;
  /** The setting that says which port, for messages; `http-port` when left out. */
  readonly portSetting?: string;
  /** Which of several listeners it is, in metrics; `web` when left out. */
  readonly door?: string;
  readonly maxConnections: number;
  readonly handle: (request: WebRequest, response: WebResponse) => void;
  /** Answers plain requests for media past `node:http`, by the same rules as `handle`; without it, and over TLS, all requests go to `handle`. */
  readonly media?: { readonly clock: Clock; readonly handle: (request: MediaRequest, response: MediaResponse) => void };
  /** Without it nothing but HTTP is spoken. Over HTTP/2 it is not asked. */
  readonly upgrades?: Upgrades;
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
  #lane: MediaLane | null = null;

  constructor(needs: WebListenerNeeds) {
    this.#needs = needs;
    this.#server = needs.tls === null ? this.#plain() : this.#secure(needs.tls);
    this.#server.maxConnections = needs.maxConnections;
    const { upgrades } = needs;
    if (upgrades !== undefined) {
      // Without this every request that asks for any upgrade, such as of curl to HTTP/2, would have to be taken over. The secure server of
      // `node:http2` reads it from the property alone.
      Object.assign(this.#server, { shouldUpgradeCallback: (request: WebRequest) => upgrades.wants(request) });
      this.#server.on('upgrade', (request: WebRequest, socket: Duplex, head: Buffer) =>
        upgrades.upgrade(request, socket, head),
      );
    }
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    needs.metrics.observe('aerial_http_connections', 'Open web connections', () => this.connectionCount, {
      door: needs.door ?? 'web',
    });
  }

  /** The port that is listened on. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  /** Listens. Throws PORT_IN_USE or PORT_FORBIDDEN when the port cannot be had, SETTING_INVALID when there is no such address. */
  async start(): Promise<void> {
    const { address, port } = this.#needs;
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: Error): void => {
        const missing = addressMissing(error, address, 'http-address');
        reject(missing ?? explainListenError(error, port, this.#needs.portSetting ?? 'http-port'));
      };
      this.#server.once('error', refuse);
      this.#server.listen({ host: address ?? undefined, port, backlog: 4096 }, () => {
        this.#server.off('error', refuse);
        resolve();
      });
    });
  }

  /** From now on shakes hands with this certificate; open connections go on. A listener without TLS takes no notice. */
  useCertificate(pair: CertificatePair): void {
    if ('setSecureContext' in this.#server) this.#server.setSecureContext(contextOf(pair));
  }

  /** Stops listening, lets answers under way finish for a moment, then closes every connection. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const session of this.#sessions) session.close();
    this.#lane?.stop();
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
    if (this.#needs.media !== undefined) this.#layLane(server, this.#needs.media);
    return server;
  }

  /** Connections begin in the lane; the server's own listener gets those that leave it, as an event of them would have it. */
  #layLane(server: Server, { clock, handle }: NonNullable<WebListenerNeeds['media']>): void {
    const serve = server.listeners('connection') as ((this: Server, connection: Duplex) => void)[];
    server.removeAllListeners('connection');
    const lane = new MediaLane({
      clock,
      answer: handle,
      handOver: (connection) => serve.forEach((listener) => listener.call(server, connection)),
      limits: { idleMs: this.#idleMs },
    });
    server.on('connection', (socket: Socket) => lane.take(socket));
    server.on('request', ({ socket }: WebRequest, response: WebResponse) => {
      if (socket instanceof LentConnection)
        response.once('close', () => socket.giveBack(response.writableFinished && response.shouldKeepAlive));
    });
    this.#lane = lane;
  }

  #secure(tls: CertificatePair | 'awaited'): Http2SecureServer {
    const server = createSecureServer(
      {
        ...(tls === 'awaited' ? null : contextOf(tls)),
        allowHTTP1: true,
        handshakeTimeout: httpLimits.headersTimeoutMs,
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

function contextOf(pair: CertificatePair): { cert: string; key: string; minVersion: 'TLSv1.2' } {
  return { cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.2' };
}

function explainListenError(error: Error, port: number, setting: string): Error {
  if (systemCode(error) === 'EADDRINUSE') {
    return new AerialError('PORT_IN_USE', {
      message: `Port ${port} for web pages is taken by another program.`,
      hint: `Stop that program, or choose another port with --${setting}.`,
      cause: error,
    });
  }
  if (systemCode(error) === 'EACCES') {
    return new AerialError('PORT_FORBIDDEN', {
      message: `Port ${port} for web pages may only be opened by the administrator of this machine.`,
      hint: `Choose one of 1024 or above with --${setting}, or allow it: setcap cap_net_bind_service=+ep on the executable.`,
      cause: error,
    });
  }
  return error;
}
