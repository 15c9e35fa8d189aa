/** Message types of RTMP 1.0 (Adobe, 2012), sections 5.4 and 7.1. */
export const MESSAGE = { setChunkSize: 1, ping: 4, audio: 8, video: 9, data: 18, command: 20 } as const;

export interface RtmpMessage {
  readonly type: number;
  readonly streamId: number;
  readonly body: Buffer;
}

const EXTENDED = 0xffffff;

/**
 * One message as chunks (section 5.3.1): a full header first, then type 3 headers, each with the extended timestamp where
 * there is one. `stampMs` is sent modulo 2^32.
 */
export function writeMessage(message: RtmpMessage, stampMs: number, chunkStreamId: number, chunkBytes: number): Buffer {
  const stamp = (stampMs % 2 ** 32) >>> 0;
  const isExtended = stamp >= EXTENDED;
  const header = Buffer.alloc(isExtended ? 16 : 12);
  header.writeUInt8(chunkStreamId, 0);
  header.writeUIntBE(isExtended ? EXTENDED : stamp, 1, 3);
  header.writeUIntBE(message.body.length, 4, 3);
  header.writeUInt8(message.type, 7);
  header.writeUInt32LE(message.streamId, 8);
  if (isExtended) header.writeUInt32BE(stamp, 12);
  const pieces: Buffer[] = [header];
  const continuation = Buffer.concat([
    Buffer.from([0xc0 | chunkStreamId]),
    isExtended ? header.subarray(12) : Buffer.alloc(0),
  ]);
  for (let at = 0; at < message.body.length; at += chunkBytes) {
    if (at > 0) pieces.push(continuation);
    pieces.push(message.body.subarray(at, at + chunkBytes));
  }
  return Buffer.concat(pieces);
}

interface ChunkStream {
  type: number;
  streamId: number;
  length: number;
  isExtended: boolean;
  received: Buffer[];
  receivedBytes: number;
}

/** Puts a server's chunks together again. The rig trusts the server it tests; its few messages are small. */
export class ChunkReader {
  #pending = Buffer.alloc(0);
  #chunkBytes = 128;
  readonly #streams = new Map<number, ChunkStream>();

  push(bytes: Buffer): RtmpMessage[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const messages: RtmpMessage[] = [];
    for (;;) {
      const step = this.#readChunk();
      if (step === null) return messages;
      this.#pending = this.#pending.subarray(step.usedBytes);
      if (step.message === null) continue;
      if (step.message.type === MESSAGE.setChunkSize) this.#chunkBytes = step.message.body.readUInt32BE(0);
      messages.push(step.message);
    }
  }

  #readChunk(): { usedBytes: number; message: RtmpMessage | null } | null {
    const bytes = this.#pending;
    if (bytes.length < 1) return null;
    const format = bytes.readUInt8(0) >> 6;
    const id = bytes.readUInt8(0) & 63;
    const headerBytes = 1 + ([11, 7, 3, 0][format] ?? 0);
    return bytes.length < headerBytes ? null : this.#take(id, format, headerBytes);
  }

  #take(id: number, format: number, headerBytes: number): { usedBytes: number; message: RtmpMessage | null } | null {
    const bytes = this.#pending;
    const known = this.#streams.get(id);
    const stream: ChunkStream = {
      ...(known ?? { type: 0, streamId: 0, length: 0, isExtended: false, received: [], receivedBytes: 0 }),
    };
    if (format < 3) stream.isExtended = bytes.readUIntBE(1, 3) === EXTENDED;
    if (format < 2) [stream.length, stream.type] = [bytes.readUIntBE(4, 3), bytes.readUInt8(7)];
    if (format < 1) stream.streamId = bytes.readUInt32LE(8);
    const start = headerBytes + (stream.isExtended ? 4 : 0);
    const size = Math.min(this.#chunkBytes, stream.length - stream.receivedBytes);
    if (bytes.length < start + size) return null;
    const received = [...stream.received, bytes.subarray(start, start + size)];
    const receivedBytes = stream.receivedBytes + size;
    const isWhole = receivedBytes >= stream.length;
    this.#streams.set(id, { ...stream, received: isWhole ? [] : received, receivedBytes: isWhole ? 0 : receivedBytes });
    const message = isWhole ? { type: stream.type, streamId: stream.streamId, body: Buffer.concat(received) } : null;
    return { usedBytes: start + size, message };
  }
}
