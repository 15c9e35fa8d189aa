import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepFrom } from './seek-step.ts';

const range = { earliestSeconds: 10, liveSeconds: 100 };

test('a step forward stays behind live, unless it ends within two seconds of it or beyond', () => {
  assert.deepEqual(stepFrom(72.5, 5, range), { toSeconds: 77.5, reachesLive: false });
  assert.deepEqual(stepFrom(92.5, 5, range), { toSeconds: 97.5, reachesLive: false });
  assert.deepEqual(stepFrom(93.5, 5, range), { toSeconds: 100, reachesLive: true });
  assert.deepEqual(stepFrom(99.9, 5, range), { toSeconds: 100, reachesLive: true });
});

test('a step back is never to live, and ends where the playlist begins', () => {
  assert.deepEqual(stepFrom(100, -1, range), { toSeconds: 99, reachesLive: false });
  assert.deepEqual(stepFrom(12, -5, range), { toSeconds: 10, reachesLive: false });
});

test('who has fallen out of the playlist steps back into it', () => {
  assert.deepEqual(stepFrom(2, 5, range), { toSeconds: 10, reachesLive: false });
});
