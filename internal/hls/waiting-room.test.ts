import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { WaitingLimit, WaitingRoom } from './waiting-room.ts';

class Guest {
  isReady = false;
  outcome: 'waiting' | 'answered' | 'expired' = 'waiting';

  attempt(): boolean {
    if (this.isReady) this.outcome = 'answered';
    return this.isReady;
  }

  expire(): void {
    this.outcome = 'expired';
  }
}

function setUp(max = 1000): { room: WaitingRoom; clock: ManualClock; limit: WaitingLimit } {
  const clock = new ManualClock();
  const limit = new WaitingLimit({ max });
  return { room: new WaitingRoom({ clock, limit, holdMs: 8500 }), clock, limit };
}

describe('WaitingRoom', () => {
  test('answers those whose time has come and lets the others wait', () => {
    const { room, limit } = setUp();
    const [ready, waiting] = [new Guest(), new Guest()];
    for (const guest of [ready, waiting]) room.enter(guest);
    ready.isReady = true;
    room.wake();
    assert.deepEqual([ready.outcome, waiting.outcome, limit.count], ['answered', 'waiting', 1]);
  });

  test('sends away who has waited long enough, and only them', () => {
    const { room, clock } = setUp();
    const [early, late] = [new Guest(), new Guest()];
    room.enter(early);
    clock.advance(5000);
    room.enter(late);
    clock.advance(3500);
    room.expire();
    assert.deepEqual([early.outcome, late.outcome], ['expired', 'waiting']);
  });

  test('has no room beyond its limit, and has again when somebody leaves', () => {
    const { room } = setUp(1);
    const leave = room.enter(new Guest());
    assert.equal(room.enter(new Guest()), null);
    leave?.();
    leave?.();
    assert.notEqual(room.enter(new Guest()), null);
  });

  test('answers a crowd in slices, each guest once, and nobody who has left meanwhile', async () => {
    const { room, limit } = setUp();
    const guests = Array.from({ length: 600 }, () => new Guest());
    const leaves = guests.map((guest) => room.enter(guest));
    for (const guest of guests) guest.isReady = true;
    room.wake();
    assert.equal(guests.filter((guest) => guest.outcome === 'answered').length, 256);
    leaves[599]?.();
    while (limit.count > 0) await nextTurn();
    assert.equal(guests.filter((guest) => guest.outcome === 'answered').length, 599);
  });
});
