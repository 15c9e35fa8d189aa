import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { playbackRate, targetLatencySeconds } from './pace.ts';

const calm = { latencySeconds: 1.5, targetSeconds: 1.5, bufferedAheadSeconds: 1.2, chaseSeconds: 5.5 };

test('at its distance the picture runs at its own speed', () => {
  assert.equal(playbackRate(calm), 1);
  assert.equal(playbackRate({ ...calm, latencySeconds: 1.54 }), 1);
});

test('further behind it runs up to a tenth faster', () => {
  assert.equal(playbackRate({ ...calm, latencySeconds: 1.7 }), 1.05);
  assert.equal(playbackRate({ ...calm, latencySeconds: 3 }), 1.1);
});

test('it does not run faster on a thin buffer, nor when the viewer chose to be far behind', () => {
  assert.equal(playbackRate({ ...calm, latencySeconds: 3, bufferedAheadSeconds: 0.9 }), 1);
  assert.equal(playbackRate({ ...calm, latencySeconds: 20 }), 1);
});

test('glued to the edge with nothing in hand it slows down a little', () => {
  assert.equal(playbackRate({ ...calm, latencySeconds: 0.8, bufferedAheadSeconds: 0.6 }), 0.95);
  assert.equal(playbackRate({ ...calm, latencySeconds: 0.8, bufferedAheadSeconds: 0.9 }), 1);
});

test('the rate never leaves its bounds', () => {
  const seconds = fc.double({ min: -10, max: 100, noNaN: true });
  fc.assert(
    fc.property(seconds, seconds, seconds, (latencySeconds, targetSeconds, bufferedAheadSeconds) => {
      const rate = playbackRate({ latencySeconds, targetSeconds, bufferedAheadSeconds, chaseSeconds: 6 });
      return rate >= 0.95 && rate <= 1.1;
    }),
  );
});

test('each recent stall adds half a second of distance, two at most, and is forgotten after a minute', () => {
  assert.equal(targetLatencySeconds(1.5, [], 1000), 1.5);
  assert.equal(targetLatencySeconds(1.5, [70_000, 80_000], 90_000), 2.5);
  assert.equal(targetLatencySeconds(1.5, [70_000, 80_000], 135_000), 2);
  assert.equal(targetLatencySeconds(1.5, [1, 2, 3, 4, 5, 6], 1000), 3.5);
});
