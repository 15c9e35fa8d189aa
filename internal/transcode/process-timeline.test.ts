import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProcessTimeline } from './process-timeline.ts';

describe('the timeline of one process', () => {
  it('takes every time there and back exactly, with its fraction, however far the broadcast has come', () => {
    const offsets = fc.uniqueArray(fc.integer({ min: -5_000, max: 3_600_000 }), { maxLength: 50 });
    const starts = fc.double({ min: 10_000, max: 2 ** 45, noNaN: true });
    fc.assert(
      fc.property(starts, offsets, fc.double({ min: 0, max: 0.4, noNaN: true }), (startMs, list, fraction) => {
        const timeline = new ProcessTimeline(startMs);
        for (const offset of list) timeline.enter(Math.floor(startMs) + offset + fraction);
        for (const offset of list) {
          const inMs = Math.floor(startMs) + offset + fraction;
          const wireMs = Math.round(timeline.toProcess(inMs));
          assert.ok(wireMs >= 0 && wireMs < 2 ** 31);
          assert.equal(timeline.toBroadcast(wireMs), inMs);
        }
      }),
    );
  });

  it('forgets what is long past, and is then right to the millisecond', () => {
    const timeline = new ProcessTimeline(10_000);
    for (let count = 0; count < 10_000; count += 1) timeline.enter(10_000.25 + count * 10);
    assert.equal(timeline.toBroadcast(timeline.toProcess(10_000)), 10_000);
    assert.equal(timeline.toBroadcast(Math.round(timeline.toProcess(109_990.25))), 109_990.25);
  });

  it('is worn out long before 32 bits end', () => {
    const timeline = new ProcessTimeline(10_000);
    assert.equal(timeline.isWornOut(10_000 + 10 * 86_400_000), false);
    assert.equal(timeline.isWornOut(10_000 + 13 * 86_400_000), true);
    assert.equal(timeline.isWornOut(-1_000_000), true);
  });
});
