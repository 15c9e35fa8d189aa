/** Message types (RTMP 1.0, 5.4 and 7.1). */
export const messageType = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAcknowledgementSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  dataAmf0: 18,
  commandAmf0: 20,
  aggregate: 22,
} as const;

/** User control events (7.1.7). */
export const userControlEvent = { streamBegin: 0, pingRequest: 6, pingResponse: 7 } as const;

/** Chunk size that we announce and use for what we send, in bytes. */
export const sendChunkBytes = 4096;

/** Chunk stream 2 and message stream 0 belong to protocol control (5.4). */
const CONTROL_CHUNK_STREAM = 2;
const COMMAND_CHUNK_STREAM = 3;

/** Writes one message of ours as chunks: one type 0 chunk, then type 3 ones. Stamps are always 0. */
export function encodeMessage(message: {
  readonly chunkStreamId: number;
  readonly typeId: number;
  readonly streamId: number;
  readonly payload: Buffer;
}): Buffer {
  const header = Buffer.alloc(12);
  header[0] = message.chunkStreamId;
  header.writeUIntBE(message.payload.length, 4, 3);
  header[7] = message.typeId;
  header.writeUInt32LE(message.streamId, 8);
  const pieces = [header, message.payload.subarray(0, sendChunkBytes)];
  for (let offset = sendChunkBytes; offset < message.payload.length; offset += sendChunkBytes) {
    pieces.push(Buffer.of(0xc0 | message.chunkStreamId), message.payload.subarray(offset, offset + sendChunkBytes));
  }
  return Buffer.concat(pieces);
}

/** A protocol control message whose body is one 32-bit number, with `tail` bytes after it. */
export function encodeControl(typeId: number, value: number, ...tail: readonly number[]): Buffer {
  const payload = Buffer.from([0, 0, 0, 0, ...tail]);
  payload.writeUInt32BE(value >>> 0);
  return encodeMessage({ chunkStreamId: CONTROL_CHUNK_STREAM, typeId, streamId: 0, payload });
}

/** A user control message: an event and its four bytes of data. */
export function encodeUserControl(event: number, data: Buffer): Buffer {
  const payload = Buffer.concat([Buffer.of(event >> 8, event & 0xff), data]);
  return encodeMessage({ chunkStreamId: CONTROL_CHUNK_STREAM, typeId: messageType.userControl, streamId: 0, payload });
}

/** A command of ours: `payload` is AMF0. */
export function encodeCommand(streamId: number, payload: Buffer): Buffer {
  return encodeMessage({ chunkStreamId: COMMAND_CHUNK_STREAM, typeId: messageType.commandAmf0, streamId, payload });
}
