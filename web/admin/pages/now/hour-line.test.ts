import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hourLine } from './hour-line.ts';

const nowMs = Date.parse('2026-01-01T12:00:00Z');
const box = { width: 100, height: 10, nowMs, spanMs: 3_600_000 };
const at = (minutesAgo: number, value: number) => ({
  time: new Date(nowMs - minutesAgo * 60_000).toISOString(),
  value,
});

describe('The viewers of the last hour', () => {
  it('are a line from then to now, with the peak at its top', () => {
    assert.deepEqual(hourLine([at(60, 0), at(30, 4), at(15, 2)], box), {
      points: '0.0,10.0 50.0,0.0 75.0,5.0 100.0,5.0',
      peak: 4,
      latest: 2,
    });
  });

  it('leave out what is older, and lie at the bottom when nobody came', () => {
    assert.equal(hourLine([at(61, 9)], box), null);
    assert.equal(hourLine([at(90, 9), at(0, 0)], box)?.points, '100.0,10.0 100.0,10.0');
  });
});
