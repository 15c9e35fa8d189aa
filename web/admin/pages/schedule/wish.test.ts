import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyForm, recurrenceOf, wishOf } from './wish.ts';

const filled = { ...emptyForm('Europe/Berlin'), name: ' Late show ', start: '2027-03-02T20:00' };

describe('A plan that is filled in', () => {
  it('is one broadcast at an hour of a place', () => {
    assert.deepEqual(wishOf(filled), {
      name: 'Late show',
      description: '',
      durationMinutes: 60,
      start: '2027-03-02T20:00',
      timezone: 'Europe/Berlin',
    });
  });

  it('is a series with the rule that was chosen', () => {
    const rule = (changes: Partial<typeof filled>) => recurrenceOf({ ...filled, ...changes })?.split('RRULE:')[1];
    assert.equal(
      recurrenceOf({ ...filled, repeats: 'daily' }),
      'DTSTART;TZID=Europe/Berlin:20270302T200000\nRRULE:FREQ=DAILY',
    );
    assert.equal(
      rule({ repeats: 'weekly', days: ['TH', 'TU'], until: '2027-06-30' }),
      'FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270630',
    );
    assert.equal(rule({ repeats: 'monthly' }), 'FREQ=MONTHLY');
    assert.equal(rule({ repeats: 'custom', rule: 'rrule:FREQ=MONTHLY;BYDAY=-1FR' }), 'FREQ=MONTHLY;BYDAY=-1FR');
    assert.equal(recurrenceOf({ ...filled, repeats: 'daily', start: '' }), null);
  });

  it('says what is missing', () => {
    assert.equal(wishOf({ ...filled, name: ' ' }), 'Give it a name.');
    assert.equal(wishOf({ ...filled, start: '' }), 'Choose when it begins.');
    assert.equal(wishOf({ ...filled, minutes: '1.5' }), 'Its length is a whole number of minutes.');
  });
});
