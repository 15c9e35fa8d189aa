import assert from 'node:assert/strict';
import { it } from 'node:test';
import { retryAfterMs } from './retry-after.ts';

it('a wait is asked for in seconds or by a date, and what is neither asks for none', () => {
  const nowWallMs = Date.parse('2026-12-01T10:00:00Z');
  const told: readonly (readonly [string | undefined, number | null])[] = [
    ['120', 120_000],
    ['0', 0],
    ['Tue, 01 Dec 2026 10:01:00 GMT', 60_000],
    ['Tue, 01 Dec 2026 09:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
  ];
  for (const [written, waitMs] of told) assert.equal(retryAfterMs(written, nowWallMs), waitMs, written);
});
