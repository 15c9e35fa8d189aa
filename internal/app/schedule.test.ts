import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../config/settings.ts';
import { EventHub } from '../platform/event-hub.ts';
import { testStore } from '../store/testing.ts';
import type { AerialEvents } from './events.ts';
import { SchedulePart } from './schedule.ts';

const HOUR_MS = 3_600_000;

test('what is planned once is there for the admin, however far ahead it is', (t) => {
  const { store, clock } = testStore.withClock(t, {});
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const part = new SchedulePart({ clock, events, settings: new Settings({}), store });
  const plan = (name: string, days: number) =>
    part.handlers.planEvent({
      body: { name, start: new Date(clock.wallMs() + days * 24 * HOUR_MS).toISOString() },
    } as never) as Record<'events' | 'later', { readonly name: string }[]>;
  plan('Anniversary', 400);
  plan('Next quarter', 90);
  const { events: soon, later } = plan('Tomorrow', 1);
  assert.deepEqual(
    [soon, later].map((list) => list.map(({ name }) => name)),
    [['Tomorrow'], ['Next quarter', 'Anniversary']],
  );
});

test('what is planned is kept, told of in time, and opens the chat before it', (t) => {
  const { store, clock } = testStore.withClock(t, {});
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const settings = new Settings({ flags: { 'chat-open-before-minutes': ['20'], 'schedule-reminder-minutes': ['60'] } });
  const part = new SchedulePart({ clock, events, settings, store });
  const told: string[] = [];
  events.on('schedule.reminder', ({ name, minutesBefore }) => told.push(`${name} in ${minutesBefore}`));
  const stop = part.start();
  assert.equal(part.next(), null);
  const start = new Date(clock.wallMs() + 3 * HOUR_MS).toISOString();
  const call = (id: 'planEvent' | 'getSchedule' | 'getScheduleCalendar', body: object = {}) =>
    part.handlers[id]({ body, query: {}, params: {}, caller: { origin: null } } as never);
  void call('planEvent', { name: 'Late show', start, timezone: 'Europe/Berlin', durationMinutes: 60 });
  assert.deepEqual([part.next()?.name, part.next()?.isChatOpen], ['Late show', false]);
  assert.equal((call('getSchedule') as { startTime: string }[])[0]?.startTime, start.replace(/\.\d+/, '.000'));

  clock.advance(2 * HOUR_MS + 60_000);
  assert.deepEqual(told, ['Late show in 60']);
  clock.advance(0.75 * HOUR_MS);
  assert.equal(part.next()?.isChatOpen, true);
  clock.advance(1.5 * HOUR_MS);
  assert.equal(part.next(), null);
  stop();

  const again = new SchedulePart({ clock, events, settings, store });
  assert.equal((again.handlers.getSchedule({ query: {} } as never) as unknown[]).length, 1);
  const hidden = new SchedulePart({ clock, events, settings: new Settings({ flags: { schedule: ['off'] } }), store });
  assert.deepEqual(hidden.handlers.getSchedule({ query: {} } as never), []);
  assert.deepEqual(hidden.coming(9), []);
});
