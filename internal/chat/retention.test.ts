import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { oldestKeptWallMs, Retention } from './retention.ts';

function setUp(count: number) {
  const clock = new ManualClock();
  const steps: number[] = [];
  let left = count;
  let told = 0;
  const retention = new Retention({
    what: 'messages',
    clock,
    log: silentLogger,
    onForgotten: () => (told += 1),
    forgetSome: (atMost) => {
      const gone = Math.min(left, atMost);
      left -= gone;
      steps.push(gone);
      return gone;
    },
  });
  return { clock, retention, steps, told: () => told, add: (more: number) => void (left += more) };
}

describe('Retention', () => {
  it('forgets in small steps, and tells once', () => {
    const { clock, retention, steps, told } = setUp(640);
    retention.start();
    clock.advance(1_000);
    assert.deepEqual([steps, told()], [[250, 250, 140], 1]);
  });

  it('looks again every five minutes until it is ended', () => {
    const { add, clock, retention, steps, told } = setUp(0);
    const stop = retention.start();
    clock.advance(1_000);
    assert.deepEqual([steps, told()], [[0], 0]);
    add(3);
    clock.advance(300_000);
    assert.deepEqual([steps, told()], [[0, 3], 1]);
    stop();
    clock.advance(900_000);
    assert.equal(steps.length, 2);
  });
});

describe('Messages are too old', () => {
  it('by their age, or when enough newer ones follow', () => {
    const nowWallMs = 100 * 3_600_000;
    assert.equal(oldestKeptWallMs({ nowWallMs, keepHours: 24, surplusWallMs: null }), 76 * 3_600_000);
    assert.equal(oldestKeptWallMs({ nowWallMs, keepHours: 24, surplusWallMs: 5 }), 76 * 3_600_000);
    assert.equal(oldestKeptWallMs({ nowWallMs, keepHours: 24, surplusWallMs: nowWallMs - 9 }), nowWallMs - 8);
  });
});
