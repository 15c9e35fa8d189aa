import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { Schedule } from './schedule.ts';
import { MemoryPlans } from './testing.ts';
import type { Wish } from './planner.ts';

const now = Date.parse('2027-03-01T12:00:00Z');
const tuesdays = 'DTSTART;TZID=Europe/Berlin:20270302T200000\nRRULE:FREQ=WEEKLY;BYDAY=TU';

function open() {
  const clock = new ManualClock(now);
  const shelf = new MemoryPlans();
  let count = 0;
  const newId = (): string => `plan${(count += 1)}`;
  const schedule = new Schedule({
    shelf,
    wallMs: () => clock.wallMs(),
    newId,
    channelName: () => 'Nine',
    onChange: () => {},
  });
  const plan = (wish: Wish): string => {
    const outcome = schedule.planner.plan(wish);
    return outcome.kind === 'planned' ? outcome.id : outcome.kind === 'refused' ? outcome.reason : outcome.kind;
  };
  const shown = (days = 30): string[] =>
    schedule.outlook
      .list({ fromMs: clock.wallMs(), untilMs: clock.wallMs() + days * 86_400_000 })
      .map(({ id, name, startWallMs, status }) =>
        [id, name, new Date(startWallMs).toISOString().slice(5, 16), status[0]].join(' '),
      );
  return { clock, schedule, shelf, plan, shown };
}

describe('The planner', () => {
  it('plans one broadcast, at an instant or at an hour of a place', () => {
    const { plan, shown } = open();
    assert.equal(plan({ name: 'One', start: '2027-03-03T20:00:00+01:00', timezone: 'Europe/Berlin' }), 'plan1');
    assert.equal(plan({ name: 'Two', start: '2027-03-04T20:00', timezone: 'America/New_York' }), 'plan2');
    assert.deepEqual(shown(), ['plan1 One 03-03T19:00 s', 'plan2 Two 03-05T01:00 s']);
  });

  it('takes a time without a zone, as programs write it, for one of the plan and not of the machine', () => {
    const { plan, shown } = open();
    plan({ name: 'One', start: '2027-03-03T20:00:00.123456', timezone: 'Asia/Tokyo' });
    assert.deepEqual(shown(), ['plan1 One 03-03T11:00 s']);
  });

  it('plans a series from the first time that its rule strikes, without what its text leaves out', () => {
    const { plan, schedule, shown } = open();
    const text =
      'DTSTART;TZID=Europe/Berlin:20270301T200000\nRRULE:FREQ=WEEKLY;BYDAY=TU\nEXDATE;TZID=Europe/Berlin:20270309T200000';
    assert.equal(plan({ name: 'Late', recurrence: text }), 'plan1');
    assert.deepEqual(shown(20), [
      'plan1-20270302T200000 Late 03-02T19:00 s',
      'plan1-20270316T200000 Late 03-16T19:00 s',
    ]);
    assert.equal(schedule.series()[0]?.recurrence, tuesdays);
  });

  it('refuses what cannot be planned, and says why in words that clients of Owncast look for', () => {
    const { plan, shelf } = open();
    const wishes: [Wish, RegExp][] = [
      [{ start: '2027-03-03T20:00:00Z' }, /name is required/],
      [{ name: 'x' }, /start is required/],
      [{ name: 'x', start: 'soon' }, /no time/],
      ...['2030', 'March 7 2030', '2027-03-03', '+275760-09-12T00:00:00Z'].map((start): [Wish, RegExp] => [
        { name: 'x', start },
        /no time/,
      ]),
      [{ name: 'x', start: '2027-02-28T20:00:00Z' }, /start must be in the future/],
      [{ name: 'x', start: '2027-03-03T20:00', timezone: 'Mars/X' }, /unknown timezone/],
      [{ name: 'x', start: '2027-03-03T20:00:00Z', recurrence: tuesdays }, /mutually exclusive/],
      [{ name: 'x', recurrence: 'RRULE:FREQ=DAILY' }, /DTSTART/],
      [{ name: 'x', recurrence: 'DTSTART:20270302T200000\nRRULE:FREQ=DAILY' }, /time zone is missing/],
      [{ name: 'x', recurrence: 'DTSTART;TZID=Mars/X:20270302T200000\nRRULE:FREQ=DAILY' }, /unknown timezone/],
      [{ name: 'x', recurrence: `${tuesdays}\nRDATE:20270101T000000Z` }, /and no more/],
      [{ name: 'x', recurrence: `${tuesdays}\nRRULE:FREQ=DAILY` }, /one rule/],
      [{ name: 'x', recurrence: `${tuesdays};UNTIL=20270101T000000Z` }, /plans nothing/],
      [{ id: 'nobody', name: 'x' }, /missing/],
    ];
    for (const [wish, words] of wishes) assert.match(plan(wish), words);
    assert.deepEqual(shelf.list(), []);
  });

  it('changes what is named and leaves the rest', () => {
    const { plan, shown } = open();
    const single = plan({ name: 'One', start: '2027-03-03T20:00:00Z' });
    plan({ id: single, name: 'Uno' });
    plan({ id: single, start: '2027-03-04T20:00:00Z', durationMinutes: 5 });
    assert.deepEqual(shown(), ['plan1 Uno 03-04T20:00 s']);
    assert.match(plan({ id: single, timezone: 'Europe/Berlin' }), /timezone cannot be changed/);
    assert.match(plan({ id: single, recurrence: tuesdays }), /cannot become a recurring series/);
    const series = plan({ name: 'Late', recurrence: tuesdays });
    assert.match(plan({ id: series, start: '2027-03-04T20:00:00Z' }), /has no single start/);
    assert.match(plan({ id: series, name: '' }), /name is required/);
  });

  it('changes, cancels, removes and brings back one broadcast of a series, and all of it', () => {
    const { plan, schedule, shown } = open();
    const series = plan({ name: 'Late', recurrence: tuesdays });
    const second = `${series}-20270309T200000`;
    plan({ id: second, name: 'Early', start: '2027-03-10T18:00' });
    schedule.planner.drop(`${series}-20270316T200000`, 'cancel');
    schedule.planner.drop(`${series}-20270323T200000`, 'remove');
    assert.deepEqual(shown(28), [
      `${series}-20270302T200000 Late 03-02T19:00 s`,
      `${second} Early 03-10T17:00 s`,
      `${series}-20270316T200000 Late 03-16T19:00 c`,
    ]);
    plan({ id: `${series}-20270316T200000`, cancelled: false });
    assert.match(shown(28)[2] ?? '', / s$/);
    assert.match(plan({ id: second, start: '2027-06-10T18:00' }), /by a month at most/);
    assert.equal(schedule.planner.drop(`${series}-20270317T200000`, 'cancel').kind, 'missing');
    schedule.planner.drop(series, 'cancel');
    assert.ok(shown(28).every((line) => line.endsWith(' c')));
    assert.equal(schedule.outlook.next(), null);
    plan({ id: series, cancelled: false });
    assert.equal(schedule.outlook.next()?.id, `${series}-20270302T200000`);
    schedule.planner.drop(series, 'remove');
    assert.deepEqual(shown(), []);
  });

  it('forgets what was different of broadcasts that a new rule does not have', () => {
    const { plan, schedule, shelf, shown } = open();
    const series = plan({ name: 'Late', recurrence: tuesdays });
    schedule.planner.drop(`${series}-20270309T200000`, 'cancel');
    plan({ id: series, recurrence: tuesdays.replace('TU', 'WE').replace('20270302', '20270303') });
    assert.deepEqual(shelf.exceptions(), []);
    assert.equal(shown(7)[0], `${series}-20270303T200000 Late 03-03T19:00 s`);
  });

  it('shows the first times to come of a series that somebody thinks of', () => {
    const { schedule } = open();
    const found = schedule.preview('DTSTART;TZID=UTC:20260101T200000\nRRULE:FREQ=DAILY', 2);
    assert.deepEqual(found, [Date.parse('2027-03-01T20:00:00Z'), Date.parse('2027-03-02T20:00:00Z')]);
    assert.deepEqual(schedule.preview('nonsense', 2), {
      kind: 'refused',
      reason: 'The recurrence needs its start: DTSTART;TZID=Europe/Berlin:20270302T200000.',
    });
  });
});
