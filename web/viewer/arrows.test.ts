import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, type Place } from './arrows.ts';

const at = (left: number, top: number, width = 100, height = 40): Place => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

test('an arrow goes to the nearest thing that lies in its direction', () => {
  const [play, sound, chat, title] = [at(0, 500), at(120, 500), at(1200, 100, 300, 700), at(0, 600, 900)];
  const others = [sound, chat, title];
  assert.equal(nearest(play, others, 'right'), 0);
  assert.equal(nearest(play, others, 'down'), 2);
  assert.equal(nearest(play, others, 'left'), null);
  assert.equal(nearest(sound, [play, chat, title], 'right'), 1);
});

test('what is straight ahead is nearer than what is a little nearer and aside', () => {
  assert.equal(nearest(at(0, 0), [at(150, 100), at(250, 0)], 'right'), 1);
});

test('of two that are as far, the one that begins nearer is next', () => {
  const row = [at(600, 100), at(10, 100), at(300, 100)];
  assert.equal(nearest(at(0, 0, 900), row, 'down'), 1);
});

test('what has no place is never next', () => {
  const nowhere = { left: Number.NaN, right: Number.NaN, top: Number.NaN, bottom: Number.NaN };
  assert.equal(nearest(at(0, 0), [nowhere], 'right'), null);
});
