import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { decodeAmf0, encodeAmf0 } from './amf0.ts';
import type { AmfValue } from './amf0.ts';
import { ChunkReader, MESSAGE, writeMessage } from './rtmp-chunks.ts';
import type { RtmpMessage } from './rtmp-chunks.ts';

const CHUNK_BYTES = 60_000;
const HANDSHAKE_BYTES = 1536;
const ANSWER_TIMEOUT_MS = 8000;

/** The server's words when it turned a publisher away. */
export class PublishRefused extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.name = 'PublishRefused';
    this.code = code;
  }
}

export interface RtmpTarget {
  readonly host?: string;
  readonly port: number;
  readonly streamKey: string;
  /** `live` unless told. */
  readonly app?: string;
}

function asText(value: AmfValue): string {
  return typeof value === 'string' ? value : '';
}

/** One RTMP connection that publishes: handshake, commands, messages; nothing about time. Independent of the product's own code. */
export class RtmpSession {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  readonly #reader = new ChunkReader();
  readonly #commands: AmfValue[][] = [];
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        resolve();
        this.#wake();
      });
    });
  }

  /** Connects and publishes; throws PublishRefused with the server's words, or an error when it hangs up without any. */
  static async publish(target: RtmpTarget): Promise<RtmpSession> {
    const socket = connect({ host: target.host ?? '127.0.0.1', port: target.port });
    const session = new RtmpSession(socket);
    try {
      await once(socket, 'connect');
      await session.#handshake();
      await session.#negotiate(target);
      return session;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** Writes one message of the published stream; `onWritten` is called once its last byte is with the kernel. */
  send(type: number, stampMs: number, body: Buffer, onWritten?: () => void): void {
    const chunkStreamId = type === MESSAGE.audio ? 4 : type === MESSAGE.video ? 6 : 5;
    this.socket.write(writeMessage({ type, streamId: 1, body }, stampMs, chunkStreamId, CHUNK_BYTES), onWritten);
  }

  /** Ends as an encoder does when its user presses Stop. */
  async leave(): Promise<void> {
    this.#command('FCUnpublish', 6, null);
    this.#command('deleteStream', 7, null, 1);
    this.socket.end();
    this.socket.setTimeout(2000, () => this.socket.destroy());
    await this.closed;
  }

  async #handshake(): Promise<void> {
    const hello = Buffer.alloc(1 + HANDSHAKE_BYTES, 0x41);
    hello.writeUInt8(3, 0);
    hello.fill(0, 1, 9);
    this.socket.write(hello);
    const answerBytes = 1 + 2 * HANDSHAKE_BYTES;
    let answer = Buffer.alloc(0);
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    while (answer.length < answerBytes) {
      const [bytes] = (await once(this.socket, 'data', { signal })) as [Buffer];
      answer = Buffer.concat([answer, bytes]);
    }
    this.socket.write(answer.subarray(1, 1 + HANDSHAKE_BYTES));
    this.#receive(answer.subarray(answerBytes));
    this.socket.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  async #negotiate(target: RtmpTarget): Promise<void> {
    const app = target.app ?? 'live';
    const size = Buffer.alloc(4);
    size.writeUInt32BE(CHUNK_BYTES);
    this.socket.write(writeMessage({ type: MESSAGE.setChunkSize, streamId: 0, body: size }, 0, 2, 128));
    const tcUrl = `rtmp://${target.host ?? '127.0.0.1'}:${target.port}/${app}`;
    this.#command('connect', 1, { app, type: 'nonprivate', flashVer: 'FMLE/3.0 (compatible; rig)', tcUrl });
    await this.#answerTo(1);
    this.#command('releaseStream', 2, null, target.streamKey);
    this.#command('FCPublish', 3, null, target.streamKey);
    this.#command('createStream', 4, null);
    await this.#answerTo(4);
    this.#command('publish', 5, null, target.streamKey, 'live');
    await this.#nextCommand((name, _id, fields) => name === 'onStatus' && fields['code'] === 'NetStream.Publish.Start');
  }

  #command(...values: AmfValue[]): void {
    const isOfStream = values[0] === 'publish' || values[0] === 'deleteStream';
    const message: RtmpMessage = { type: MESSAGE.command, streamId: isOfStream ? 1 : 0, body: encodeAmf0(...values) };
    this.socket.write(writeMessage(message, 0, 3, CHUNK_BYTES));
  }

  #receive(bytes: Buffer): void {
    for (const message of this.#reader.push(bytes)) {
      if (message.type === MESSAGE.command) this.#commands.push(decodeAmf0(message.body));
      if (message.type === MESSAGE.ping && message.body.readUInt16BE(0) === 6) this.#pong(message.body);
    }
    this.#wake();
  }

  #pong(ping: Buffer): void {
    const body = Buffer.from(ping.subarray(0, 6));
    body.writeUInt16BE(7, 0);
    this.socket.write(writeMessage({ type: MESSAGE.ping, streamId: 0, body }, 0, 2, 128));
  }

  async #answerTo(transaction: number): Promise<void> {
    await this.#nextCommand((name, id) => name === '_result' && id === transaction);
  }

  async #nextCommand(
    fits: (name: AmfValue, id: AmfValue, fields: { readonly [key: string]: AmfValue }) => boolean,
  ): Promise<void> {
    const deadlineMs = performance.now() + ANSWER_TIMEOUT_MS;
    for (;;) {
      for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift()) {
        const fields = (command[3] ?? {}) as { readonly [key: string]: AmfValue };
        if (fits(command[0], command[1], fields)) return;
        if (fields['level'] === 'error')
          throw new PublishRefused(asText(fields['code']), asText(fields['description']));
      }
      if (this.socket.destroyed) throw new Error('the server hung up without a word');
      if (performance.now() > deadlineMs) throw new Error('the server did not answer');
      await this.#somethingHappens(deadlineMs - performance.now());
    }
  }

  async #somethingHappens(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
