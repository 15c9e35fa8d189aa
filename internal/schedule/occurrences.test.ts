import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { occurrencesIn, readOccurrenceId } from './occurrences.ts';
import type { Plan, PlanException } from './plan.ts';
import { planOf } from './testing.ts';
import { readLocal, timeZone, writeLocal } from './time-zone.ts';

const local = (written: string): number => readLocal(written) ?? Number.NaN;
const utc = (written: string): number => Date.parse(`${written}Z`);

function startsOf(plans: readonly Plan[], from: string, until: string, exceptions: readonly PlanException[] = []) {
  const window = { fromMs: utc(from), untilMs: utc(until) };
  return occurrencesIn({ plans, exceptions }, window).map(({ startWallMs, status }) => {
    const start = new Date(startWallMs).toISOString().slice(0, 16);
    return status === 'cancelled' ? `${start} cancelled` : start;
  });
}

const exceptionOf = (changes: Partial<PlanException>): PlanException => ({
  planId: 'late',
  localMs: local('2027-03-09T20:00'),
  status: 'changed',
  startLocalMs: null,
  durationMinutes: null,
  name: null,
  description: null,
  updatedWallMs: 5,
  ...changes,
});

describe('A series', () => {
  it('is at the same time of the clock on the wall, in winter and in summer', () => {
    assert.deepEqual(startsOf([planOf()], '2027-03-15T00:00', '2027-04-12T00:00'), [
      '2027-03-16T19:00',
      '2027-03-23T19:00',
      '2027-03-30T18:00',
      '2027-04-06T18:00',
    ]);
  });

  it('is not lost in the hour that is left out, and comes once in the hour that comes twice', () => {
    const daily = planOf({ start: '2027-03-27T02:30', recurrence: 'FREQ=DAILY' });
    assert.deepEqual(startsOf([daily], '2027-03-27T00:00', '2027-03-30T00:00'), [
      '2027-03-27T01:30',
      '2027-03-28T01:30',
      '2027-03-29T00:30',
    ]);
    assert.deepEqual(startsOf([daily], '2027-10-30T12:00', '2027-11-01T12:00'), [
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
  });

  it('ends with its count, or at its end', () => {
    const counted = planOf({ recurrence: 'FREQ=WEEKLY;COUNT=2' });
    assert.equal(startsOf([counted], '2027-01-01T00:00', '2028-01-01T00:00').length, 2);
    // RFC 5545, 3.3.10: the end itself belongs to it.
    const until = planOf({ recurrence: 'FREQ=WEEKLY;UNTIL=20270316T190000Z' });
    assert.equal(startsOf([until], '2027-01-01T00:00', '2028-01-01T00:00').length, 3);
  });

  it('shows what has begun and is not over', () => {
    assert.deepEqual(startsOf([planOf()], '2027-03-02T20:29', '2027-03-03T00:00'), ['2027-03-02T19:00']);
    assert.deepEqual(startsOf([planOf()], '2027-03-02T20:30', '2027-03-03T00:00'), []);
  });

  it('has one broadcast cancelled, another removed and a third moved, and the rest as it was', () => {
    const exceptions = [
      exceptionOf({ status: 'cancelled' }),
      exceptionOf({ localMs: local('2027-03-16T20:00'), status: 'removed' }),
      exceptionOf({ localMs: local('2027-03-23T20:00'), startLocalMs: local('2027-03-25T18:00'), name: 'Early show' }),
      exceptionOf({ localMs: local('2027-03-24T20:00'), startLocalMs: local('2027-03-24T18:00') }),
    ];
    assert.deepEqual(startsOf([planOf()], '2027-03-01T00:00', '2027-04-01T00:00', exceptions), [
      '2027-03-02T19:00',
      '2027-03-09T19:00 cancelled',
      '2027-03-25T17:00',
      '2027-03-30T18:00',
    ]);
    const [moved] = occurrencesIn(
      { plans: [planOf()], exceptions },
      { fromMs: utc('2027-03-25T00:00'), untilMs: utc('2027-03-26T00:00') },
    );
    assert.deepEqual([moved?.name, moved?.id, moved?.updatedWallMs], ['Early show', 'late-20270323T200000', 5]);
  });

  it('is shown as cancelled when all of it was', () => {
    assert.deepEqual(startsOf([planOf({ isActive: false })], '2027-03-01T00:00', '2027-03-08T00:00'), [
      '2027-03-02T19:00 cancelled',
    ]);
  });

  it('names each of its broadcasts for good', () => {
    assert.deepEqual(readOccurrenceId('late-20270323T200000'), { planId: 'late', localMs: local('2027-03-23T20:00') });
    assert.deepEqual(readOccurrenceId('la-te'), { planId: 'la-te', localMs: null });
  });

  it('shows the planned hour wherever it is, all the year round', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Africa/Casablanca',
      'UTC',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 1439 }), (name, minute) => {
        const start = writeLocal(local('2027-01-04T00:00') + minute * 60_000);
        const plan = planOf({ timeZone: name, start: start.slice(0, 16), recurrence: 'FREQ=DAILY' });
        const window = { fromMs: utc('2027-02-01T00:00'), untilMs: utc('2028-01-01T00:00') };
        const found = occurrencesIn({ plans: [plan], exceptions: [] }, window);
        const zone = timeZone(name);
        const odd = found.filter(
          ({ startWallMs }) => writeLocal(zone.toLocal(startWallMs)).slice(11, 16) !== start.slice(11, 16),
        );
        // Only in the hour that a clock leaves out can it not show that time.
        assert.ok(odd.length <= 2, `${odd.length} in ${name} at ${start}`);
        assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
        assert.ok(found.length >= 333 && found.length <= 335, String(found.length));
      }),
      { numRuns: 25 },
    );
  });
});
