import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserClock } from '../shared/clock.ts';
import { ServerClock } from './server-clock.ts';

test('the studio goes by the server’s time, however wrong that of the device is', () => {
  let ownMs = Date.parse('2026-12-01T10:00:00Z');
  const clock = new ServerClock({ ...browserClock, wallMs: () => ownMs });
  assert.equal(clock.wallMs(), ownMs, 'nothing was heard yet');
  clock.set('2026-12-01T09:20:00.500Z');
  assert.equal(clock.wallMs(), Date.parse('2026-12-01T09:20:00.500Z'));
  ownMs += 1500;
  assert.equal(clock.wallMs(), Date.parse('2026-12-01T09:20:02Z'));
  clock.set('no time');
  assert.equal(clock.wallMs(), Date.parse('2026-12-01T09:20:02Z'));
});
