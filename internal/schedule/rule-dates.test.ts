import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readRule } from './recurrence.ts';
import { ruleDates } from './rule-dates.ts';
import { readLocal, timeZone, writeLocal } from './time-zone.ts';

const { default: rrule } = await import('rrule');

const utc = timeZone('UTC');
const YEAR_MS = 366 * 86_400_000;

/** What we make of a rule, as local times. */
function ours(written: string, start: string, days = 400): string[] {
  const read = readRule(written, utc);
  assert.equal(read.kind, 'usable', written);
  const startMs = readLocal(start) ?? 0;
  if (read.kind !== 'usable') return [];
  const dates = [...ruleDates(read.rule, startMs, { fromMs: startMs, untilMs: startMs + days * 86_400_000 })];
  return dates.map(writeLocal);
}

/** What the library `rrule` makes of it, which knows nothing of time zones either. */
function theirs(written: string, startMs: number, fromMs: number, untilMs: number): number[] {
  const options = rrule.RRule.parseString(written);
  const rule = new rrule.RRule({ ...options, dtstart: new Date(startMs) });
  return rule.between(new Date(fromMs), new Date(untilMs), true).map((date) => date.getTime());
}

const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
const someOf = <Item>(item: fc.Arbitrary<Item>) => fc.uniqueArray(item, { minLength: 1, maxLength: 3 });
const part = (name: string, value: fc.Arbitrary<unknown>) => fc.option(value.map((text) => `${name}=${String(text)}`));
const nth = fc.constantFrom('1', '2', '3', '4', '5', '-1', '-2');
// Weekdays with numbers beside such without them are too much for the library.
const numbered = fc.oneof(someOf(weekday), someOf(fc.tuple(nth, weekday).map((pair) => pair.join(''))));
const monthDays = someOf(fc.constantFrom(1, 2, 15, 28, 29, 30, 31, -1, -2));
const months = part('BYMONTH', someOf(fc.integer({ min: 1, max: 12 })));
const interval = part('INTERVAL', fc.integer({ min: 1, max: 5 }));
const count = part('COUNT', fc.integer({ min: 1, max: 40 }));
const rule = fc
  .oneof(
    fc.tuple(fc.constant('FREQ=DAILY'), interval, count, months, part('BYDAY', someOf(weekday))),
    fc.tuple(
      fc.constant('FREQ=WEEKLY'),
      interval,
      count,
      months,
      part('BYDAY', someOf(weekday)),
      part('WKST', weekday),
    ),
    fc.tuple(fc.constant('FREQ=MONTHLY'), interval, count, months, part('BYDAY', numbered)),
    fc.tuple(fc.constant('FREQ=MONTHLY'), interval, count, months, part('BYMONTHDAY', monthDays)),
    fc.tuple(
      fc.constant('FREQ=MONTHLY'),
      interval,
      count,
      fc.constant('BYDAY=MO,TU,WE,TH,FR'),
      part('BYSETPOS', someOf(fc.constantFrom(1, 2, -1, -3))),
    ),
    fc.tuple(fc.constant('FREQ=YEARLY'), interval, count, part('BYMONTHDAY', monthDays), months),
  )
  .map((parts) => parts.filter((one) => one !== null).join(';'));

describe('The dates of a rule', () => {
  it('are those that another reading of the standard gives', () => {
    const start = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 });
    fc.assert(
      fc.property(rule, start, fc.integer({ min: 0, max: 900 }), (written, minutes, laterDays) => {
        const startMs = minutes * 60_000;
        const fromMs = startMs + laterDays * 86_400_000;
        const read = readRule(written, utc);
        assert.equal(read.kind, 'usable', written);
        if (read.kind !== 'usable') return;
        const window = { fromMs, untilMs: fromMs + YEAR_MS };
        assert.deepEqual([...ruleDates(read.rule, startMs, window)], theirs(written, startMs, fromMs, window.untilMs));
      }),
      { numRuns: 150 },
    );
  });

  for (const [written, start, expected] of [
    ['FREQ=WEEKLY;BYDAY=TU,TH', '2027-03-02T20:00', ['2027-03-02', '2027-03-04', '2027-03-09']],
    ['FREQ=MONTHLY;BYDAY=-1FR', '2027-01-01T20:00', ['2027-01-29', '2027-02-26', '2027-03-26']],
    ['FREQ=MONTHLY', '2027-01-31T20:00', ['2027-01-31', '2027-03-31', '2027-05-31']],
    ['FREQ=YEARLY', '2024-02-29T20:00', ['2024-02-29', '2028-02-29']],
    ['FREQ=DAILY;INTERVAL=2;COUNT=3', '2027-12-30T20:00', ['2027-12-30', '2028-01-01', '2028-01-03']],
  ] as const) {
    it(`of ${written} begin as the calendar on the wall says`, () => {
      const found = ours(written, start, 1500).slice(0, expected.length);
      assert.deepEqual(
        found,
        expected.map((day) => `${day}T20:00:00`),
      );
    });
  }

  it('end with a rule that never strikes, too', () => {
    assert.deepEqual(ours('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2027-01-01T20:00', 20_000), []);
  });
});

describe('A rule', () => {
  it('is refused with a reason where it is not understood', () => {
    for (const written of [
      '',
      'FREQ=HOURLY',
      'BYDAY=MO',
      'FREQ=DAILY;COUNT=3;UNTIL=20270101',
      'FREQ=WEEKLY;BYDAY=1MO',
      'FREQ=WEEKLY;BYMONTHDAY=1',
      'FREQ=YEARLY;BYDAY=MO',
      'FREQ=DAILY;FREQ=DAILY',
      'FREQ=DAILY;INTERVAL=0',
      'FREQ=DAILY;COUNT=x',
      'FREQ=MONTHLY;BYDAY=9MO',
      'FREQ=MONTHLY;BYMONTHDAY=0',
      'FREQ=DAILY;UNTIL=20270230',
      'FREQ=DAILY;BYSETPOS=1',
      'FREQ=DAILY;BYHOUR=3',
      `FREQ=DAILY;BYMONTH=${'1,'.repeat(400)}1`,
    ]) {
      const read = readRule(written, utc);
      assert.equal(read.kind, 'refused', written);
      assert.match(read.kind === 'refused' ? read.reason : '', /\.$/);
    }
  });

  it('never throws and never runs on, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (written) => {
        const read = readRule(`FREQ=DAILY;${written}`, utc);
        if (read.kind === 'usable')
          assert.ok([...ruleDates(read.rule, 0, { fromMs: 0, untilMs: YEAR_MS })].length < 400);
      }),
    );
  });
});
