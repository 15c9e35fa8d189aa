import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { addressGroup } from '../platform/address.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { closeCodes, type Connection, type Wire } from './connection.ts';
import type { ChatUser } from './model.ts';
import { MAX_FRAME_BYTES } from './protocol/inbound.ts';
import { Pacer } from './pacer.ts';
import type { OutboundEvent } from './protocol/outbound.ts';
import type { Newcomer } from './room.ts';

/** Where the chat's socket is. */
export const SOCKET_PATH = '/ws';

/** How long a goodbye is waited for. */
const CLOSE_TIMEOUT_MS = 2_000;
/** Of a message that comes in pieces. */
const MAX_FRAGMENTS = 64;
/** How long all clients together are waited for at the end. */
const STOP_WAIT_MS = 1_000;
const LONGEST_USER_AGENT = 512;
const LONGEST_TOKEN = 256;

/** Some of these are newer than the types of the package. */
const serverOptions = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_FRAME_BYTES,
  maxFragments: MAX_FRAGMENTS,
  maxBufferedChunks: MAX_FRAGMENTS * 4,
  closeTimeout: CLOSE_TIMEOUT_MS,
} as const;

export interface SocketsNeeds {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Calls back once other work that waits has had its turn. */
  readonly defer: (callback: () => void) => void;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly room: {
    enter(newcomer: Newcomer): Connection;
    leave(connection: Connection): void;
  };
  readonly conversation: { receive(connection: Connection, text: string, byteCount: number): void };
  readonly addressOf: (request: IncomingMessage) => string;
  readonly isEnabled: () => boolean;
  readonly isBanned: (address: string) => boolean;
  /** Null when the token is nobody's. */
  readonly findUser: (token: string) => ChatUser | null;
  readonly limits: () => { readonly connections: number; readonly perAddress: number };
}

/** The chat's door: takes WebSocket handshakes, checks who comes, and carries frames to and fro. */
export class ChatSockets {
  readonly #needs: SocketsNeeds;
  readonly #server = new WebSocketServer(serverOptions);
  /** Open connections by the part of an address that one person is likely to own. */
  readonly #perAddress = new Map<string, number>();
  readonly #open = new Set<WebSocket>();
  readonly #pacer: Pacer;
  readonly #refused: (reason: string) => void;
  #isStopped = false;

  constructor(needs: SocketsNeeds) {
    this.#needs = needs;
    this.#pacer = new Pacer(needs);
    const { metrics } = needs;
    const reasons = ['disabled', 'banned', 'full', 'address', 'token', 'user', 'flood'];
    const counters = new Map(
      reasons.map((reason) => [
        reason,
        metrics.counter('aerial_chat_refused_total', 'Clients that were turned away, by reason.', { reason }),
      ]),
    );
    this.#refused = (reason) => counters.get(reason)?.add();
  }

  /** Whether the request is for the chat's socket, so that the connection becomes one. */
  readonly wants = (request: IncomingMessage): boolean =>
    pathOf(request) === SOCKET_PATH && request.headers.upgrade?.toLowerCase() === 'websocket';

  /** Answers who asks for the socket's address by plain HTTP; true when it was that. */
  readonly answer = (request: IncomingMessage, response: ServerResponse, pathname: string): boolean => {
    if (pathname !== SOCKET_PATH) return false;
    const isOpen = this.#needs.isEnabled();
    const body = isOpen ? 'This is the address of a WebSocket.\n' : 'CHAT_DISABLED';
    response.writeHead(isOpen ? 426 : 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': body.length,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(isOpen && request.httpVersionMajor === 1 && { upgrade: 'websocket' }),
    });
    response.end(body);
    return true;
  };

  /** Takes over the socket of a request that `wants` said yes to. */
  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    // When a crowd comes back at once the picture goes on in between.
    this.#pacer.do(() => {
      try {
        if (!socket.destroyed) this.#check(request, socket, head);
      } catch (error) {
        this.#fail(error);
        socket.destroy();
      }
    });
  };

  /** Lets nobody in any more, and hangs up on those who do not go by themselves. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const gone = [...this.#open].map((ws) => new Promise<void>((resolve) => ws.once('close', () => resolve())));
    for (const ws of this.#open) ws.close(closeCodes.goingAway);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_WAIT_MS);
    });
    await Promise.race([Promise.all(gone), late]);
    clearTimeout(timer);
    for (const ws of this.#open) ws.terminate();
  }

  #check(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { addressOf, isBanned, isEnabled, limits } = this.#needs;
    const address = addressOf(request);
    const group = addressGroup(address);
    if (!isEnabled() || this.#isStopped) return this.#refuse(socket, 'disabled', 200, 'CHAT_DISABLED');
    if (isBanned(address)) return this.#refuse(socket, 'banned', 403, 'Forbidden');
    const { connections, perAddress } = limits();
    if (this.#open.size >= connections) return this.#refuse(socket, 'full', 200, 'ERROR_MAX_CONNECTIONS_EXCEEDED');
    if ((this.#perAddress.get(group) ?? 0) >= perAddress)
      return this.#refuse(socket, 'address', 200, 'ERROR_MAX_CONNECTIONS_EXCEEDED');
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      this.#count(ws, group);
      this.#admit(ws, socket, request, address);
    });
  }

  #admit(ws: WebSocket, socket: Duplex, request: IncomingMessage, address: string): void {
    // Faults of the protocol end the connection; `ws` has answered with the code that says which.
    ws.on('error', () => {});
    const query = queryOf(request);
    const token = query.get('accessToken') ?? '';
    if (token === '') return ws.close();
    const user = token.length > LONGEST_TOKEN ? null : this.#needs.findUser(token);
    if (user === null) return this.#turnAway(ws, 'token', { type: 'ERROR_NEEDS_REGISTRATION' });
    if (user.disabledWallMs !== null) return this.#turnAway(ws, 'user', { type: 'ERROR_USER_DISABLED' });
    const connection = this.#needs.room.enter({
      user,
      wire: wireOf(ws, socket),
      address,
      userAgent: (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT),
      after: query.get('after'),
    });
    ws.once('close', () => this.#needs.room.leave(connection));
    const take = (): boolean => this.#takeFrame(connection);
    ws.on('pong', take);
    ws.on('ping', take);
    ws.on('message', (data: Buffer, isBinary) => {
      if (!take()) return;
      const text = isBinary ? decode(data) : data.toString();
      if (text !== null) this.#receive(connection, text, data.length);
    });
  }

  #takeFrame(connection: Connection): boolean {
    if (!connection.isOpen) return false;
    if (connection.takeFrame(this.#needs.clock.monotonicMs())) return true;
    this.#refused('flood');
    this.#needs.log.info(
      { client: connection.id, user: connection.user.id, address: connection.address },
      'A client of the chat was shown out: it sent too many frames.',
    );
    connection.close(closeCodes.policy, 'Too many frames');
    return false;
  }

  #receive(connection: Connection, text: string, byteCount: number): void {
    try {
      this.#needs.conversation.receive(connection, text, byteCount);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#needs.log.error({ error: String(error) }, 'What a client of the chat asked for could not be done.');
  }

  #count(ws: WebSocket, group: string): void {
    this.#open.add(ws);
    this.#perAddress.set(group, (this.#perAddress.get(group) ?? 0) + 1);
    ws.once('close', () => {
      this.#open.delete(ws);
      const left = (this.#perAddress.get(group) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(group, left);
      else this.#perAddress.delete(group);
    });
  }

  #turnAway(ws: WebSocket, reason: string, event: OutboundEvent): void {
    this.#refused(reason);
    ws.send(JSON.stringify(event));
    ws.close();
  }

  /** Says why as a plain answer, without a handshake. */
  #refuse(socket: Duplex, reason: string, status: 200 | 403, body: string): void {
    this.#refused(reason);
    socket.end(
      `HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Forbidden'}\r\n` +
        'Content-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nConnection: close\r\n' +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
      () => socket.destroy(),
    );
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function queryOf(request: IncomingMessage): URLSearchParams {
  const target = request.url ?? '';
  const at = target.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : target.slice(at + 1));
}

/** Null for what is not UTF-8. Text frames have been checked before. */
function decode(data: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return null;
  }
}

/** Frames that are made once go straight to the socket: without compression `ws` keeps no queue of its own that they could overtake. */
function wireOf(ws: WebSocket, socket: Duplex): Wire {
  return {
    get queuedBytes() {
      return socket.writableLength;
    },
    write: (frame) => {
      if (ws.readyState === ws.OPEN) socket.write(frame);
    },
    ping: () => {
      if (ws.readyState === ws.OPEN) ws.ping();
    },
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
  };
}
