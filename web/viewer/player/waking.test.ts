import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shouldWake } from './waking.ts';

const dryAndFed = { readyState: 2, paused: false, seeking: false, bufferedAheadSeconds: 0.6, sinceWokenMs: 60_000 };

test('an element that ran dry is woken once about a part lies ahead of it', () => {
  assert.equal(shouldWake(dryAndFed), true);
  assert.equal(shouldWake({ ...dryAndFed, bufferedAheadSeconds: 0.2 }), false);
});

test('one that plays, is paused, or seeks is left alone', () => {
  assert.equal(shouldWake({ ...dryAndFed, readyState: 4 }), false);
  assert.equal(shouldWake({ ...dryAndFed, paused: true }), false);
  assert.equal(shouldWake({ ...dryAndFed, seeking: true }), false);
});

test('it is given time to come to itself', () => {
  assert.equal(shouldWake({ ...dryAndFed, sinceWokenMs: 800 }), false);
});
