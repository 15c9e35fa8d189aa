import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BitRateMeter } from './bit-rate-meter.ts';

function measure(...segments: [bytes: number, durationMs: number][]): BitRateMeter {
  const meter = new BitRateMeter();
  for (const [bytes, durationMs] of segments) meter.add({ bytes, durationMs });
  return meter;
}

describe('BitRateMeter', () => {
  test('knows nothing before half a target duration of media', () => {
    assert.equal(measure([1000, 1000]).rate, null);
  });

  test('finds the peak in any run from half to one and a half target durations', () => {
    const { rate } = measure([1000, 1000], [3000, 1000], [3000, 1000], [1000, 1000], [1000, 1000]);
    assert.deepEqual(rate, { peakBitsPerSecond: 24_000, averageBitsPerSecond: 14_400 });
  });

  test('remembers a peak for the whole broadcast', () => {
    const meter = measure([9000, 2000]);
    for (let count = 0; count < 100; count += 1) meter.add({ bytes: 1000, durationMs: 2000 });
    assert.equal(meter.rate?.peakBitsPerSecond, 36_000);
  });
});
