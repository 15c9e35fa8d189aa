import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Backlog } from './backlog.ts';

describe('Backlog', () => {
  it('is over at once where the stamps say that nothing was kept back', () => {
    assert.equal(new Backlog({ stampMs: 1000, arrivalMs: 50_000 }).isOver(6000, 55_200), true);
  });

  it('lasts while what comes is old and comes faster than it is played', () => {
    const backlog = new Backlog({ stampMs: 0, arrivalMs: 0 });
    // Ten seconds that were kept back come at three times their pace.
    const overMs = Array.from({ length: 200 }, (_, index) => index * 40).find((passedMs) =>
      backlog.isOver(passedMs * 3, 10_000 + passedMs),
    );
    assert.ok(overMs !== undefined && overMs > 4800 && overMs < 5100, `over after ${overMs} ms`);
  });

  it('is over soon where the clock of the encoder stood still, also over the wrap of its stamps', () => {
    const stampMs = 2 ** 32 - 100;
    const backlog = new Backlog({ stampMs, arrivalMs: 0 });
    const isOver = (passedMs: number) => backlog.isOver((stampMs + passedMs) % 2 ** 32, 30_000 + passedMs);
    assert.deepEqual([40, 240, 520, 560].map(isOver), [false, false, false, true]);
  });

  it('does not go on for ever', () => {
    const backlog = new Backlog({ stampMs: 0, arrivalMs: 0 });
    const overMs = Array.from({ length: 40 }, (_, index) => index * 500).find((passedMs) =>
      backlog.isOver(passedMs * 2, 60_000 + passedMs),
    );
    assert.equal(overMs, 10_000);
  });
});
