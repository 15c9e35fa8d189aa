import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Detours } from './detours.ts';

test('A player is sent elsewhere once for each file', () => {
  const detours = new Detours();
  assert.deepEqual(
    ['a', 'b', 'c'].map((file) => detours.allows('one', file, 0)),
    [true, true, true],
  );
});

test('A player that comes back for a file gets that one and the next ones from here, for five minutes', () => {
  const detours = new Detours();
  detours.allows('one', 'a', 0);
  assert.equal(detours.allows('one', 'a', 1_000), false);
  assert.equal(detours.allows('one', 'b', 60_000), false);
  assert.equal(detours.allows('one', 'c', 301_000), true);
});

test('What one player lacks is no matter to another', () => {
  const detours = new Detours();
  detours.allows('one', 'a', 0);
  detours.allows('one', 'a', 0);
  assert.equal(detours.allows('two', 'a', 0), true);
});

test('Only so many players are remembered, the latest ones', () => {
  const detours = new Detours();
  for (let player = 0; player <= 10_000; player += 1) detours.allows(`player ${player}`, 'a', 0);
  assert.equal(detours.allows('player 0', 'a', 0), true, 'it was forgotten');
  assert.equal(detours.allows('player 10000', 'a', 0), false);
});
