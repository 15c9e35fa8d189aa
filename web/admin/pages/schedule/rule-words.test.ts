import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleWords } from './rule-words.ts';

test('a series says in words how often it comes, where the form could have made its rule', () => {
  const words = (rule: string) => ruleWords(`DTSTART;TZID=Europe/Berlin:20270302T200000\nRRULE:${rule}`);
  assert.equal(words('FREQ=DAILY'), 'Every day at 20:00, Europe/Berlin');
  assert.equal(words('FREQ=WEEKLY'), 'Every Tuesday at 20:00, Europe/Berlin');
  assert.equal(
    words('FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20270630'),
    'Every Tuesday and Friday at 20:00, Europe/Berlin, until 30 Jun 2027',
  );
  assert.equal(words('FREQ=MONTHLY'), 'On day 2 of every month at 20:00, Europe/Berlin');
  for (const rule of [
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=DAILY;INTERVAL=2',
    'FREQ=DAILY;BYDAY=MO',
  ])
    assert.equal(words(rule), null, rule);
  assert.equal(ruleWords('RRULE:FREQ=DAILY'), null);
});
