import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { leastPartShare, PartCutter } from './part-cutter.ts';
import { choosePartTarget } from './part-target.ts';

/** Durations of the parts that frames with these ends are cut into; the last is what is left. */
function cut(partTargetMs: number, endsMs: readonly number[]): number[] {
  const cutter = new PartCutter({ partTargetMs });
  const breaks = [0];
  let startMs = 0;
  for (const endMs of endsMs) {
    breaks.push(...cutter.place(startMs, endMs).map(({ atMs }) => atMs));
    startMs = endMs;
  }
  if (startMs > (breaks.at(-1) ?? 0)) breaks.push(startMs);
  return breaks.slice(1).map((atMs, index) => atMs - (breaks[index] ?? 0));
}

function evenly(count: number, frameMs: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.round((index + 1) * frameMs));
}

describe('PartCutter', () => {
  test('fills parts with whole frames at a steady rate', () => {
    assert.deepEqual(cut(502, evenly(60, 1000 / 30)), [500, 500, 500, 500]);
    assert.deepEqual(cut(482, evenly(50, 40)), [480, 480, 480, 480, 80]);
  });

  test('ends a full part with the frame that fills it, without waiting for the next', () => {
    const cutter = new PartCutter({ partTargetMs: 102 });
    assert.deepEqual(cutter.place(0, 50), []);
    assert.deepEqual(cutter.place(50, 100), [{ atMs: 100, beforeFrame: false }]);
  });

  test('ends a part in mid-frame rather than below 85 % of its target', () => {
    const cutter = new PartCutter({ partTargetMs: 500 });
    assert.deepEqual(cutter.place(0, 100), []);
    assert.deepEqual(cutter.place(100, 700), [{ atMs: 500, beforeFrame: false }]);
  });

  test('goes through a frame of many targets in parts of the target', () => {
    assert.deepEqual(cut(500, [100, 1800]), [500, 500, 500, 300]);
  });

  test('leaves empty parts where no frame is for longer than a part', () => {
    const cutter = new PartCutter({ partTargetMs: 500 });
    cutter.place(0, 100);
    assert.deepEqual(cutter.place(1200, 1220), [
      { atMs: 500, beforeFrame: true },
      { atMs: 1000, beforeFrame: true },
    ]);
  });

  test('keeps every part within the target and all but the last above 85 %, whatever the frames', () => {
    const frames = fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(frames, fc.integer({ min: 100, max: 1000 }), (lengths, partTargetMs) => {
        let endMs = 0;
        const parts = cut(
          partTargetMs,
          lengths.map((length) => (endMs += length)),
        );
        assert.ok(parts.every((durationMs) => durationMs <= partTargetMs + 0.02));
        assert.ok(parts.slice(0, -1).every((durationMs) => durationMs >= partTargetMs * leastPartShare - 0.02));
        assert.ok(Math.abs(parts.reduce((sum, durationMs) => sum + durationMs, 0) - endMs) < 0.01);
      }),
    );
  });

  test('needs no cut in mid-frame at any usual rate, stamps jittering by a millisecond', () => {
    const rates = fc.constantFrom(10, 12, 15, 24_000 / 1001, 24, 25, 30_000 / 1001, 30, 48, 50, 60_000 / 1001, 60, 120);
    const jitter = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 120, maxLength: 120 });
    fc.assert(
      fc.property(rates, fc.integer({ min: 200, max: 1000 }), jitter, (rate, configuredMs, offsets) => {
        const partTargetMs = choosePartTarget({ configuredMs, frameMs: 1000 / rate });
        const ends = offsets.map((offset, index) => Math.floor(((index + 1) * 1000) / rate) + offset);
        const cutter = new PartCutter({ partTargetMs });
        let startMs = 0;
        for (const endMs of ends) {
          for (const { atMs } of cutter.place(startMs, endMs)) assert.ok(atMs === startMs || atMs === endMs);
          startMs = endMs;
        }
      }),
    );
  });
});
