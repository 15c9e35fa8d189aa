import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AudioSampleClock } from './audio-sample-clock.ts';
import type { TimedAudioFrame } from './audio-sample-clock.ts';

const data = Buffer.alloc(1);

function place(stampsMs: readonly number[], sampleRate: number): (TimedAudioFrame | null)[] {
  const clock = new AudioSampleClock({ sampleRate, samplesPerFrame: 1024 });
  return stampsMs.map((ptsMs) => clock.place({ ptsMs, data }));
}

/** Stamps of whole milliseconds, as RTMP rounds them, of `count` frames at a true rate. */
function stamps(count: number, trueRate: number): number[] {
  return Array.from({ length: count }, (_, index) => 10_000 + Math.round((index * 1024 * 1000) / trueRate));
}

describe('AudioSampleClock', () => {
  test('counts samples where stamps are only rounded', () => {
    for (const rate of [8000, 22_050, 44_100, 48_000, 96_000]) {
      const frames = place(stamps(5000, rate), rate);
      for (const [index, frame] of frames.entries()) {
        assert.equal(frame?.time, rate * 10 + index * 1024);
        assert.equal(frame?.duration, 1024);
      }
    }
  });

  test('stretches the next frame over lost ones, so that the track has no hole', () => {
    const [, , third, fourth] = place([10_000, 10_021, 10_149, 10_171], 48_000);
    assert.deepEqual([third?.time, third?.duration], [480_000 + 2048, 10_149 * 48 + 1024 - (480_000 + 2048)]);
    assert.equal(fourth?.time, 10_149 * 48 + 1024);
  });

  test('leaves a silence of over a second as a hole', () => {
    const [, second] = place([10_000, 12_000], 48_000);
    assert.deepEqual([second?.time, second?.duration], [576_000, 1024]);
  });

  test('drops frames for a time that is filled already, and then goes on', () => {
    const placed = place([10_000, 10_021, 9_900, 9_921, 10_043], 48_000);
    assert.deepEqual(
      placed.map((frame) => frame?.time ?? null),
      [480_000, 481_024, null, null, 482_048],
    );
  });

  test('leans after an encoder whose rate is off, without a resync', () => {
    for (const trueRate of [48_000 * 1.0005, 48_000 * 0.9995]) {
      const clock = new AudioSampleClock({ sampleRate: 48_000, samplesPerFrame: 1024 });
      for (const ptsMs of stamps(60_000, trueRate)) {
        const frame = clock.place({ ptsMs, data });
        assert.ok(frame !== null && Math.abs(frame.duration - 1024) <= 1);
        assert.ok(Math.abs(frame.time / 48 - ptsMs) <= 22, `${frame.time / 48 - ptsMs} ms off`);
      }
    }
  });

  test('never lets frames overlap, nor leaves a gap of under a second, whatever the stamps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 10_000, max: 15_000 }), { maxLength: 100 }), (stampsMs) => {
        let next: number | null = null;
        for (const frame of place(stampsMs, 44_100)) {
          if (frame === null) continue;
          assert.ok(frame.duration > 0);
          if (next !== null) assert.ok(frame.time === next || frame.time - next > 44_100);
          next = frame.time + frame.duration;
        }
      }),
    );
  });
});
