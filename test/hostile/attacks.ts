import { encodeAmf0 } from '../../internal/ingest/rtmp/amf0-writer.ts';
import { encodeMessage } from '../../internal/ingest/rtmp/messages.ts';
import {
  clientHandshake,
  command,
  connect,
  message,
  publishDialogue,
  setChunkSize,
} from '../../internal/ingest/testing/client-bytes.ts';
import { audioHeader, videoFrame, videoHeader } from '../../internal/ingest/testing/media-bodies.ts';
import { SeededRandom } from './seeded-random.ts';

/** The stream key that the attacked server lets in, for what only a publisher can send. */
export const attackKey = 'attack';

/** One hostile input: everything its sender says, at once, before it closes. */
export interface Attack {
  readonly name: string;
  /** Whether it needs an accepted publish. */
  readonly publishes: boolean;
  readonly bytes: () => Buffer;
}

const hello = (): Buffer => Buffer.concat([clientHandshake(), setChunkSize(4096)]);
const afterHello = (...pieces: readonly Buffer[]): Buffer => Buffer.concat([hello(), ...pieces]);
const afterPublish = (...pieces: readonly Buffer[]): Buffer => Buffer.concat([publishDialogue(attackKey), ...pieces]);
const amfCommand = (payload: Buffer): Buffer => message(20, payload, 0, 3);

/** `connect` with an object that holds another one, `depth` times. */
function nestedConnect(depth: number): Buffer {
  const level = Buffer.of(0x03, 0, 1, 0x61);
  return Buffer.concat([encodeAmf0('connect', 1), ...Array.from({ length: depth }, () => level)]);
}

/** A chunk of one byte, on any chunk stream, of a message that is said to be 16 MB long. */
function hugeAnnouncement(chunkStreamId: number): Buffer {
  const id = chunkStreamId < 64 ? [chunkStreamId] : [0, chunkStreamId - 64];
  return Buffer.concat([Buffer.of(...id, 0, 0, 0, 0xff, 0xff, 0xff, 9, 1, 0, 0, 0), Buffer.alloc(4096)]);
}

function chunkSizeThen(chunkBytes: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(chunkBytes);
  const control = encodeMessage({ chunkStreamId: 2, typeId: 1, streamId: 0, payload: value });
  return Buffer.concat([clientHandshake(), control, connect(), command('createStream', 2, null)]);
}

function extendedStamp(stampMs: number, body: Buffer): Buffer {
  const plain = message(9, body, 0xffffff);
  const extended = Buffer.alloc(4);
  extended.writeUInt32BE(stampMs);
  return Buffer.concat([plain.subarray(0, 12), extended, plain.subarray(12)]);
}

/** The nineteen: seven that end node-media-server 4.4.3, and twelve that it survives at some cost. */
export const attacks: readonly Attack[] = [
  {
    name: 'connect without tcUrl',
    publishes: false,
    bytes: () => afterHello(command('connect', 1, { app: 'live', flashVer: 'FMLE/3.0' })),
  },
  {
    name: 'connect with a bad tcUrl',
    publishes: false,
    bytes: () => afterHello(command('connect', 1, { app: 'live', tcUrl: 'no url at all \u0000 %%%' })),
  },
  {
    name: 'connect without an object',
    publishes: false,
    bytes: () => afterHello(amfCommand(encodeAmf0('connect', 1))),
  },
  {
    name: 'an unknown AMF type',
    publishes: false,
    bytes: () => afterHello(amfCommand(Buffer.concat([encodeAmf0('connect', 1), Buffer.of(0x42, 1, 2, 3)]))),
  },
  {
    name: 'publish without a name',
    publishes: false,
    bytes: () => afterHello(connect(), command('createStream', 2, null), command('publish', 3, null)),
  },
  {
    name: 'onMetaData with an array that lies about its length',
    publishes: true,
    bytes: () =>
      afterPublish(
        message(
          18,
          Buffer.concat([encodeAmf0('@setDataFrame', 'onMetaData'), Buffer.of(0x0a, 0xff, 0xff, 0xff, 0xff, 5)]),
        ),
      ),
  },
  {
    name: 'AMF nested 200,000 deep',
    publishes: false,
    bytes: () => Buffer.concat([clientHandshake(), setChunkSize(0x7fffffff), wholeMessage(20, nestedConnect(200_000))]),
  },
  { name: 'random bytes', publishes: false, bytes: () => new SeededRandom(1).bytes(2_000_000) },
  {
    name: 'random bytes after a good handshake',
    publishes: false,
    bytes: () => Buffer.concat([clientHandshake(), new SeededRandom(2).bytes(2_000_000)]),
  },
  {
    name: 'HTTP on the port',
    publishes: false,
    bytes: () => Buffer.from('GET / HTTP/1.1\r\nHost: example.org\r\nConnection: keep-alive\r\n\r\n'.repeat(100)),
  },
  { name: 'chunks of one byte', publishes: false, bytes: () => chunkSizeThen(1) },
  { name: 'chunks of no byte', publishes: false, bytes: () => chunkSizeThen(0) },
  {
    name: 'empty audio',
    publishes: true,
    bytes: () => afterPublish(message(8, Buffer.alloc(0)), message(8, Buffer.of(0xaf))),
  },
  {
    name: 'empty video',
    publishes: true,
    bytes: () => afterPublish(message(9, Buffer.alloc(0)), message(9, Buffer.of(0x17))),
  },
  {
    name: 'an AMF array of 100,000 values',
    publishes: false,
    bytes: () => {
      const head = Buffer.concat([encodeAmf0('connect', 1), Buffer.of(0x0a, 0, 1, 0x86, 0xa0)]);
      return Buffer.concat([
        clientHandshake(),
        setChunkSize(0x7fffffff),
        wholeMessage(20, Buffer.concat([head, Buffer.alloc(100_000, 5)])),
      ]);
    },
  },
  {
    name: 'stamps that overflow',
    publishes: true,
    bytes: () =>
      afterPublish(
        message(9, videoHeader()),
        message(8, audioHeader()),
        extendedStamp(0xffffffff, videoFrame(true)),
        extendedStamp(0, videoFrame(true)),
        extendedStamp(0x80000000, videoFrame(true)),
        extendedStamp(0x7fffffff, videoFrame(true, -8_388_608)),
      ),
  },
  {
    name: 'a property named __proto__',
    publishes: false,
    bytes: () => {
      const key = Buffer.concat([Buffer.of(0, 9), Buffer.from('__proto__')]);
      const value = Buffer.concat([
        Buffer.of(3, 0, 3),
        Buffer.from('app'),
        Buffer.of(2, 0, 4),
        Buffer.from('evil'),
        Buffer.of(0, 0, 9),
      ]);
      return afterHello(
        amfCommand(Buffer.concat([encodeAmf0('connect', 1), Buffer.of(3), key, value, Buffer.of(0, 0, 9)])),
      );
    },
  },
  {
    name: '262 chunk streams that announce 16 MB each',
    publishes: true,
    bytes: () => afterPublish(...Array.from({ length: 262 }, (_, index) => hugeAnnouncement(index + 3))),
  },
  { name: 'half a handshake, then nothing', publishes: false, bytes: () => clientHandshake().subarray(0, 700) },
];

/** A message in a single chunk, whatever its length. */
function wholeMessage(typeId: number, payload: Buffer): Buffer {
  const header = Buffer.of(3, 0, 0, 0, 0, 0, 0, typeId, 0, 0, 0, 0);
  header.writeUIntBE(payload.length, 4, 3);
  return Buffer.concat([header, payload]);
}

/** More of our own making, for what the nineteen leave out. */
export const moreAttacks: readonly Attack[] = [
  {
    name: 'pings without end, and nobody who reads the answers',
    publishes: false,
    bytes: () =>
      afterHello(connect(), ...Array.from({ length: 20_000 }, () => message(4, Buffer.of(0, 6, 0, 0, 0, 0), 0, 2))),
  },
  {
    name: 'an aggregate of parts that reach beyond it',
    publishes: true,
    bytes: () =>
      afterPublish(message(22, Buffer.concat([Buffer.of(9, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0), Buffer.alloc(50)]))),
  },
  {
    name: 'connect 10,000 times',
    publishes: false,
    bytes: () => afterHello(...Array.from({ length: 10_000 }, () => connect())),
  },
  {
    name: 'publish before connect',
    publishes: false,
    bytes: () => afterHello(command('publish', 1, null, attackKey, 'live')),
  },
  {
    name: 'a codec configuration of random bytes, again and again',
    publishes: true,
    bytes: () => {
      const random = new SeededRandom(3);
      const header = (): Buffer => message(9, Buffer.concat([Buffer.of(0x17, 0, 0, 0, 0), random.bytes(60)]));
      return afterPublish(...Array.from({ length: 2_000 }, header));
    },
  },
  {
    name: 'pictures whose NAL lengths lie',
    publishes: true,
    bytes: () => {
      const random = new SeededRandom(4);
      const picture = (): Buffer => message(9, Buffer.concat([Buffer.of(0x17, 1, 0, 0, 0), random.bytes(80)]));
      return afterPublish(message(9, videoHeader()), ...Array.from({ length: 2_000 }, picture));
    },
  },
];
