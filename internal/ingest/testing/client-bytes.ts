import { decodeAmf0, isAmfObject, type AmfValue } from '../rtmp/amf0-reader.ts';
import { encodeAmf0, type AmfOutput } from '../rtmp/amf0-writer.ts';
import { ChunkReader } from '../rtmp/chunk-reader.ts';
import { encodeMessage, messageType } from '../rtmp/messages.ts';
import { defaultLimits } from '../limits.ts';

/** Bytes of S0, S1 and S2. */
export const serverHandshakeBytes = 1 + 2 * 1536;

/** C0, C1 and C2 in one. */
export function clientHandshake(): Buffer {
  return Buffer.concat([Buffer.of(3), Buffer.alloc(2 * 1536, 0x55)]);
}

/** One message as an encoder sends it, in chunks of 4,096 bytes (see `setChunkSize`). */
export function message(typeId: number, payload: Buffer, timestampMs = 0, chunkStreamId = 4): Buffer {
  const bytes = encodeMessage({ chunkStreamId, typeId, streamId: 1, payload });
  bytes.writeUIntBE(timestampMs, 1, 3);
  return bytes;
}

export function setChunkSize(chunkBytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(chunkBytes);
  return encodeMessage({ chunkStreamId: 2, typeId: messageType.setChunkSize, streamId: 0, payload });
}

export function command(name: string, transactionId: number, ...values: readonly AmfOutput[]): Buffer {
  return message(messageType.commandAmf0, encodeAmf0(name, transactionId, ...values), 0, 3);
}

export function connect(app = 'live'): Buffer {
  return command('connect', 1, { app, flashVer: 'FMLE/3.0 (test)', tcUrl: `rtmp://127.0.0.1/${app}` });
}

/** Everything an encoder says up to `publish`, without waiting for answers. */
export function publishDialogue(key: string, app = 'live'): Buffer {
  return Buffer.concat([
    clientHandshake(),
    setChunkSize(4096),
    connect(app),
    command('releaseStream', 2, null, key),
    command('FCPublish', 3, null, key),
    command('createStream', 4, null),
    command('publish', 5, null, key, 'live'),
  ]);
}

/** One command of the server. */
export interface Answer {
  readonly name: string;
  readonly values: readonly AmfValue[];
  /** The `code` of its information object, when it has one. */
  readonly code: string | null;
  readonly description: string | null;
}

/** The server's bytes, taken apart: commands, and the types of all messages. */
export function readAnswers(bytes: Buffer): {
  readonly answers: readonly Answer[];
  readonly typeIds: readonly number[];
} {
  const answers: Answer[] = [];
  const typeIds: number[] = [];
  const reader = new ChunkReader({
    limits: defaultLimits,
    maxMessageBytes: 1_000_000,
    onMessage: ({ typeId, payload }) => {
      typeIds.push(typeId);
      if (typeId === messageType.setChunkSize) return reader.setChunkBytes(payload.readUInt32BE(0));
      if (typeId !== messageType.commandAmf0) return null;
      const decoded = decodeAmf0(payload, defaultLimits.amf);
      if (decoded.kind === 'malformed') return decoded.why;
      const [name, ...values] = decoded.values;
      const information = values.find((value) => isAmfObject(value) && value.has('code'));
      const field = (key: string): string | null => {
        const value = isAmfObject(information) ? information.get(key) : null;
        return typeof value === 'string' ? value : null;
      };
      answers.push({
        name: typeof name === 'string' ? name : '',
        values,
        code: field('code'),
        description: field('description'),
      });
      return null;
    },
  });
  const fault = reader.push(bytes.subarray(serverHandshakeBytes));
  if (fault !== null) throw new Error(`The server sent ${fault}.`);
  return { answers, typeIds };
}
