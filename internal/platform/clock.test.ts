import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guardedClock, ManualClock } from './clock.ts';

describe('A guarded clock', () => {
  it('tells of a callback that failed, and goes on calling it and the others', () => {
    const hands = new ManualClock();
    const told: string[] = [];
    const clock = guardedClock(hands, (error) => void told.push(String(error)));
    let calls = 0;
    const stop = clock.every(1000, () => {
      calls += 1;
      if (calls === 2) throw new Error('no space');
    });
    clock.after(2500, () => void told.push('the other'));
    hands.advance(3000);
    stop();
    hands.advance(3000);
    assert.deepEqual([calls, told], [3, ['Error: no space', 'the other']]);
    assert.deepEqual([clock.monotonicMs(), clock.wallMs()], [hands.monotonicMs(), hands.wallMs()]);
  });

  it('lets its owner say what is no failure to go on from', () => {
    const hands = new ManualClock();
    const clock = guardedClock(hands, (error) => {
      throw error;
    });
    clock.after(1, () => {
      throw new TypeError('a fault');
    });
    assert.throws(() => hands.advance(1), TypeError);
  });
});
