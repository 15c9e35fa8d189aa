import { randomBytes } from 'node:crypto';

/** Kinds of frames (RFC 6455, 5.2). */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame as a client sends it, right unless told otherwise. */
export interface ClientFrame {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  readonly isFinal?: boolean;
  /** RFC 6455, 5.3: a client has to; left out, it does. */
  readonly isMasked?: boolean;
  /** RSV1 to RSV3 as the bits 4, 2 and 1; the first says "compressed" where that was agreed. */
  readonly reservedBits?: number;
  /** What the header says instead of the payload's true length. */
  readonly claimedLength?: number;
}

/** The bytes of a frame from a client. */
export function clientFrame(frame: ClientFrame): Buffer {
  const payload = Buffer.from(frame.payload ?? '');
  const isMasked = frame.isMasked ?? true;
  const first = (frame.isFinal === false ? 0 : 0x80) | ((frame.reservedBits ?? 0) << 4) | frame.opcode;
  const header = Buffer.concat([Buffer.of(first), lengthOf(frame.claimedLength ?? payload.length, isMasked)]);
  if (!isMasked) return Buffer.concat([header, payload]);
  const mask = randomBytes(4);
  for (let at = 0; at < payload.length; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0);
  return Buffer.concat([header, mask, payload]);
}

function lengthOf(length: number, isMasked: boolean): Buffer {
  const maskBit = isMasked ? 0x80 : 0;
  if (length < 126) return Buffer.of(maskBit | length);
  const bytes = Buffer.alloc(length <= 0xffff ? 3 : 9);
  bytes[0] = maskBit | (length <= 0xffff ? 126 : 127);
  if (length <= 0xffff) bytes.writeUInt16BE(length, 1);
  else bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

/** Told of each whole frame; the payload is empty when it is not wanted, and holds only until the call returns. */
export type FrameListener = (opcode: number, payload: Buffer, wireBytes: number) => void;

const NOTHING = Buffer.alloc(0);

/** Takes frames of a server apart, however they come in pieces; lean enough for thousands of connections. */
export class FrameReader {
  /** Whether text is kept; what speaks of the connection itself always is. */
  wantsText = true;
  readonly #onFrame: FrameListener;
  #header = NOTHING;
  #opcode = 0;
  #headerBytes = 0;
  #payloadBytes = 0;
  #leftBytes = 0;
  #pieces: Buffer[] = [];

  constructor(onFrame: FrameListener) {
    this.#onFrame = onFrame;
  }

  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#leftBytes > 0 ? this.#readPayload(chunk, at) : this.#readHeader(chunk, at);
  }

  #readHeader(chunk: Buffer, at: number): number {
    const known = this.#header.length;
    const bytes =
      known === 0 ? chunk.subarray(at, at + 10) : Buffer.concat([this.#header, chunk.subarray(at, at + 10)]);
    const short = (bytes[1] ?? 0) & 0x7f;
    const length = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < length || bytes.length < 2) {
      this.#header = Buffer.from(bytes);
      return chunk.length;
    }
    this.#header = NOTHING;
    this.#opcode = (bytes[0] ?? 0) & 0x0f;
    this.#headerBytes = length;
    this.#payloadBytes = length === 2 ? short : length === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    this.#leftBytes = this.#payloadBytes;
    if (this.#leftBytes === 0) this.#finish(NOTHING);
    return at + length - known;
  }

  #readPayload(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#leftBytes, chunk.length - at);
    const piece = chunk.subarray(at, at + taken);
    const isWhole = taken === this.#payloadBytes;
    const isWanted = this.wantsText || this.#opcode >= opcodes.close;
    this.#leftBytes -= taken;
    if (isWanted && !isWhole) this.#pieces.push(Buffer.from(piece));
    if (this.#leftBytes === 0) {
      const pieces = this.#pieces;
      this.#pieces = [];
      this.#finish(!isWanted ? NOTHING : isWhole ? piece : Buffer.concat(pieces));
    }
    return at + taken;
  }

  #finish(payload: Buffer): void {
    this.#onFrame(this.#opcode, payload, this.#headerBytes + this.#payloadBytes);
  }
}
