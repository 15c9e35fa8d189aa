import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;

/**
 * A connection of one request, for the web server: what it writes goes to the socket, and when it has answered the socket is free again. It holds nothing
 * back of its own, so answers stay in order and a slow client slows its writer down.
 */
export class LentConnection extends Duplex {
  readonly #socket: Socket;
  readonly #onReturn: (isReusable: boolean) => void;
  #isReturned = false;

  /** `request` is the whole of it. `onReturn` is told once whether the connection may be used again. */
  constructor(socket: Socket, request: Buffer, onReturn: (isReusable: boolean) => void) {
    super({ writableHighWaterMark: socket.writableHighWaterMark, decodeStrings: false });
    this.#socket = socket;
    this.#onReturn = onReturn;
    this.push(request);
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  /** The request has been answered in full; or its answer has been given up, or said that it is the last. */
  giveBack(isReusable: boolean): void {
    if (this.#isReturned) return;
    this.#isReturned = true;
    this.#onReturn(isReusable);
    this.destroy();
  }

  override _read(): void {}

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done: Done): void {
    const socket = this.#socket;
    socket.cork();
    for (const [at, { chunk, encoding }] of chunks.entries())
      socket.write(chunk, encoding, at === chunks.length - 1 ? done : undefined);
    socket.uncork();
  }

  override _final(done: Done): void {
    this.giveBack(false);
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.giveBack(false);
    done(error);
  }
}
