import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChatHours, isChatOpen } from './chat-hours.ts';

const minuteMs = 60_000;
const nowWallMs = 1000 * minuteMs;
const never: ChatHours = {
  nowWallMs,
  isOnAir: false,
  isPlanned: false,
  endedWallMs: null,
  openAfterMinutes: 5,
};

describe('The hours of the chat', () => {
  it('are while the station is on air', () => {
    assert.ok(isChatOpen({ ...never, isOnAir: true }));
    assert.ok(!isChatOpen(never));
  });

  it('begin before a planned broadcast', () => {
    assert.ok(isChatOpen({ ...never, isPlanned: true }));
  });

  it('go on for a while after a broadcast', () => {
    assert.ok(isChatOpen({ ...never, endedWallMs: nowWallMs - 5 * minuteMs }));
    assert.ok(!isChatOpen({ ...never, endedWallMs: nowWallMs - 5 * minuteMs - 1 }));
  });
});
