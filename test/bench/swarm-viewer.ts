import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** One answer of the server as the load generator sees it. */
export interface Answer {
  readonly status: number;
  /** Empty unless it was asked for. */
  readonly body: Buffer;
  /** Length of the body on the wire. */
  readonly bytes: number;
  readonly isGzip: boolean;
}

const NO_BODY = Buffer.alloc(0);
const HEADER_END = Buffer.from('\r\n\r\n');

/** All connections read into these bytes, one at a time: a buffer for each read would cost more than the reading. */
const arrival = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * One kept-alive HTTP/1.1 connection that asks one thing at a time; as lean as can be, for thousands share a core with each other. Understands
 * answers with a Content-Length only, which is all that the server gives for media.
 */
export class RawConnection {
  readonly #socket: Socket;
  readonly #host: string;
  #head: Buffer | null = null;
  #leftBytes = 0;
  #bodyBytes = 0;
  #status = 0;
  #isGzip = false;
  #wantsBody = false;
  #pieces: Buffer[] = [];
  #onAnswer: (answer: Answer) => void = () => {};

  constructor(port: number, events: { onOpen: () => void; onClose: () => void }) {
    this.#host = `127.0.0.1:${port}`;
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      onread: {
        buffer: arrival,
        callback: (length) => {
          this.#read(arrival.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.setNoDelay(true);
    this.#socket.on('connect', events.onOpen);
    this.#socket.on('error', () => {});
    this.#socket.on('close', events.onClose);
  }

  get(path: string, wantsBody: boolean, onAnswer: (answer: Answer) => void): void {
    this.#wantsBody = wantsBody;
    this.#onAnswer = onAnswer;
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nAccept-Encoding: gzip\r\n\r\n`, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    if (this.#leftBytes > 0) {
      this.#readBody(bytes);
      return;
    }
    const head = this.#head === null ? bytes : Buffer.concat([this.#head, bytes]);
    const end = head.indexOf(HEADER_END);
    if (end < 0) {
      this.#head = Buffer.from(head);
      return;
    }
    this.#head = null;
    const text = head.toString('latin1', 0, end).toLowerCase();
    this.#status = Number(text.slice(9, 12));
    this.#isGzip = text.includes('\r\ncontent-encoding: gzip');
    const lengthAt = text.indexOf('\r\ncontent-length: ');
    this.#leftBytes = lengthAt < 0 ? 0 : Number.parseInt(text.slice(lengthAt + 18), 10);
    this.#bodyBytes = this.#leftBytes;
    if (this.#leftBytes === 0) this.#finish();
    else if (end + 4 < head.length) this.#readBody(head.subarray(end + 4));
  }

  #readBody(bytes: Buffer): void {
    if (this.#wantsBody) this.#pieces.push(Buffer.from(bytes));
    this.#leftBytes -= bytes.length;
    if (this.#leftBytes <= 0) this.#finish();
  }

  #finish(): void {
    const body = this.#wantsBody ? Buffer.concat(this.#pieces) : NO_BODY;
    const answer = { status: this.#status, body, bytes: this.#bodyBytes, isGzip: this.#isGzip };
    this.#pieces = [];
    this.#leftBytes = 0;
    this.#onAnswer(answer);
  }
}
