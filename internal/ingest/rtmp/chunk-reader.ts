/** One whole RTMP message. `payload` is given away to the receiver; nobody else has, or will write to, these bytes. */
export interface RtmpMessage {
  readonly typeId: number;
  readonly streamId: number;
  /** Raw 32-bit stamp in milliseconds; wraps. */
  readonly timestampMs: number;
  readonly payload: Buffer;
}

export interface ChunkReaderLimits {
  readonly chunkStreams: number;
  readonly assemblyBytes: number;
}

interface ChunkStream {
  timestampMs: number;
  /** Value of the last timestamp field, for a type 3 chunk that starts a message. */
  timestampField: number;
  isFieldAbsolute: boolean;
  hasExtendedTimestamp: boolean;
  messageBytes: number;
  typeId: number;
  streamId: number;
  /** The message in assembly, or null between messages. */
  payload: Buffer | null;
  filledBytes: number;
}

interface ChunkHeader {
  readonly format: number;
  /** Value of its timestamp field, or of the one that it repeats. */
  readonly field: number;
  /** The piece that it ends in, or the bytes carried over from the one before, and where its payload follows. */
  readonly data: Buffer;
  readonly next: number;
}

const MAX_HEADER_BYTES = 3 + 11 + 4;
const MESSAGE_HEADER_BYTES = [11, 7, 3, 0] as const;
const EXTENDED = 0xffffff;
/** A type 3 chunk after a type 0 one repeats its stamp as a delta (5.3.1.2.4); senders that mean "same stamp" are told by its size. */
const MAX_REPEATED_STAMP_MS = 2_000;

/** From this size on a message is put together within the piece that brings it, instead of in memory of its own. */
const LEAST_BYTES_IN_PLACE = 4_096;

/**
 * Takes an RTMP chunk stream (RTMP 1.0, 5.3) apart into messages, whatever the cuts between the pieces it is fed. A piece is given away to
 * the reader: of a large message that may lie whole in it only the chunks after the first are moved, over the headers between them. All
 * other payload bytes are copied once. A fault is final: the stream cannot be read on after it.
 */
export class ChunkReader {
  readonly #limits: ChunkReaderLimits;
  readonly #onMessage: (message: RtmpMessage) => string | null;
  readonly #streams = new Map<number, ChunkStream>();
  /** Bytes of a header that is cut by the end of a piece. */
  readonly #carry = Buffer.alloc(2 * MAX_HEADER_BYTES);
  #carriedBytes = 0;
  #current: ChunkStream | null = null;
  /** The message that is put together in its piece: one at a time, so that none is written over another. */
  #inPlace: ChunkStream | null = null;
  #chunkLeftBytes = 0;
  #chunkBytes = 128;
  #assemblyBytes = 0;
  #maxMessageBytes: number;
  #fault: string | null = null;

  /** `onMessage` returns the reason to stop reading, or null. */
  constructor(needs: {
    limits: ChunkReaderLimits;
    maxMessageBytes: number;
    onMessage: (message: RtmpMessage) => string | null;
  }) {
    this.#limits = needs.limits;
    this.#maxMessageBytes = needs.maxMessageBytes;
    this.#onMessage = needs.onMessage;
  }

  /** The sender's Set Chunk Size (5.4.1); returns a fault or null. */
  setChunkBytes(chunkBytes: number): string | null {
    if (chunkBytes < 1 || chunkBytes > 0x7fffffff) return `an impossible chunk size of ${chunkBytes} bytes`;
    this.#chunkBytes = chunkBytes;
    return null;
  }

  set maxMessageBytes(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** The sender's Abort Message (5.4.2): forgets what was gathered of the message on that chunk stream. */
  abort(chunkStreamId: number): void {
    const stream = this.#streams.get(chunkStreamId);
    if (stream === undefined || stream.payload === null) return;
    this.#forget(stream);
  }

  /** Reads one piece, which the caller does not touch any more; returns the fault that ended the stream, or null. */
  push(data: Buffer): string | null {
    let offset = 0;
    while (this.#fault === null && offset < data.length) {
      if (this.#current !== null) offset += this.#takePayload(data, offset);
      else if (this.#carriedBytes > 0) offset += this.#takeCarriedHeader(data, offset);
      else offset += this.#takeHeader(data, offset);
    }
    return this.#fault;
  }

  #takeHeader(data: Buffer, offset: number): number {
    const used = this.#parseHeader(data, offset, data.length);
    if (used > 0 || this.#fault !== null) return used;
    this.#carriedBytes = data.copy(this.#carry, 0, offset);
    return this.#carriedBytes;
  }

  #takeCarriedHeader(data: Buffer, offset: number): number {
    const carried = this.#carriedBytes;
    const added = data.copy(this.#carry, carried, offset, Math.min(data.length, offset + MAX_HEADER_BYTES));
    const used = this.#parseHeader(this.#carry, 0, carried + added);
    if (this.#fault !== null) return added;
    if (used === 0) {
      this.#carriedBytes += added;
      return added;
    }
    this.#carriedBytes = 0;
    if (used >= carried) return used - carried;
    // Looking for an extended timestamp that is not there had taken payload along.
    this.push(Buffer.from(this.#carry.subarray(used, carried)));
    return 0;
  }

  /** Parses one chunk header; returns its length, or 0 when `end` cuts it (or a fault was found). */
  #parseHeader(data: Buffer, start: number, end: number): number {
    const first = data[start] as number;
    const low = first & 0x3f;
    const basicBytes = low === 0 ? 2 : low === 1 ? 3 : 1;
    const format = first >> 6;
    let next = start + basicBytes + (MESSAGE_HEADER_BYTES[format] as number);
    if (next > end) return 0;
    const chunkStreamId = readChunkStreamId(data, start, low);
    const known = this.#streams.get(chunkStreamId);
    if (known === undefined && format > 1) return this.#fail('a chunk that continues nothing');
    if (known === undefined && this.#streams.size >= this.#limits.chunkStreams)
      return this.#fail('too many chunk streams');
    if (known !== undefined && known.payload !== null && format !== 3) {
      return this.#fail('a new header in the middle of a message');
    }
    const fieldAt = start + basicBytes;
    let field = format < 3 ? data.readUIntBE(fieldAt, 3) : (known as ChunkStream).timestampField;
    const isExtended = format < 3 ? field === EXTENDED : (known as ChunkStream).hasExtendedTimestamp;
    if (isExtended) {
      if (next + 4 > end) return 0;
      const extended = data.readUInt32BE(next);
      // Some senders leave the field out of type 3 chunks: it is there when it repeats the value (5.3.1.3).
      if (format < 3 || extended === field) next += 4;
      if (format < 3) field = extended;
    }
    const stream = known ?? newChunkStream();
    if (known === undefined) this.#streams.set(chunkStreamId, stream);
    if (format < 3) readMessageHeader(stream, data, fieldAt, format);
    stream.hasExtendedTimestamp = isExtended;
    return this.#begin(stream, { format, field, data, next }) ? next - start : 0;
  }

  /** Starts or goes on with a message, whose header ends at `next`; false after a fault. */
  #begin(stream: ChunkStream, header: ChunkHeader): boolean {
    if (stream.payload === null) {
      if (stream.messageBytes > this.#maxMessageBytes) {
        this.#fail(`a message of ${stream.messageBytes} bytes, where ${this.#maxMessageBytes} are allowed`);
        return false;
      }
      if (this.#assemblyBytes + stream.messageBytes > this.#limits.assemblyBytes) {
        this.#fail('too many bytes in unfinished messages');
        return false;
      }
      applyTimestamp(stream, header);
      stream.payload = this.#room(stream, header);
      stream.filledBytes = 0;
      this.#assemblyBytes += stream.messageBytes;
    }
    this.#chunkLeftBytes = Math.min(this.#chunkBytes, stream.messageBytes - stream.filledBytes);
    this.#current = stream;
    if (this.#chunkLeftBytes === 0) this.#endChunk(stream);
    return this.#fault === null;
  }

  /** Where a message is put together. Within its piece what is written is never ahead of what was read. */
  #room(stream: ChunkStream, { data, next }: ChunkHeader): Buffer {
    const { messageBytes } = stream;
    const fits = messageBytes >= LEAST_BYTES_IN_PLACE && next + messageBytes <= data.length && data !== this.#carry;
    if (!fits || this.#inPlace !== null) return Buffer.allocUnsafe(messageBytes);
    this.#inPlace = stream;
    return data.subarray(next, next + messageBytes);
  }

  #forget(stream: ChunkStream): void {
    stream.payload = null;
    this.#assemblyBytes -= stream.messageBytes;
    if (this.#inPlace === stream) this.#inPlace = null;
  }

  #takePayload(data: Buffer, offset: number): number {
    const stream = this.#current as ChunkStream;
    const size = Math.min(this.#chunkLeftBytes, data.length - offset);
    const payload = stream.payload as Buffer;
    const isThere =
      payload.buffer === data.buffer && payload.byteOffset + stream.filledBytes === data.byteOffset + offset;
    if (!isThere) data.copy(payload, stream.filledBytes, offset, offset + size);
    stream.filledBytes += size;
    this.#chunkLeftBytes -= size;
    if (this.#chunkLeftBytes === 0) this.#endChunk(stream);
    return size;
  }

  #endChunk(stream: ChunkStream): void {
    this.#current = null;
    const payload = stream.payload as Buffer;
    if (stream.filledBytes < payload.length) return;
    this.#forget(stream);
    const { typeId, streamId, timestampMs } = stream;
    this.#fault = this.#onMessage({ typeId, streamId, timestampMs, payload });
  }

  #fail(why: string): 0 {
    this.#fault = why;
    return 0;
  }
}

function newChunkStream(): ChunkStream {
  return {
    timestampMs: 0,
    timestampField: 0,
    isFieldAbsolute: false,
    hasExtendedTimestamp: false,
    messageBytes: 0,
    typeId: 0,
    streamId: 0,
    payload: null,
    filledBytes: 0,
  };
}

function readChunkStreamId(data: Buffer, start: number, low: number): number {
  if (low === 0) return 64 + (data[start + 1] as number);
  if (low === 1) return 64 + data.readUInt16LE(start + 1);
  return low;
}

function readMessageHeader(stream: ChunkStream, data: Buffer, fieldAt: number, format: number): void {
  if (format > 1) return;
  stream.messageBytes = data.readUIntBE(fieldAt + 3, 3);
  stream.typeId = data[fieldAt + 6] as number;
  if (format === 0) stream.streamId = data.readUInt32LE(fieldAt + 7);
}

function applyTimestamp(stream: ChunkStream, { format, field }: ChunkHeader): void {
  if (format === 0) {
    stream.timestampMs = field;
    stream.isFieldAbsolute = true;
  } else {
    const isSameStamp = format === 3 && stream.isFieldAbsolute && field > MAX_REPEATED_STAMP_MS;
    stream.timestampMs = (stream.timestampMs + (isSameStamp ? 0 : field)) >>> 0;
    if (format < 3) stream.isFieldAbsolute = false;
  }
  stream.timestampField = field;
}
