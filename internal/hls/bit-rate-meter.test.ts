import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BitRateMeter, type WeighedSegment } from './bit-rate-meter.ts';

const windowMs = 30_000;

/** Segments of two seconds, each of so many bytes. */
function twoSeconds(bytes: number, count: number, of: Partial<WeighedSegment> = {}): WeighedSegment[] {
  return Array.from({ length: count }, () => ({
    bytes,
    durationMs: 2_000,
    discontinuityIndex: 0,
    isInterlude: false,
    ...of,
  }));
}

function measure(segments: readonly WeighedSegment[], window = windowMs): BitRateMeter {
  const meter = new BitRateMeter({ windowMs: window });
  for (const segment of segments) meter.add(segment);
  return meter;
}

const slate = { isInterlude: true, discontinuityIndex: 1 };
const back = { discontinuityIndex: 2 };

describe('BitRateMeter', () => {
  test('knows nothing before half a target duration of media', () => {
    assert.equal(measure(twoSeconds(1000, 1, { durationMs: 1000 })).rate, null);
  });

  test('finds the peak in any run from half to one and a half target durations', () => {
    const { rate } = measure(
      [1000, 3000, 3000, 1000, 1000].flatMap((bytes) => twoSeconds(bytes, 1, { durationMs: 1000 })),
    );
    assert.deepEqual(rate, { peakBitsPerSecond: 24_000, averageBitsPerSecond: 14_400 });
  });

  test('covers what the live window lists, of a long one the last minute', () => {
    for (const [window, listed] of [
      [30_000, 15],
      [300_000, 30],
    ] as const) {
      const meter = measure([...twoSeconds(9000, 1), ...twoSeconds(1000, listed)], window);
      assert.equal(meter.rate?.peakBitsPerSecond, 36_000);
      for (const segment of twoSeconds(1000, 1)) meter.add(segment);
      assert.deepEqual(meter.rate, { peakBitsPerSecond: 4000, averageBitsPerSecond: 4000 });
    }
  });

  test('counts segments without media only as time that passes', () => {
    const gaps = [{ bytes: null, durationMs: 30_000, discontinuityIndex: 0, isInterlude: false }];
    const { rate } = measure([...twoSeconds(9000, 1), ...gaps, ...twoSeconds(1000, 1)]);
    assert.deepEqual(rate, { peakBitsPerSecond: 4000, averageBitsPerSecond: 4000 });
  });

  test('gives the average of what the encoder sends since it came back, and the peak of all that is listed', () => {
    const { rate } = measure([...twoSeconds(9000, 10), ...twoSeconds(1500, 2, back)]);
    assert.deepEqual(rate, { peakBitsPerSecond: 36_000, averageBitsPerSecond: 6000 });
    const more = measure([...twoSeconds(1500, 10), ...twoSeconds(9000, 2, back)]).rate;
    assert.deepEqual(more, { peakBitsPerSecond: 36_000, averageBitsPerSecond: 36_000 });
  });

  test('counts what steps in for the peak until the encoder is back, and keeps what the encoder sent, however long it is away', () => {
    const meter = measure([...twoSeconds(2000, 10), ...twoSeconds(9000, 2, slate), ...twoSeconds(100, 100, slate)]);
    assert.deepEqual(meter.rate, { peakBitsPerSecond: 8000, averageBitsPerSecond: 8000 });
    const loud = measure([...twoSeconds(2000, 10), ...twoSeconds(9000, 2, slate)]);
    assert.deepEqual(loud.rate, { peakBitsPerSecond: 36_000, averageBitsPerSecond: 8000 });
    for (const segment of twoSeconds(3000, 1, back)) loud.add(segment);
    assert.deepEqual(loud.rate, { peakBitsPerSecond: 12_000, averageBitsPerSecond: 12_000 });
    for (const segment of twoSeconds(500, 1, back)) meter.add(segment);
    assert.deepEqual(meter.rate, { peakBitsPerSecond: 2000, averageBitsPerSecond: 2000 });
  });

  test('declares after the end what all that is listed needs, also what lies back further than a minute or stepped in', () => {
    const long = measure([...twoSeconds(9000, 2), ...twoSeconds(1000, 60)], 300_000);
    assert.deepEqual([long.rate?.peakBitsPerSecond, long.rateOfAll?.peakBitsPerSecond], [4000, 36_000]);
    const loud = measure([...twoSeconds(2000, 5), ...twoSeconds(9000, 2, slate), ...twoSeconds(2000, 2, back)]);
    assert.deepEqual([loud.rate?.peakBitsPerSecond, loud.rateOfAll?.peakBitsPerSecond], [8000, 36_000]);
    for (const segment of twoSeconds(2000, 16, back)) loud.add(segment);
    assert.equal(loud.rateOfAll?.peakBitsPerSecond, 8000);
    assert.equal(measure([]).rateOfAll, null);
  });

  test('measures what stepped in where the encoder sent nothing before', () => {
    assert.deepEqual(measure(twoSeconds(500, 3, slate)).rate, { peakBitsPerSecond: 2000, averageBitsPerSecond: 2000 });
  });

  test('keeps what it knew while an encoder that is back has not sent enough for a peak', () => {
    const meter = measure([...twoSeconds(2000, 10), ...twoSeconds(500, 50, slate)]);
    for (const segment of twoSeconds(100, 1, { ...back, durationMs: 1000 })) meter.add(segment);
    assert.equal(meter.rate?.peakBitsPerSecond, 8000);
  });
});
