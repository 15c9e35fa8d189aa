import assert from 'node:assert/strict';
import { it } from 'node:test';
import { writeTime } from './times.ts';

it('The studio writes times as English has them, as the API gives them or in milliseconds', () => {
  const local = new Date(2026, 11, 7, 13, 33, 9);
  assert.equal(writeTime(local.toISOString(), 'moment'), '7 Dec 2026, 13:33');
  assert.equal(writeTime(local.getTime(), 'exactMoment'), '7 Dec 2026, 13:33:09');
  assert.equal(writeTime(local.getTime(), 'clock'), '13:33');
  assert.equal(writeTime(local.getTime(), 'exactClock'), '13:33:09');
});
