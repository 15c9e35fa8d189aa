import { defaultLimits } from '../../internal/ingest/limits.ts';
import { ChunkReader, type RtmpMessage } from '../../internal/ingest/rtmp/chunk-reader.ts';
import { messageType } from '../../internal/ingest/rtmp/messages.ts';
import {
  clientHandshake,
  message,
  serverHandshakeBytes,
  setChunkSize,
} from '../../internal/ingest/testing/client-bytes.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Roughly what an encoder's commands and metadata take. */
const COMMAND_BYTES = 1_200;

/** Numbers that parsers stumble over, as bytes. */
const awkward = [
  '00',
  'ff',
  '7f',
  '80',
  'ffff',
  '0000',
  '8000',
  'ffffff',
  '7fffff',
  '800000',
  'ffffffff',
  '7fffffff',
  '80000000',
  '00000000',
];
/** Pieces that mean something somewhere in RTMP, AMF0 or FLV. */
const words = [
  '03',
  '08',
  '0a',
  '0c',
  '11',
  '000009',
  '17',
  '27',
  'af',
  '90',
  '9c',
  '95',
  '02000a6f6e4d65746144617461',
  '0200077075626c697368',
  '0000000004010000000000000001',
  'c3',
  'c4',
  'c6',
  '4301',
  '1600',
  // Enhanced RTMP: FourCCs, heads of messages, a modifier, further tracks, and OBUs.
  '68766331',
  '61763031',
  '76703039',
  '4f707573',
  '91',
  'a3',
  '9600',
  '961068766331',
  '9620',
  '970207a12001',
  '97ffffff',
  '9501',
  '1200',
  '0a0b',
];

type Mutation = (bytes: Buffer, random: SeededRandom, other: Buffer) => Buffer;

const mutations: readonly Mutation[] = [
  function flip(bytes, random) {
    const changed = Buffer.from(bytes);
    const at = random.below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    return changed;
  },
  function overwrite(bytes, random) {
    const changed = Buffer.from(bytes);
    Buffer.from(random.pick(random.next() < 0.5 ? awkward : words), 'hex').copy(changed, random.below(changed.length));
    return changed;
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length);
    const piece = random.next() < 0.5 ? Buffer.from(random.pick(words), 'hex') : random.bytes(1 + random.below(40));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  function remove(bytes, random) {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(60))]);
  },
  function repeat(bytes, random) {
    const at = random.below(bytes.length);
    const piece = bytes.subarray(at, at + 1 + random.below(400));
    return Buffer.concat([
      bytes.subarray(0, at),
      ...Array.from({ length: 1 + random.below(8) }, () => piece),
      bytes.subarray(at),
    ]);
  },
  function splice(bytes, random, other) {
    return Buffer.concat([bytes.subarray(0, random.below(bytes.length)), other.subarray(random.below(other.length))]);
  },
  function cut(bytes, random) {
    return bytes.subarray(0, 1 + random.below(bytes.length));
  },
];

/** Between one and eight random changes anywhere after the handshake; a quarter of them to the commands at its beginning. */
export function mutateBytes(bytes: Buffer, random: SeededRandom, other: Buffer): Buffer {
  const sparedBytes = random.next() < 0.95 ? Math.min(serverHandshakeBytes, bytes.length - 1) : 0;
  let mutated = bytes.subarray(sparedBytes);
  const changes = 1 + random.below(8);
  for (let change = 0; change < changes && mutated.length > 0; change += 1) {
    const startsAt = random.next() < 0.75 ? Math.min(COMMAND_BYTES, mutated.length - 1) : 0;
    const tail = random.pick(mutations)(mutated.subarray(startsAt), random, other);
    mutated = Buffer.concat([mutated.subarray(0, startsAt), tail]);
  }
  return Buffer.concat([bytes.subarray(0, sparedBytes), mutated]);
}

/** Well-formed chunks around messages whose payloads, stamps, types and order are not: what reaches the parsers of media and metadata. */
export function mutateMessages(messages: readonly RtmpMessage[], random: SeededRandom, other: Buffer): Buffer {
  const pieces = [clientHandshake(), setChunkSize(4096)];
  const rate = random.pick([0.01, 0.05, 0.3]);
  for (const { typeId, timestampMs, payload } of messages) {
    if (typeId === messageType.setChunkSize) continue;
    const isMedia = typeId === messageType.audio || typeId === messageType.video;
    const isHit = random.next() < (isMedia ? rate : 0.03);
    const body = isHit && payload.length > 0 ? random.pick(mutations)(payload, random, other) : payload;
    const wrongType = isHit && random.next() < 0.1 ? random.pick([8, 9, 15, 17, 18, 20, 22]) : typeId;
    const stampMs = isHit && random.next() < 0.2 ? random.below(0xffffff) : timestampMs;
    pieces.push(message(wrongType, body, Math.min(stampMs, 0xfffffe), isMedia ? 4 : 3));
    if (random.next() < rate / 10) pieces.push(message(typeId, payload, timestampMs));
  }
  return Buffer.concat(pieces);
}

/** The messages in a recording. */
export function readMessages(recording: Buffer): RtmpMessage[] {
  const messages: RtmpMessage[] = [];
  const reader = new ChunkReader({
    limits: defaultLimits,
    maxMessageBytes: 1_000_000,
    onMessage: (one) => {
      messages.push(one);
      return one.typeId === messageType.setChunkSize ? reader.setChunkBytes(one.payload.readUInt32BE(0)) : null;
    },
  });
  const fault = reader.push(recording.subarray(serverHandshakeBytes));
  if (fault !== null) throw new Error(`The recording holds ${fault}.`);
  return messages;
}
