import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Changeable, changeForm, changeOf } from './change.ts';

const late: Changeable = {
  kind: 'event',
  id: 'late-20270302T200000',
  seriesId: 'late',
  name: 'Late show',
  description: 'Trains',
  startTime: '2027-03-02T19:00:00.000Z',
  durationMinutes: 90,
  timezone: 'Europe/Berlin',
  status: 'scheduled',
};

describe('Changing what is planned', () => {
  it('begins with what it is, at the hour of its own place, and sends what is another alone', () => {
    const form = changeForm(late);
    assert.deepEqual(form, {
      name: 'Late show',
      description: 'Trains',
      start: '2027-03-02T20:00',
      minutes: '90',
      recurrence: '',
    });
    assert.equal(changeOf(late, form), 'Nothing is changed yet.');
    assert.deepEqual(changeOf(late, { ...form, start: '2027-03-02T21:30', minutes: '60' }), {
      id: late.id,
      durationMinutes: 60,
      start: '2027-03-02T21:30',
    });
  });

  it('says what is missing', () => {
    const form = changeForm(late);
    assert.equal(changeOf(late, { ...form, name: ' ' }), 'Give it a name.');
    assert.equal(changeOf(late, { ...form, start: '' }), 'Choose when it begins.');
    assert.equal(changeOf(late, { ...form, minutes: 'x' }), 'Its length is a whole number of minutes.');
  });

  it('changes the rule of a series', () => {
    const recurrence = 'DTSTART;TZID=Europe/Berlin:20270302T200000\nRRULE:FREQ=WEEKLY';
    const facts = { id: 'late', name: 'Late show', description: '', durationMinutes: 60, active: true };
    const series: Changeable = { kind: 'series', ...facts, recurrence };
    const changed = `${recurrence};BYDAY=TU`;
    assert.deepEqual(changeOf(series, { ...changeForm(series), recurrence: changed }), {
      id: 'late',
      recurrence: changed,
    });
  });
});
