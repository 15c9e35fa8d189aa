import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type TimeOut, TimeOuts } from './time-outs.ts';

it('A time-out holds until its end or until it is lifted, and outlasts a restart', () => {
  let nowWallMs = 0;
  let kept: TimeOut[] = [];
  const shelf = {
    list: () => kept,
    set: (added: TimeOut) => void (kept = [...kept.filter(({ userId }) => userId !== added.userId), added]),
    remove: (id: string) => void (kept = kept.filter(({ userId }) => userId !== id)),
    removeEnded: (now: number) => void (kept = kept.filter(({ untilWallMs }) => untilWallMs > now)),
  };
  const needs = { shelf, wallMs: () => nowWallMs };
  const timeOuts = new TimeOuts(needs);
  assert.equal(timeOuts.until('ann'), null);
  timeOuts.set('ann', 100);
  timeOuts.set('bob', 1_000);
  assert.deepEqual(timeOuts.list(), [
    { userId: 'ann', untilWallMs: 100 },
    { userId: 'bob', untilWallMs: 1_000 },
  ]);
  assert.deepEqual([timeOuts.until('ann'), new TimeOuts(needs).until('ann')], [100, 100]);
  nowWallMs = 100;
  assert.equal(timeOuts.until('ann'), null);
  timeOuts.lift('bob');
  assert.equal(timeOuts.until('bob'), null);
  timeOuts.set('eve', 200);
  assert.deepEqual(kept, [{ userId: 'eve', untilWallMs: 200 }]);
});
