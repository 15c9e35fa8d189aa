import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyRun, beginOfRun, behindOf, type LiveWindow, oldestBehind, secondsAt, wallMsAt } from './live-window.ts';

const firstMs = Date.UTC(2026, 0, 1);

/** Four fragments of four seconds from the 100th on, and a part of the next. */
const window: LiveWindow = {
  fragments: [0, 1, 2, 3].map((index) => ({
    start: 100 + 4 * index,
    duration: 4,
    programDateTime: firstMs + 4000 * index,
    cc: index < 2 ? 6 : 7,
  })),
  fragmentHint: { start: 116, duration: 1, programDateTime: firstMs + 60_000, cc: 8 },
  edge: 117,
  age: 0.5,
  partTarget: 0.5,
  targetduration: 4,
};

test('one can go back to the second fragment, since the first goes any moment', () => {
  assert.equal(oldestBehind(window, anyRun), 13.5);
  assert.equal(oldestBehind({ ...window, fragments: window.fragments.slice(0, 1) }, anyRun), 17.5);
  assert.equal(oldestBehind({ ...window, fragments: [] }, anyRun), 0.5);
});

test('a distance behind live is a place on the timeline, as near as there is media', () => {
  assert.equal(secondsAt(window, 7.5, anyRun), 110);
  assert.equal(secondsAt(window, 100, anyRun), 104);
  assert.equal(secondsAt(window, 0, anyRun), 116.5);
});

test('the wall clock is that of the fragment, also after the encoder was away', () => {
  assert.equal(wallMsAt(window, 7.5, anyRun), firstMs + 10_000);
  assert.equal(wallMsAt(window, 1, anyRun), firstMs + 60_500);
  assert.equal(wallMsAt({ ...window, fragments: [], fragmentHint: undefined }, 7.5, anyRun), null);
});

test('a playlist that brings nothing new leaves the window as long as it was', () => {
  const old = { ...window, age: 300 };
  assert.equal(oldestBehind(old, anyRun), 17);
  assert.equal(secondsAt(old, 11, anyRun), 110);
  assert.equal(behindOf(window, 110, false), 7.5);
  assert.equal(behindOf(old, 110, false), 11);
});

test('live goes on while nothing is asked for: who pauses falls ever further behind', () => {
  assert.equal(behindOf({ ...window, age: 300 }, 110, true), 307);
});

test('who was given a fresh engine for other tracks goes back to where those begin, and not to what it cannot play', () => {
  assert.equal(oldestBehind(window, 6), 13.5);
  assert.equal(oldestBehind(window, 7), 9.375);
  assert.equal(secondsAt(window, Infinity, 7), 108.125);
  assert.equal(wallMsAt(window, Infinity, 7), firstMs + 8125);
  assert.equal(beginOfRun(window, 8), 116.125, 'what is not finished counts');
  assert.equal(beginOfRun(window, 9), 117);
});
