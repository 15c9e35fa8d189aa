import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { splitAggregate } from './aggregate.ts';

function tag(typeId: number, stampMs: number, body: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head[0] = typeId;
  head.writeUIntBE(body.length, 1, 3);
  head.writeUIntBE(stampMs & 0xffffff, 4, 3);
  head[7] = stampMs >>> 24;
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

function aggregate(payload: Buffer, timestampMs = 0) {
  return { typeId: 22, streamId: 1, timestampMs, payload };
}

describe('splitAggregate', () => {
  it('takes the parts out and moves their stamps to the stamp of the aggregate', () => {
    const payload = Buffer.concat([tag(9, 0x01000005, Buffer.of(1)), tag(8, 0x01000010, Buffer.of(2, 3))]);
    const parts = splitAggregate(aggregate(payload, 1000), 10);
    assert.deepEqual(
      parts?.map((part) => [part.typeId, part.timestampMs, [...part.payload]]),
      [
        [9, 1000, [1]],
        [8, 1011, [2, 3]],
      ],
    );
  });

  it('needs no back pointer after the last part', () => {
    const payload = tag(9, 0, Buffer.of(1));
    assert.equal(splitAggregate(aggregate(payload.subarray(0, -4)), 10)?.length, 1);
  });

  it('refuses a part that is cut off, and more parts than allowed', () => {
    const one = tag(9, 0, Buffer.of(1, 2, 3));
    assert.equal(splitAggregate(aggregate(one.subarray(0, 12)), 10), null);
    assert.equal(splitAggregate(aggregate(Buffer.concat([one, one, one])), 2), null);
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void splitAggregate(aggregate(Buffer.from(bytes)), 5)),
    );
  });
});
