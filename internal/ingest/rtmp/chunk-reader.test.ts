import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { ChunkReader, type RtmpMessage } from './chunk-reader.ts';

const limits = { chunkStreams: 16, assemblyBytes: 1_000_000 };

function readAll(bytes: Buffer, cuts: readonly number[] = [], maxMessageBytes = 100_000, chunkBytes = 128) {
  const messages: RtmpMessage[] = [];
  const reader = new ChunkReader({
    limits,
    maxMessageBytes,
    onMessage: (message) => {
      messages.push(message);
      if (message.typeId === 2) reader.abort(message.payload.readUInt32BE(0));
      return message.typeId === 1 ? reader.setChunkBytes(message.payload.readUInt32BE(0)) : null;
    },
  });
  reader.setChunkBytes(chunkBytes);
  const edges = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b);
  let fault: string | null = null;
  for (let index = 0; index + 1 < edges.length && fault === null; index += 1) {
    fault = reader.push(Buffer.from(bytes.subarray(edges[index], edges[index + 1])));
  }
  return { messages, fault };
}

interface Sent {
  readonly chunkStreamId: number;
  readonly stampStepMs: number;
  readonly typeId: number;
  readonly sizeBytes: number;
}

function basicHeader(format: number, chunkStreamId: number): Buffer {
  if (chunkStreamId < 64) return Buffer.of((format << 6) | chunkStreamId);
  if (chunkStreamId < 320) return Buffer.of(format << 6, chunkStreamId - 64);
  return Buffer.of((format << 6) | 1, (chunkStreamId - 64) & 0xff, (chunkStreamId - 64) >> 8);
}

function stampField(stampMs: number): { field: Buffer; extended: Buffer } {
  const field = Buffer.alloc(3);
  field.writeUIntBE(Math.min(stampMs, 0xffffff), 0, 3);
  const extended = Buffer.alloc(stampMs >= 0xffffff ? 4 : 0);
  if (extended.length > 0) extended.writeUInt32BE(stampMs);
  return { field, extended };
}

/** A conforming sender: picks the shortest header it may, and interleaves nothing within a message. */
class ModelSender {
  readonly #streams = new Map<number, { stampMs: number; stepMs: number; typeId: number; sizeBytes: number }>();
  readonly expected: { typeId: number; timestampMs: number; payload: Buffer }[] = [];
  readonly #chunkBytes: number;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  send(sent: Sent): Buffer {
    const known = this.#streams.get(sent.chunkStreamId);
    const stampMs = ((known?.stampMs ?? 0) + sent.stampStepMs) >>> 0;
    const payload = Buffer.alloc(sent.sizeBytes, this.expected.length & 0xff);
    this.expected.push({ typeId: sent.typeId, timestampMs: stampMs, payload });
    const isSameKind = known?.typeId === sent.typeId && known.sizeBytes === sent.sizeBytes;
    const format = known === undefined ? 0 : !isSameKind ? 1 : known.stepMs !== sent.stampStepMs ? 2 : 3;
    const { field, extended } = stampField(format === 0 ? stampMs : sent.stampStepMs);
    const rest = Buffer.alloc(format === 0 ? 8 : format === 1 ? 4 : 0);
    if (rest.length > 0) {
      rest.writeUIntBE(sent.sizeBytes, 0, 3);
      rest[3] = sent.typeId;
    }
    if (rest.length === 8) rest.writeUInt32LE(1, 4);
    // After a type 0 chunk the stamp itself counts as the step (5.3.1.2.4).
    this.#streams.set(sent.chunkStreamId, {
      stampMs,
      stepMs: format === 0 ? -1 : sent.stampStepMs,
      typeId: sent.typeId,
      sizeBytes: sent.sizeBytes,
    });
    const pieces = [basicHeader(format, sent.chunkStreamId), format < 3 ? field : Buffer.alloc(0), rest, extended];
    for (let offset = 0; offset < Math.max(1, payload.length); offset += this.#chunkBytes) {
      if (offset > 0) pieces.push(basicHeader(3, sent.chunkStreamId), extended);
      pieces.push(payload.subarray(offset, offset + this.#chunkBytes));
    }
    return Buffer.concat(pieces);
  }
}

/** A message in chunks that may lie among those of others; its message stream has the chunk stream's number. */
function chunksOf(payload: Buffer, chunkStreamId: number, chunkBytes: number): Buffer[] {
  const head = Buffer.alloc(12);
  head[0] = chunkStreamId;
  head.writeUIntBE(payload.length, 4, 3);
  head[7] = 9;
  head.writeUInt32LE(chunkStreamId, 8);
  const count = Math.ceil(payload.length / chunkBytes);
  return Array.from({ length: count }, (_, index) =>
    Buffer.concat([
      index === 0 ? head : Buffer.of(0xc0 | chunkStreamId),
      payload.subarray(index * chunkBytes, (index + 1) * chunkBytes),
    ]),
  );
}

const sentMessage = fc.record({
  chunkStreamId: fc.constantFrom(3, 63, 64, 319, 320, 65_599),
  stampStepMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0xfffffe, max: 0x1000001 })),
  typeId: fc.constantFrom(8, 9, 18),
  sizeBytes: fc.integer({ min: 0, max: 700 }),
});

describe('ChunkReader', () => {
  it('gives back every message of a conforming sender, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(sentMessage, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(1, 60, 128, 4096),
        fc.array(fc.nat(4_000), { maxLength: 60 }),
        (sent, chunkBytes, cuts) => {
          const sender = new ModelSender(chunkBytes);
          const bytes = Buffer.concat(sent.map((one) => sender.send(one)));
          const { messages, fault } = readAll(bytes, cuts, 100_000, chunkBytes);
          assert.equal(fault, null);
          const got = messages.map(({ typeId, timestampMs, payload }) => ({ typeId, timestampMs, payload }));
          assert.deepEqual(got, sender.expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws on any bytes and always ends in messages or one fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.array(fc.nat(600), { maxLength: 8 }), (bytes, cuts) => {
        readAll(Buffer.from(bytes), cuts);
      }),
      { numRuns: 500 },
    );
  });

  it('puts large messages together whatever lies between their chunks, and keeps those that are whole', () => {
    const sizes = fc.array(fc.constantFrom(1, 900, 4_095, 4_096, 10_000, 30_000), { minLength: 1, maxLength: 5 });
    const order = fc.array(fc.nat(2), { maxLength: 60 });
    const cuts = fc.array(fc.nat(120_000), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.tuple(sizes, sizes, sizes),
        fc.constantFrom(128, 4_096, 60_000),
        order,
        cuts,
        (all, chunkBytes, turns, at) => {
          const sent = all.map((each, stream) =>
            each.map((size, count) => Buffer.alloc(size, 1 + stream * 16 + count)),
          );
          const queues = sent.map((each, stream) =>
            each.flatMap((payload) => chunksOf(payload, stream + 3, chunkBytes)),
          );
          const mixed = turns.flatMap((turn) => queues[turn]?.shift() ?? []);
          const { messages, fault } = readAll(Buffer.concat([...mixed, ...queues.flat()]), at, 100_000, chunkBytes);
          assert.equal(fault, null);
          for (const [stream, each] of sent.entries()) {
            const got = messages.filter(({ streamId }) => streamId === stream + 3).map(({ payload }) => payload);
            assert.equal(Buffer.concat(got).equals(Buffer.concat(each)), true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes messages apart that are interleaved on two chunk streams', () => {
    const first = Buffer.of(0x04, 0, 0, 10, 0, 0, 200, 9, 1, 0, 0, 0);
    const second = Buffer.of(0x06, 0, 0, 11, 0, 0, 4, 8, 1, 0, 0, 0);
    const bytes = Buffer.concat([
      first,
      Buffer.alloc(128, 1),
      second,
      Buffer.alloc(4, 2),
      Buffer.of(0xc4),
      Buffer.alloc(72, 1),
    ]);
    const { messages } = readAll(bytes);
    assert.deepEqual(
      messages.map(({ typeId, payload }) => [typeId, payload.length]),
      [
        [8, 4],
        [9, 200],
      ],
    );
  });

  it('reads on when a sender leaves the extended timestamp out of continuing chunks', () => {
    const head = Buffer.of(0x04, 0xff, 0xff, 0xff, 0, 0, 200, 9, 1, 0, 0, 0, 0x01, 0x02, 0x03, 0x04);
    const bytes = Buffer.concat([
      head,
      Buffer.alloc(128, 7),
      Buffer.of(0xc4),
      Buffer.alloc(72, 7),
      head,
      Buffer.alloc(128),
    ]);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const { messages, fault } = readAll(bytes, [cut]);
      assert.equal(fault, null);
      assert.deepEqual(messages[0]?.payload, Buffer.alloc(200, 7));
      assert.equal(messages[0]?.timestampMs, 0x01020304);
    }
  });

  it('forgets an aborted message and takes the next one on that chunk stream', () => {
    const head = Buffer.of(0x04, 0, 0, 0, 0, 0, 200, 9, 1, 0, 0, 0);
    const abort = Buffer.of(0x02, 0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 0, 0, 4);
    const whole = Buffer.concat([Buffer.of(0x04, 0, 0, 0, 0, 0, 2, 9, 1, 0, 0, 0), Buffer.of(5, 6)]);
    const { messages, fault } = readAll(Buffer.concat([head, Buffer.alloc(128), abort, whole]));
    assert.equal(fault, null);
    assert.deepEqual(messages.at(-1)?.payload, Buffer.of(5, 6));
  });

  it('takes a repeated big stamp after a type 0 chunk as the same stamp', () => {
    const first = Buffer.of(0x04, 0x10, 0, 0, 0, 0, 1, 9, 1, 0, 0, 0, 1);
    const { messages } = readAll(Buffer.concat([first, Buffer.of(0xc4, 2)]));
    assert.deepEqual(
      messages.map(({ timestampMs }) => timestampMs),
      [0x100000, 0x100000],
    );
  });

  const faults: readonly (readonly [string, Buffer, RegExp])[] = [
    ['a chunk size of zero', Buffer.of(0x02, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0), /chunk size of 0/],
    ['a negative chunk size', Buffer.of(0x02, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0x80, 0, 0, 0), /chunk size/],
    ['a message over the limit', Buffer.of(0x04, 0, 0, 0, 2, 0, 0, 9, 1, 0, 0, 0), /131072 bytes/],
    ['a chunk that continues nothing', Buffer.of(0xc4), /continues nothing/],
    [
      'a new header within a message',
      Buffer.concat([Buffer.of(0x04, 0, 0, 0, 0, 1, 0, 9, 1, 0, 0, 0), Buffer.alloc(128), Buffer.alloc(12, 0x04)]),
      /middle of a message/,
    ],
    [
      'too many chunk streams',
      Buffer.concat(Array.from({ length: 20 }, (_, id) => Buffer.of(id + 3, 0, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0))),
      /too many chunk streams/,
    ],
    [
      'too many bytes in unfinished messages',
      Buffer.concat(
        Array.from({ length: 12 }, (_, id) =>
          Buffer.concat([Buffer.of(id + 3, 0, 0, 0, 1, 0x86, 0xa0, 9, 1, 0, 0, 0), Buffer.alloc(128)]),
        ),
      ),
      /unfinished messages/,
    ],
  ];
  for (const [what, bytes, expected] of faults) {
    it(`ends at ${what}`, () => {
      assert.match(readAll(bytes).fault ?? '', expected);
    });
  }
});
