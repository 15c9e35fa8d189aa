import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AnswerHeads } from './answer-heads.ts';
import { mediaRoot, type MediaRequest, type MediaResponse } from './exchange.ts';
import { LentConnection } from './lent-connection.ts';
import { readSimpleRequest, type RequestFields } from './simple-request.ts';

export interface LaneConnectionNeeds {
  readonly heads: AnswerHeads;
  readonly limits: LaneLimits;
  /** Answers a request for media, now or later. */
  readonly answer: (request: MediaRequest, response: MediaResponse) => void;
  /** Gives a connection to the web server. */
  readonly handOver: (connection: Duplex) => void;
  /** No longer in the lane. */
  readonly onGone: (connection: LaneConnection) => void;
}

/** Times in milliseconds; as `httpLimits` has them. */
export interface LaneLimits {
  readonly headersTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly idleMs: number;
}

/** How often `age` is called. */
export const agingMs = 1000;
/** Fields that are longer are read anew each time, so that idle connections hold little. */
const MOST_KNOWN = 2048;
const TIMED_OUT = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/** So many requests in a row that are none for media belong to a client of the API, which the web server serves faster by itself. */
const MOST_LENT = 16;

/**
 * A connection that so far has had nothing but requests that leave no doubt about where they end, one after the other. Those for media are answered
 * here; for others it is lent to the web server until they are answered. With the first bytes that are anything else it is the server's for good.
 */
export class LaneConnection {
  readonly #socket: Socket;
  readonly #needs: LaneConnectionNeeds;
  /** What is being answered; null between requests. */
  #current: LaneResponse | LentConnection | null = null;
  #known: RequestFields | null = null;
  /** What came while a request was held. */
  #kept: Buffer | null = null;
  #hasAsked = false;
  /** Requests in a row that it was lent for. */
  #lentCount = 0;
  /** Whether the socket's own clock runs, because it takes time to send an answer. */
  #isTimed = false;
  #isLast = false;
  #quietMs = 0;

  constructor(socket: Socket, needs: LaneConnectionNeeds) {
    this.#socket = socket;
    this.#needs = needs;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    socket.on('timeout', this.#onTimeout);
  }

  /** A second has passed: closes a connection on which nothing has moved for too long. */
  age(): void {
    const { headersTimeoutMs, keepAliveMs, idleMs } = this.#needs.limits;
    this.#quietMs += agingMs;
    if (this.#isTimed) return;
    if (this.#current !== null) {
      if (this.#quietMs > idleMs) this.#socket.destroy();
    } else if (!this.#hasAsked) {
      if (this.#quietMs > headersTimeoutMs) {
        this.#socket.end(TIMED_OUT);
        this.#socket.destroySoon();
      }
    } else if (this.#quietMs > keepAliveMs) this.#socket.destroy();
  }

  /** Closes the connection: now, or once its request is answered. */
  finish(): void {
    this.#isLast = true;
    if (this.#current === null) this.#socket.destroySoon();
  }

  /** Sends the answer, in as few writes as there can be. */
  send(response: LaneResponse, head: Buffer, body: Buffer | null): void {
    if (this.#current !== response) return;
    this.#current = null;
    const socket = this.#socket;
    if (!socket.writable) return;
    if (body === null || body.length === 0) socket.write(head);
    else {
      socket.cork();
      socket.write(head);
      socket.write(body);
      socket.uncork();
    }
    this.#goOn();
    if (socket.writableLength > 0 && this.#kept === null) this.#time(true);
  }

  /** Sees to what comes after an answer. */
  #goOn(): void {
    this.#quietMs = 0;
    if (this.#isLast) this.#socket.destroySoon();
    else if (this.#kept !== null) this.#handOver(this.#kept);
  }

  /** Lets the web server answer a request that is none for media. */
  #lend(request: Buffer): void {
    this.#lentCount += 1;
    this.#time(true);
    const lent = new LentConnection(this.#socket, request, (isReusable) => {
      if (this.#current !== lent) return;
      this.#current = null;
      if (this.#socket.writableLength === 0) this.#time(false);
      if (isReusable) this.#goOn();
      else this.#socket.destroySoon();
    });
    this.#current = lent;
    this.#needs.handOver(lent);
  }

  readonly #onData = (bytes: Buffer): void => {
    // Who asks again before the answer is there, and who keeps us waiting for room to write, is the web server's.
    if (this.#current !== null) {
      this.#kept = bytes;
      this.#socket.pause();
      return;
    }
    if (this.#socket.writableLength > 0) return this.#handOver(bytes);
    if (this.#isTimed) this.#time(false);
    const request = readSimpleRequest(bytes, this.#known);
    if (request === null || this.#lentCount === MOST_LENT) return this.#handOver(bytes);
    const { fields, method, target } = request;
    this.#known = fields.text.length > MOST_KNOWN ? null : fields;
    this.#hasAsked = true;
    this.#quietMs = 0;
    if (!target.startsWith(mediaRoot)) return this.#lend(bytes);
    this.#lentCount = 0;
    const response = new LaneResponse(this, this.#needs.heads);
    this.#current = response;
    this.#needs.answer({ method, url: target, headers: fields.headers, socket: this.#socket }, response);
  };

  readonly #onEnd = (): void => {
    if (this.#current instanceof LentConnection) this.#current.push(null);
    else this.#socket.end();
  };

  readonly #onError = (): void => {
    this.#socket.destroy();
  };

  readonly #onClose = (): void => {
    const current = this.#current;
    this.#current = null;
    this.#needs.onGone(this);
    if (current instanceof LentConnection) current.destroy();
    else current?.close();
  };

  readonly #onTimeout = (): void => {
    if (this.#current !== null || this.#socket.writableLength > 0) this.#socket.destroy();
    else this.#time(false);
  };

  #time(isTimed: boolean): void {
    this.#isTimed = isTimed;
    this.#socket.setTimeout(isTimed ? this.#needs.limits.idleMs : 0);
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
    socket.off('timeout', this.#onTimeout);
    this.#needs.onGone(this);
    this.#needs.handOver(socket);
    socket.unshift(bytes);
    socket.resume();
  }
}

/** The answer to one request of a connection. */
class LaneResponse implements MediaResponse {
  /** Nothing goes out before the end. */
  readonly headersSent = false;
  readonly #connection: LaneConnection;
  readonly #heads: AnswerHeads;
  #head: Buffer | null = null;
  #onClose: (() => void) | null = null;

  constructor(connection: LaneConnection, heads: AnswerHeads) {
    this.#connection = connection;
    this.#heads = heads;
  }

  writeHead(status: number, headers: readonly string[]): void {
    this.#head = this.#heads.write(status, headers);
  }

  end(body: Buffer | null = null): void {
    if (this.#head === null) throw new Error('An answer needs a head.');
    this.#connection.send(this, this.#head, body);
  }

  once(_event: 'close', listener: () => void): void {
    this.#onClose = listener;
  }

  close(): void {
    this.#onClose?.();
  }
}
