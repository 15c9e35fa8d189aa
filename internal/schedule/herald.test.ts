import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AerialEvents } from '../app/events.ts';
import { ManualClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { Herald } from './herald.ts';
import type { Occurrence } from './planned-broadcast.ts';

const MINUTE_MS = 60_000;

function rig(
  minutes: readonly number[],
  startsInMinutes: number,
  clock = new ManualClock(),
  written = new Set<string>(),
) {
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const told: number[] = [];
  events.on('schedule.reminder', ({ minutesBefore }) => told.push(minutesBefore));
  const stages: string[] = [];
  events.on('schedule.stage', ({ id, seriesId, stage }) => stages.push(`${id} of ${seriesId}: ${stage}`));
  const occurrence: Occurrence = {
    id: 'late',
    planId: 'late',
    isOfSeries: false,
    name: 'Late show',
    description: '',
    startWallMs: clock.wallMs() + startsInMinutes * MINUTE_MS,
    durationMinutes: 60,
    timeZone: 'UTC',
    status: 'scheduled',
    updatedWallMs: 0,
  };
  const ledger = { note: ({ key }: { key: string }) => written.size < written.add(key).size };
  const herald = new Herald({ clock, events, ledger, coming: () => [occurrence], minutesBefore: () => minutes });
  return { clock, told, stages, written, stop: herald.start() };
}

describe('The herald', () => {
  it('tells of a broadcast so many minutes before it, once for each', () => {
    const { clock, told, stop } = rig([60, 10], 90);
    clock.advance(29 * MINUTE_MS);
    assert.deepEqual(told, []);
    clock.advance(2 * MINUTE_MS);
    assert.deepEqual(told, [60]);
    clock.advance(55 * MINUTE_MS);
    assert.deepEqual(told, [60, 10]);
    clock.advance(300 * MINUTE_MS);
    assert.deepEqual(told, [60, 10]);
    stop();
  });

  it('tells programs when it is near, and when it should begin and end', () => {
    const { clock, stages } = rig([], 30);
    clock.advance(19 * MINUTE_MS);
    assert.deepEqual(stages, []);
    clock.advance(2 * MINUTE_MS);
    assert.deepEqual(stages, ['late of null: soon']);
    clock.advance(10 * MINUTE_MS);
    assert.equal(stages.at(-1), 'late of null: begins');
    clock.advance(100 * MINUTE_MS);
    assert.deepEqual(stages.slice(2), ['late of null: ends']);
  });

  it('tells programs of nothing twice when the server was started anew meanwhile, but of what was moved', () => {
    const { clock, stages, written, stop } = rig([], 11);
    clock.advance(2 * MINUTE_MS);
    assert.deepEqual(stages, ['late of null: soon']);
    stop();
    const again = rig([], 9, clock, written);
    clock.advance(MINUTE_MS);
    assert.deepEqual(again.stages, []);
    clock.advance(9 * MINUTE_MS);
    assert.deepEqual(again.stages, ['late of null: begins']);
    again.stop();
    const moved = rig([], 10, clock, written);
    clock.advance(MINUTE_MS);
    assert.deepEqual(moved.stages, ['late of null: soon']);
    moved.stop();
  });

  it('makes up for what fell due minutes ago, and for no more', () => {
    const { clock, told } = rig([30], 25);
    clock.advance(MINUTE_MS);
    assert.deepEqual(told, [30]);
    const late = rig([30], 15);
    late.clock.advance(MINUTE_MS);
    assert.deepEqual(late.told, []);
  });

  it('says nothing when nothing is to be said, and after its end', () => {
    const { clock, told } = rig([], 10);
    clock.advance(20 * MINUTE_MS);
    assert.deepEqual(told, []);
    const ended = rig([5], 10);
    ended.stop();
    ended.clock.advance(20 * MINUTE_MS);
    assert.deepEqual(ended.told, []);
  });
});
