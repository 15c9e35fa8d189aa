import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behindAt, behindAtStep, canGoBack, placeOf, placeUnder, stepsOf } from './reach.ts';

const reach = { oldestSeconds: 64, liveSeconds: 4 };

test('a place of the bar and a distance behind live are each other’s inverse', () => {
  for (const [behindSeconds, place] of [
    [64, 0],
    [49, 0.25],
    [34, 0.5],
    [4, 1],
  ] as const) {
    assert.equal(placeOf(behindSeconds, reach), place);
    assert.equal(behindAt(place, reach), behindSeconds);
  }
});

test('what is nearer than live, or older than what there is, stands at the ends', () => {
  assert.equal(placeOf(1.6, reach), 1);
  assert.equal(placeOf(90, reach), 0);
  assert.equal(behindAt(1.2, reach), 4);
  assert.equal(behindAt(-3, reach), 64);
});

test('a pause leads to the left, and a window that grows to the right', () => {
  assert.ok(placeOf(44, reach) < placeOf(34, reach));
  assert.ok(placeOf(34, { ...reach, oldestSeconds: 94 }) > placeOf(34, reach));
});

test('there is nothing to go back to while it is unknown, or a broadcast has just begun', () => {
  assert.equal(canGoBack(null), false);
  assert.equal(canGoBack({ oldestSeconds: 12, liveSeconds: 4 }), false);
  assert.equal(canGoBack({ oldestSeconds: 24, liveSeconds: 25 }), false);
  assert.equal(canGoBack({ oldestSeconds: 24, liveSeconds: 4 }), true);
});

test('a pointer beyond the ends of the bar means the ends', () => {
  const bar = { left: 100, width: 200 };
  assert.deepEqual(
    [50, 100, 150, 300, 400].map((x) => placeUnder(x, bar)),
    [0, 0, 0.25, 1, 1],
  );
  assert.equal(placeUnder(50, { left: 100, width: 0 }), 1);
});

test('the last step of the slider is live, whichever way its seconds were rounded', () => {
  for (const oldestSeconds of [64, 64.3, 64.5, 64.9]) {
    const rounded = { oldestSeconds, liveSeconds: 4 };
    assert.equal(behindAtStep(stepsOf(rounded), rounded), 0);
    assert.equal(behindAtStep(stepsOf(rounded) + 1, rounded), 0);
    assert.equal(behindAtStep(10, rounded), oldestSeconds - 10);
  }
});
