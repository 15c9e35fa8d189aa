import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentAacFrame } from './aac-silence.ts';
import { lowComplexityConfig } from './aac.ts';
import { runFfmpeg, withoutFfmpeg, writeCmaf } from './testing.ts';

describe('silentAacFrame', () => {
  for (const [channels, sampleRate] of [
    [1, 8_000],
    [2, 48_000],
  ] as const) {
    test(`decodes to silence with ${channels} channels at ${sampleRate} Hz`, { skip: withoutFfmpeg }, () => {
      const audio = lowComplexityConfig(sampleRate, channels);
      const data = silentAacFrame(channels);
      assert.ok(audio !== null && data !== null);
      const packets = [0, 1, 2].map((index) => ({
        kind: 'audio' as const,
        ptsMs: (index * 1024 * 1000) / sampleRate,
        data,
      }));
      const file = writeCmaf({ video: null, audio }, packets, 1000);
      const samples = runFfmpeg(['-i', 'pipe:0', '-f', 's16le', 'pipe:1'], file);
      assert.equal(samples.length, 3 * 1024 * channels * 2);
      assert.ok(samples.every((byte) => byte === 0));
    });
  }

  test('is there for one channel and two', () => {
    assert.equal(silentAacFrame(6), null);
  });
});
