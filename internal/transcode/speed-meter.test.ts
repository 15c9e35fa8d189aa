import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SpeedMeter } from './speed-meter.ts';

/** Thirty frames a second for so long, the rendition at `speed` of the source. */
function run(meter: SpeedMeter, seconds: number, speed: number): number {
  for (let frame = 0; frame <= seconds * 30; frame += 1) {
    const atMs = (frame * 1000) / 30;
    meter.add(0, 10_000 + atMs, atMs);
    meter.add(1, 10_000 + atMs * speed, atMs);
  }
  return seconds * 1000;
}

describe('The speed of a rendition', () => {
  it('is 1 when it keeps up, however late it is', () => {
    const meter = new SpeedMeter();
    const nowMs = run(meter, 20, 1);
    assert.deepEqual(meter.of(1, nowMs), { speed: 1, lagMs: 0 });
  });

  it('falls below 1 when it does not, and it is further and further behind', () => {
    const meter = new SpeedMeter();
    const nowMs = run(meter, 20, 0.8);
    assert.deepEqual(meter.of(1, nowMs), { speed: 0.8, lagMs: 4000 });
  });

  it('is not told before there is enough to go by, nor of what is not made', () => {
    const meter = new SpeedMeter();
    const nowMs = run(meter, 1, 1);
    assert.deepEqual(meter.of(1, nowMs), { speed: null, lagMs: 0 });
    assert.deepEqual(meter.of(7, nowMs), { speed: null, lagMs: null });
  });

  it('is 0 once nothing has come out for long', () => {
    const meter = new SpeedMeter();
    const nowMs = run(meter, 20, 1);
    assert.equal(meter.of(1, nowMs + 11_000).speed, 0);
  });

  it('begins anew with another broadcast, and where the timeline jumps back', () => {
    const meter = new SpeedMeter();
    const nowMs = run(meter, 20, 1);
    meter.add(1, 5, nowMs);
    assert.equal(meter.of(1, nowMs).speed, null);
    meter.clear();
    assert.deepEqual(meter.of(1, nowMs), { speed: null, lagMs: null });
  });
});
