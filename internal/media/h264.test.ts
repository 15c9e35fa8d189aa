import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseSequenceParameters } from './h264-sps.ts';
import { fieldCodingOf, inspectAccessUnit, parseAvcConfiguration } from './h264.ts';
import { nalLengthSize } from './nal.ts';
import { BitWriter, interlacedAvcRecords, sampleAvcRecord, sampleVideoConfig } from './testing.ts';

interface SpsShape {
  readonly profile: number;
  readonly chromaFormat: number;
  readonly widthMacroblocks: number;
  readonly heightMapUnits: number;
  readonly framesOnly: boolean;
  /** With frames that choose between frame and field by macroblocks. */
  readonly isAdaptive?: boolean;
  readonly hasColourPlanes?: boolean;
  readonly frameNumberBits?: number;
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
    if (shape.chromaFormat === 3) writer.bits(shape.hasColourPlanes === true ? 1 : 0, 1);
    writer.unsigned(0, 0).bits(0, 1);
    // A scaling matrix with one list that ends at once (delta_scale -8 gives next_scale 0).
    writer
      .bits(1, 1)
      .bits(1, 1)
      .unsigned(16)
      .bits(0, shape.chromaFormat === 3 ? 11 : 7);
  }
  writer.unsigned((shape.frameNumberBits ?? 4) - 4, 2, 4).bits(0, 1);
  writer.unsigned(shape.widthMacroblocks - 1, shape.heightMapUnits - 1);
  writer.bits(shape.framesOnly ? 1 : 0, 1);
  if (!shape.framesOnly) writer.bits(shape.isAdaptive === true ? 1 : 0, 1);
  writer.bits(1, 1).bits(shape.crop === null ? 0 : 1, 1);
  if (shape.crop !== null) writer.unsigned(...shape.crop);
  writer.bits(shape.timing === null ? 0 : 1, 1);
  if (shape.timing !== null) {
    writer.bits(1, 1).bits(255, 8).bits(1, 16).bits(1, 16).bits(0, 1);
    writer.bits(1, 1).bits(0, 4).bits(1, 1).bits(0, 24).bits(0, 1);
    writer.bits(1, 1).bits(shape.timing[0], 32).bits(shape.timing[1], 32);
    writer.bits(1, 1).bits(0, 4);
  }
  return writer.toNal(0x67);
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

  test('tells whether pictures may be fields, and how long their numbers are', () => {
    const codingOf = (shape: Partial<SpsShape>) => parseSequenceParameters(sps({ ...fullHd, ...shape }))?.fieldCoding;
    assert.equal(codingOf({}), null);
    const plain = { frameNumberBits: 4, hasColourPlanes: false, isAdaptive: false };
    assert.deepEqual(codingOf({ framesOnly: false }), plain);
    assert.deepEqual(codingOf({ framesOnly: false, isAdaptive: true }), { ...plain, isAdaptive: true });
    assert.deepEqual(codingOf({ framesOnly: false, frameNumberBits: 9 }), { ...plain, frameNumberBits: 9 });
    const planes = { profile: 244, chromaFormat: 3, hasColourPlanes: true, framesOnly: false };
    assert.deepEqual(codingOf(planes), { ...plain, hasColourPlanes: true });
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

  test('tells of interlaced pictures', () => {
    const read = (name: keyof typeof interlacedAvcRecords) => {
      const parsed = parseAvcConfiguration(interlacedAvcRecords[name]);
      return parsed.kind === 'parsed' ? parsed.value : null;
    };
    const [woven, apart] = [read('woven'), read('apart')];
    assert.deepEqual([woven?.interlacing, woven?.width, woven?.height, woven?.frameRate], ['woven', 640, 360, 25]);
    assert.deepEqual([apart?.interlacing, apart?.width, apart?.height, apart?.frameRate], ['possible', 320, 192, 25]);
    assert.equal(sampleVideoConfig.interlacing, undefined);
    assert.equal(apart === null ? null : fieldCodingOf(apart)?.frameNumberBits, 4);
    assert.equal(fieldCodingOf(sampleVideoConfig), null);
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

  test('refuses more NAL units than any picture has', () => {
    const units = (count: number): Buffer => Buffer.from('0141'.repeat(count), 'hex');
    assert.equal(inspectAccessUnit(units(16_384), 1).wellFormed, true);
    assert.equal(inspectAccessUnit(units(16_385), 1).wellFormed, false);
  });

  test('reads lengths of one and two bytes', () => {
    assert.equal(inspectAccessUnit(Buffer.from([2, 0x65, 1, 1, 0x06]), 1).isKey, true);
    assert.equal(inspectAccessUnit(Buffer.from([0, 2, 0x65, 1]), 2).isKey, true);
  });
});
