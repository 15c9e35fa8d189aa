import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directionsOf, meaningOf } from './tap.ts';

const picture = { left: 30, width: 300 };

test('a double tap goes back on the left, forward on the right, and between them it is full screen', () => {
  const can = { goBack: true, goForward: true };
  assert.deepEqual(
    [30, 129, 131, 229, 231, 330].map((x) => meaningOf(x, picture, can)),
    ['back', 'back', 'fullscreen', 'fullscreen', 'forward', 'forward'],
  );
});

test('where there is nothing in that direction a double tap is full screen everywhere', () => {
  assert.equal(meaningOf(40, picture, { goBack: false, goForward: true }), 'fullscreen');
  assert.equal(meaningOf(320, picture, { goBack: true, goForward: false }), 'fullscreen');
});

test('forward is there for who is behind, and for who pauses at live, which goes on without them', () => {
  const reach = { oldestSeconds: 28, liveSeconds: 3.5 };
  const at = { reach, atLive: true, isPaused: false };
  assert.deepEqual(directionsOf(at), { goBack: true, goForward: false });
  assert.deepEqual(directionsOf({ ...at, atLive: false }), { goBack: true, goForward: true });
  assert.deepEqual(directionsOf({ ...at, isPaused: true }), { goBack: true, goForward: true });
  assert.deepEqual(directionsOf({ reach: null, atLive: false, isPaused: true }), { goBack: false, goForward: false });
});
