import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { AerialEvents } from '../../app/events.ts';
import { ManualClock } from '../../platform/clock.ts';
import { EventHub } from '../../platform/event-hub.ts';
import { testStore } from '../../store/testing.ts';
import { addressesOf } from '../addresses.ts';
import type { ShownBroadcast } from '../../schedule/planned-broadcast.ts';
import type { Json } from '../documents/terms.ts';
import { PlannedEvents } from './planned-events.ts';
import { Publisher } from './publisher.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BASE = 'https://tv.example.org';

function rig(t: TestContext, daysAhead = 7) {
  const clock = new ManualClock(Date.parse('2027-03-01T10:00:00Z'));
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const { outbox } = testStore(t);
  const sent: Json[] = [];
  const calendar: { events: ShownBroadcast[] | null } = { events: [] };
  const publisher = new Publisher({
    clock,
    outbox,
    newId: () => 'id',
    deliveries: { spread: (activity) => void sent.push(activity) },
    renderMarkdown: (text) => text,
  });
  const rules = { isPrivate: false, language: 'en' };
  const facts = { logo: { url: `${BASE}/logo/external?uc=1`, mediaType: 'image/png' } };
  const planned = new PlannedEvents({
    clock,
    events,
    outbox,
    publisher,
    account: () => ({ addresses: addressesOf(BASE, 'streamer'), facts, rules }) as never,
    planned: ({ fromMs, untilMs }) =>
      calendar.events?.filter(
        ({ startWallMs, durationMinutes }) => startWallMs + durationMinutes * 60_000 > fromMs && startWallMs < untilMs,
      ) ?? null,
    daysAhead: () => daysAhead,
  });
  t.after(planned.start());
  /** Everything that was sent since the last time, as `Type Name status`. */
  const told = (): string[] =>
    sent.splice(0).map(({ type, object }) => {
      const { name, eventStatus, formerType } = object as Readonly<Record<string, string | undefined>>;
      return [String(type), name, eventStatus, formerType].filter((word) => word !== undefined).join(' ');
    });
  const settle = (): void => {
    events.publish('schedule.changed', { wallMs: clock.wallMs() });
    clock.advance(5_000);
  };
  return { calendar, clock, outbox, sent, settle, told };
}

function late(clock: ManualClock, changes: Partial<ShownBroadcast> = {}): ShownBroadcast {
  return {
    id: 'late-20270303T200000',
    name: 'Late show',
    description: 'Slow <trains> #rail',
    startWallMs: clock.wallMs() + 2 * DAY_MS,
    durationMinutes: 90,
    timeZone: 'Europe/Berlin',
    status: 'scheduled',
    ...changes,
  };
}

describe('A planned broadcast on the fediverse', () => {
  it('is told of as an event, once it is near', (t) => {
    const { calendar, clock, outbox, sent, settle, told } = rig(t);
    calendar.events = [late(clock, { startWallMs: clock.wallMs() + 8 * DAY_MS })];
    settle();
    assert.deepEqual(told(), []);
    clock.advance(DAY_MS + HOUR_MS);
    const create = sent[0] ?? assert.fail();
    const { published, ...object } = create['object'] as Json;
    assert.equal(typeof published, 'string');
    assert.deepEqual(object, {
      id: `${BASE}/federation/event/late-20270303T200000`,
      type: 'Event',
      attributedTo: `${BASE}/federation/user/streamer`,
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: [`${BASE}/federation/user/streamer/followers`],
      name: 'Late show',
      content: `<p>Slow &lt;trains&gt; <a href="${BASE}/?tag=rail" class="mention hashtag" rel="tag">#<span>rail</span></a></p>`,
      nameMap: { en: 'Late show' },
      startTime: '2027-03-09T10:00:00Z',
      endTime: '2027-03-09T11:30:00Z',
      duration: 'PT1H30M',
      timezone: 'Europe/Berlin',
      eventStatus: 'EventScheduled',
      joinMode: 'none',
      location: { type: 'VirtualLocation', name: 'tv.example.org', url: `${BASE}/` },
      organizers: { type: 'OrganizersCollection', totalItems: 1, items: [`${BASE}/federation/user/streamer`] },
      url: `${BASE}/schedule#late-20270303T200000`,
      sensitive: false,
      tag: [{ type: 'Hashtag', name: '#rail', href: `${BASE}/?tag=rail` }],
      attachment: [{ type: 'Image', url: `${BASE}/logo/external?uc=1`, mediaType: 'image/png', name: 'streamer' }],
    });
    assert.deepEqual(told(), ['Create Late show EventScheduled']);
    clock.advance(DAY_MS);
    assert.deepEqual(told(), [], 'and once');
    assert.equal(outbox.standing('Event').length, 1);
  });

  it('is told of again when it changes, is cancelled, or goes; of what is over nobody hears', (t) => {
    const { calendar, clock, settle, told } = rig(t);
    const event = late(clock);
    calendar.events = [event];
    settle();
    assert.deepEqual(told(), ['Create Late show EventScheduled']);
    calendar.events = [{ ...event, name: 'Later show', startWallMs: event.startWallMs + 30 * DAY_MS }];
    settle();
    assert.deepEqual(told(), ['Update Later show EventScheduled']);
    calendar.events = [{ ...event, status: 'cancelled' }];
    settle();
    assert.deepEqual(told(), ['Update Late show EventCancelled']);
    calendar.events = null;
    settle();
    assert.deepEqual(told(), [], 'while nobody is to see the calendar');
    calendar.events = [];
    settle();
    assert.deepEqual(told(), ['Delete']);
    calendar.events = [event];
    settle();
    assert.deepEqual(told(), [], 'what was taken back stays so');
    const next = { ...event, id: 'next' };
    calendar.events = [next];
    settle();
    assert.deepEqual(told(), ['Create Late show EventScheduled']);
    clock.advance(3 * DAY_MS);
    calendar.events = [];
    settle();
    assert.deepEqual(told(), []);
  });

  it('is not told of at all unless the owner wants it, and neither is what is cancelled', (t) => {
    const never = rig(t, 0);
    never.calendar.events = [late(never.clock)];
    never.settle();
    assert.deepEqual(never.told(), []);
    const { calendar, clock, settle, told } = rig(t);
    calendar.events = [late(clock, { status: 'cancelled' })];
    settle();
    assert.deepEqual(told(), []);
  });
});
