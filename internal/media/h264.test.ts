import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseSequenceParameters } from './h264-sps.ts';
import { inspectAccessUnit, parseAvcConfiguration } from './h264.ts';
import { nalLengthSize } from './nal.ts';
import { sampleAvcRecord, sampleVideoConfig } from './testing.ts';

/** Writes the bits of an SPS as the standard names them. */
class BitWriter {
  #bits = '';

  bits(value: number, count: number): this {
    this.#bits += value.toString(2).padStart(count, '0');
    return this;
  }

  unsigned(...values: readonly number[]): this {
    for (const value of values) {
      const code = (value + 1).toString(2);
      this.#bits += '0'.repeat(code.length - 1) + code;
    }
    return this;
  }

  /** As a NAL unit with header and emulation prevention bytes. */
  toNal(): Buffer {
    const padded = `${this.#bits}1`.replace(/$/, '0'.repeat((8 - ((this.#bits.length + 1) % 8)) % 8));
    const out = [0x67];
    let zeros = 0;
    for (const bits of padded.match(/.{8}/g) ?? []) {
      const byte = Number.parseInt(bits, 2);
      if (zeros >= 2 && byte <= 3) {
        out.push(3);
        zeros = 0;
      }
      out.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    return Buffer.from(out);
  }
}

interface SpsShape {
  readonly profile: number;
  readonly chromaFormat: number;
  readonly widthMacroblocks: number;
  readonly heightMapUnits: number;
  readonly framesOnly: boolean;
  readonly crop: readonly [number, number, number, number] | null;
  readonly timing: readonly [units: number, scale: number] | null;
}

const fullHd: SpsShape = {
  profile: 100,
  chromaFormat: 1,
  widthMacroblocks: 120,
  heightMapUnits: 68,
  framesOnly: true,
  crop: [0, 0, 0, 4],
  timing: [1001, 60_000],
};

function sps(shape: SpsShape): Buffer {
  const writer = new BitWriter().bits(shape.profile, 8).bits(0, 8).bits(31, 8).unsigned(0);
  if (shape.profile === 100 || shape.profile === 244) {
    writer.unsigned(shape.chromaFormat);
    if (shape.chromaFormat === 3) writer.bits(0, 1);
    writer.unsigned(0, 0).bits(0, 1);
    // A scaling matrix with one list that ends at once (delta_scale -8 gives next_scale 0).
    writer
      .bits(1, 1)
      .bits(1, 1)
      .unsigned(16)
      .bits(0, shape.chromaFormat === 3 ? 11 : 7);
  }
  writer.unsigned(0, 2, 4).bits(0, 1);
  writer.unsigned(shape.widthMacroblocks - 1, shape.heightMapUnits - 1);
  writer.bits(shape.framesOnly ? 1 : 0, 1);
  if (!shape.framesOnly) writer.bits(0, 1);
  writer.bits(1, 1).bits(shape.crop === null ? 0 : 1, 1);
  if (shape.crop !== null) writer.unsigned(...shape.crop);
  writer.bits(shape.timing === null ? 0 : 1, 1);
  if (shape.timing !== null) {
    writer.bits(1, 1).bits(255, 8).bits(1, 16).bits(1, 16).bits(0, 1);
    writer.bits(1, 1).bits(0, 4).bits(1, 1).bits(0, 24).bits(0, 1);
    writer.bits(1, 1).bits(shape.timing[0], 32).bits(shape.timing[1], 32);
    writer.bits(1, 1).bits(0, 4);
  }
  return writer.toNal();
}

function unit(...nals: readonly (readonly number[])[]): Buffer {
  return Buffer.concat(nals.map((nal) => Buffer.from([0, 0, 0, nal.length, ...nal])));
}

describe('parseSequenceParameters', () => {
  const table: readonly { name: string; shape: Partial<SpsShape>; expected: [number, number, number | null] }[] = [
    { name: '1080p with its eight cropped rows', shape: {}, expected: [1920, 1080, 30_000 / 1001] },
    { name: 'Baseline without VUI', shape: { profile: 66, timing: null }, expected: [1920, 1080, null] },
    {
      name: 'interlaced, where map units and cropping count twice',
      shape: { profile: 77, framesOnly: false, heightMapUnits: 34, crop: [0, 0, 0, 2], timing: [1, 50] },
      expected: [1920, 1080, 25],
    },
    {
      name: '4:4:4, where cropping counts single pixels',
      shape: { profile: 244, chromaFormat: 3, crop: [3, 4, 1, 2] },
      expected: [1913, 1085, 30_000 / 1001],
    },
    { name: 'monochrome', shape: { chromaFormat: 0, crop: [0, 1, 0, 8] }, expected: [1919, 1080, 30_000 / 1001] },
    { name: 'a frame rate of nonsense', shape: { timing: [1, 4_000_000_000] }, expected: [1920, 1080, null] },
    { name: 'a tick of zero', shape: { timing: [0, 50] }, expected: [1920, 1080, null] },
  ];
  for (const { name, shape, expected } of table) {
    test(`reads ${name}`, () => {
      const read = parseSequenceParameters(sps({ ...fullHd, ...shape }));
      assert.deepEqual([read?.width, read?.height, read?.frameRate], expected);
    });
  }

  test('reads any size back that an encoder can write', () => {
    const side = fc.integer({ min: 1, max: 1055 });
    fc.assert(
      fc.property(side, side, fc.nat(7), fc.nat(7), (widthMacroblocks, heightMapUnits, right, bottom) => {
        const crop = [0, right, 0, bottom] as const;
        const read = parseSequenceParameters(sps({ ...fullHd, widthMacroblocks, heightMapUnits, crop }));
        assert.equal(read?.width, widthMacroblocks * 16 - right * 2);
        assert.equal(read?.height, heightMapUnits * 16 - bottom * 2);
      }),
    );
  });

  test('refuses pictures cropped to nothing, giants, and sets cut short', () => {
    assert.equal(parseSequenceParameters(sps({ ...fullHd, crop: [480, 480, 0, 0] })), null);
    assert.equal(parseSequenceParameters(sps({ ...fullHd, widthMacroblocks: 2000 })), null);
    assert.equal(parseSequenceParameters(sps(fullHd).subarray(0, 12)), null);
    assert.equal(parseSequenceParameters(Buffer.from([0x68, 1, 2, 3])), null);
  });
});

describe('parseAvcConfiguration', () => {
  test('reads what x264 writes', () => {
    const { description, ...rest } = sampleVideoConfig;
    assert.equal(description, sampleAvcRecord);
    assert.deepEqual(rest, { codec: 'avc', codecString: 'avc1.64000d', width: 320, height: 180, frameRate: 30 });
    assert.equal(nalLengthSize(sampleVideoConfig), 4);
  });

  test('says what is wrong with a record that it refuses', () => {
    const spsBytes = 0x1a;
    const cases: readonly [RegExp, (record: Buffer) => Buffer][] = [
      [/version 0/, (record) => (record.writeUInt8(0, 0), record)],
      [/length size/, (record) => (record.writeUInt8(0xfe, 4), record)],
      [/sequence parameter set/, (record) => (record.writeUInt8(0xe0, 5), record)],
      [/sequence parameter set/, (record) => (record.writeUInt16BE(5000, 6), record)],
      [/sequence parameter set cannot be read/, (record) => record.fill(0, 9, 8 + spsBytes)],
      [/picture parameter set/, (record) => record.subarray(0, 8 + spsBytes)],
      [/picture parameter set/, (record) => (record.writeUInt8(0, 8 + spsBytes), record)],
      [/cut short/, (record) => record.subarray(0, 6)],
      [/64 kB/, (record) => Buffer.concat([record, Buffer.alloc(70_000)])],
    ];
    for (const [why, damage] of cases) {
      const parsed = parseAvcConfiguration(damage(Buffer.from(sampleAvcRecord)));
      assert.equal(parsed.kind, 'malformed');
      if (parsed.kind === 'malformed') assert.match(parsed.why, why);
    }
  });
});

describe('inspectAccessUnit', () => {
  test('finds the IDR slice behind delimiters, parameter sets and messages', () => {
    const data = unit([0x09, 0xf0], [0x67, 1], [0x68, 1], [0x06, 5], [0x65, 0x88]);
    assert.deepEqual(inspectAccessUnit(data, 4), { wellFormed: true, hasPicture: true, isKey: true });
  });

  test('tells other pictures and units without a picture', () => {
    assert.deepEqual(inspectAccessUnit(unit([0x41, 0x9a]), 4), { wellFormed: true, hasPicture: true, isKey: false });
    assert.deepEqual(inspectAccessUnit(unit([0x06, 5]), 4), { wellFormed: true, hasPicture: false, isKey: false });
  });

  test('refuses lengths that do not add up, and empty NAL units', () => {
    const bad = [
      unit([0x65, 1]).subarray(0, 5),
      unit([0x65, 1], []),
      Buffer.from([0, 0, 0, 1]),
      Buffer.from([0, 0, 1]),
    ];
    for (const data of bad) assert.equal(inspectAccessUnit(data, 4).wellFormed, false);
  });

  test('reads lengths of one and two bytes', () => {
    assert.equal(inspectAccessUnit(Buffer.from([2, 0x65, 1, 1, 0x06]), 1).isKey, true);
    assert.equal(inspectAccessUnit(Buffer.from([0, 2, 0x65, 1]), 2).isKey, true);
  });
});
