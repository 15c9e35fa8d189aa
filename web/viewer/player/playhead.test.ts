import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playhead } from './playhead.ts';

function sample(
  currentTime: number,
  atMs: number,
  changes: { paused?: boolean; seeking?: boolean; readyState?: number } = {},
) {
  return { currentTime, atMs, paused: false, seeking: false, readyState: 4, ...changes };
}

test('playback begins with the first small step, not with the leap to the live edge', () => {
  const playhead = new Playhead();
  assert.equal(playhead.note(sample(0, 100)), false);
  assert.equal(playhead.note(sample(58, 300)), false);
  assert.equal(playhead.startedAtMs, null);
  assert.equal(playhead.note(sample(58.2, 500)), true);
  assert.equal(playhead.startedAtMs, 500);
});

test('a playhead that stands still, seeks, waits or is paused has not moved', () => {
  const playhead = new Playhead();
  playhead.note(sample(1, 100));
  playhead.note(sample(1.2, 300));
  playhead.note(sample(1.2, 500));
  playhead.note(sample(2, 700, { seeking: true }));
  playhead.note(sample(2.1, 900, { readyState: 1 }));
  playhead.note(sample(2.2, 1100, { paused: true }));
  assert.equal(playhead.movedAtMs, 300);
});

test('once playing, a long step is progress: hidden pages look seldom', () => {
  const playhead = new Playhead();
  playhead.note(sample(1, 100));
  playhead.note(sample(1.2, 300));
  playhead.note(sample(61, 60_000));
  assert.equal(playhead.movedAtMs, 60_000);
});

test('a step back is no progress', () => {
  const playhead = new Playhead();
  playhead.note(sample(5, 100));
  playhead.note(sample(4, 300));
  assert.equal(playhead.movedAtMs, 0);
});
