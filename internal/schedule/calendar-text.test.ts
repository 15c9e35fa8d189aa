import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { writeCalendar } from './calendar-text.ts';
import { occurrencesIn } from './occurrences.ts';
import { planOf, readStrictly } from './testing.ts';

const window = { fromMs: Date.parse('2027-03-01T00:00Z'), untilMs: Date.parse('2027-04-01T00:00Z') };
const facts = { channelName: 'Late; nights, \\ "loud"', origin: 'https://tv.example.org', nowWallMs: window.fromMs };

function calendarOf(changes: Parameters<typeof planOf>[0] = {}) {
  const occurrences = occurrencesIn({ plans: [planOf(changes)], exceptions: [] }, window);
  return readStrictly(writeCalendar({ ...facts, occurrences }));
}

describe('The calendar', () => {
  it('holds to the letter of the standard, and says of each broadcast when it is', () => {
    const calendar = calendarOf({ description: 'Two lines;\r\nwith, signs \\' });
    assert.equal(calendar.parts.length, 5);
    const event = new Map(calendar.parts[0]?.properties);
    assert.deepEqual(
      ['UID', 'DTSTART', 'DTEND', 'SUMMARY', 'DESCRIPTION', 'URL', 'STATUS'].map((name) => event.get(name)),
      [
        'late-20270302T200000@tv.example.org',
        '20270302T190000Z',
        '20270302T203000Z',
        'Late show',
        'Two lines;\nwith, signs \\',
        'https://tv.example.org/',
        'CONFIRMED',
      ],
    );
    assert.equal(new Map(calendar.properties).get('NAME'), facts.channelName);
    assert.equal(new Map(calendarOf({ isActive: false }).parts[0]?.properties).get('STATUS'), 'CANCELLED');
  });

  it('is one when nothing is planned, too', () => {
    assert.equal(readStrictly(writeCalendar({ ...facts, origin: null, occurrences: [] })).parts.length, 1);
  });

  it('brings any text through unharmed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
        const clean = text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');
        const event = new Map(calendarOf({ name: text, description: text }).parts[0]?.properties);
        // A tab is no text of the standard's (3.3.11) but as itself.
        if (!clean.includes('\t')) assert.equal(event.get('SUMMARY'), clean);
      }),
      { numRuns: 100 },
    );
  });
});
