import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { silentLogger } from '../platform/log.ts';
import { FloodGuard } from './flood-guard.ts';

describe('FloodGuard', () => {
  it('lets ten lines of a kind through per ten seconds and then says how many it kept back', () => {
    const lines: object[] = [];
    const clock = { nowMs: 0 };
    const log = { ...silentLogger, warn: (fields: object) => void lines.push(fields) };
    const guard = new FloodGuard({ log, monotonicMs: () => clock.nowMs });
    for (let count = 0; count < 25; count += 1) guard.log('warn', 'refused', {}, 'No.');
    guard.log('warn', 'other', {}, 'Other.');
    assert.equal(lines.length, 11);
    clock.nowMs = 10_000;
    assert.equal(guard.log('warn', 'refused', { a: 1 }, 'No.'), true);
    assert.deepEqual(lines.at(-1), { a: 1, moreLikeItBefore: 15 });
  });
});
