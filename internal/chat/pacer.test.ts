import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { Pacer } from './pacer.ts';

it('A rush is worked off in its order, a little at a time', () => {
  const clock = new ManualClock();
  const turns: (() => void)[] = [];
  const pacer = new Pacer({ clock, defer: (callback) => void turns.push(callback) });
  const done: number[] = [];
  for (let task = 0; task < 5; task += 1) {
    pacer.do(() => {
      done.push(task);
      clock.advance(1);
    });
  }
  assert.equal(done.join(), '');
  const doneByTurn: number[] = [];
  for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
    turn();
    doneByTurn.push(done.length);
  }
  assert.deepEqual(doneByTurn, [2, 4, 5]);
  assert.equal(done.join(), '0,1,2,3,4');
  pacer.do(() => done.push(5));
  turns.shift()?.();
  assert.equal(done.at(-1), 5);
});
