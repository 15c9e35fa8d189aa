import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { decodeAmf0, type AmfResult, type AmfValue } from './amf0-reader.ts';
import { encodeAmf0, type AmfOutput } from './amf0-writer.ts';

const bounds = { depth: 6, values: 256, stringBytes: 8192 };

function decode(bytes: Buffer | readonly number[]): AmfResult {
  return decodeAmf0(Buffer.from(bytes as number[]), bounds);
}

function values(bytes: Buffer | readonly number[]): readonly AmfValue[] {
  const decoded = decode(bytes);
  assert.equal(decoded.kind, 'values');
  return decoded.kind === 'values' ? decoded.values : [];
}

function asDecoded(value: AmfOutput): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value;
  return new Map(Object.entries(value).map(([key, property]) => [key, asDecoded(property as AmfOutput)]));
}

const scalar = fc.oneof(
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constant(null),
  fc.constant(undefined),
);
// An empty property name is the end marker's beginning and cannot be told apart from it.
const object = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), scalar, { maxKeys: 6 });

describe('AMF0', () => {
  it('decodes what was encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(scalar, object), { maxLength: 8 }), (sent) => {
        assert.deepEqual(values(encodeAmf0(...sent)), sent.map(asDecoded));
      }),
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decode(Buffer.from(bytes))),
      {
        numRuns: 1000,
      },
    );
  });

  it('never throws on a damaged message', () => {
    const whole = encodeAmf0('connect', 1, { app: 'live', tcUrl: 'rtmp://host/live', flags: true, nested: { a: 1 } });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 }),
        fc.nat(80),
        (edits, cut) => {
          const damaged = Buffer.from(whole);
          for (const [at, value] of edits) damaged[at] = value;
          decode(damaged.subarray(0, whole.length - cut));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keeps a property named __proto__ as data', () => {
    const [decoded] = values(encodeAmf0(JSON.parse('{"__proto__":{"polluted":true}}') as AmfOutput));
    assert.ok(decoded instanceof Map && decoded.has('__proto__'));
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('reads an ECMA array to its end marker, whatever its count claims', () => {
    const decoded = values([8, 0xff, 0xff, 0xff, 0xff, 0, 1, 0x61, 5, 0, 0, 9]);
    assert.deepEqual(decoded, [new Map([['a', null]])]);
  });

  it('reads dates, long strings, strict arrays and typed objects', () => {
    assert.deepEqual(values([0x0b, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0]), [1]);
    assert.deepEqual(values([0x0c, 0, 0, 0, 1, 0x61]), ['a']);
    assert.deepEqual(values([0x0a, 0, 0, 0, 2, 5, 6]), [[null, undefined]]);
    assert.deepEqual(values([0x10, 0, 1, 0x43, 0, 1, 0x61, 1, 1, 0, 0, 9]), [new Map([['a', true]])]);
  });

  const faults: readonly (readonly [string, Buffer, RegExp])[] = [
    ['an unknown type', Buffer.of(0x42), /unknown AMF0 type 66/],
    ['a cut number', Buffer.of(0, 1, 2), /cut off/],
    ['an object without an end', Buffer.of(3, 0, 1, 0x61, 5), /cut off/],
    ['a strict array that claims four thousand million items', Buffer.of(0x0a, 0xff, 0xff, 0xff, 0xff, 5), /cut off/],
    ['too many values', Buffer.alloc(300, 5), /too many values/],
    ['nesting 200,000 deep', Buffer.concat(Array(200_000).fill(Buffer.of(3, 0, 1, 0x61))), /nested too deeply/],
    ['a string over the limit', Buffer.concat([Buffer.of(0x0c, 0, 1, 0, 0), Buffer.alloc(65_536)]), /too long/],
  ];
  for (const [what, bytes, expected] of faults) {
    it(`gives a reason for ${what}`, () => {
      const decoded = decode(bytes);
      assert.match(decoded.kind === 'malformed' ? decoded.why : '', expected);
    });
  }
});
