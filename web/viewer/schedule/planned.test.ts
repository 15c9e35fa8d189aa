import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { speak } from '../../shared/words.ts';
import { countdownWords, readPlanned, untilChangeMs, whenWords } from './planned.ts';

const start = Date.parse('2027-03-02T19:00:00Z');
const seconds = (count: number): number => count * 1000;

describe('A planned broadcast', () => {
  before(() => {
    const english = new URL('../../../static/locales/en.json', import.meta.url);
    speak({ locale: 'en', entries: JSON.parse(readFileSync(english, 'utf8')) as Record<string, string> });
  });

  it('is read from the status, and anything else is none', () => {
    const told = { name: 'Late show', startTime: '2027-03-02T19:00:00Z', durationMinutes: 90, chatOpen: true };
    assert.deepEqual(readPlanned(told), {
      name: 'Late show',
      startMs: start,
      durationMinutes: 90,
      isChatOpen: true,
    });
    for (const odd of [null, undefined, 'x', {}, { name: 'x', startTime: 'soon' }, { startTime: told.startTime }])
      assert.equal(readPlanned(odd), null);
  });

  it('is counted down to by days, then by the second, and then awaited', () => {
    assert.equal(countdownWords(start, start - 3 * 86_400_000 - 1, 'en'), 'in 3 days');
    assert.equal(countdownWords(start, start - 86_400_000, 'en'), 'in 1 day');
    assert.equal(countdownWords(start, start - seconds(7509), 'en'), 'in 2:05:09');
    assert.equal(countdownWords(start, start - seconds(9), 'en'), 'in 0:09');
    assert.equal(countdownWords(start, start, 'en'), 'any moment now');
  });

  it('says when it is in the words of the reader, with the year where that is another', () => {
    assert.match(whenWords(start, start - seconds(5), 'en-GB'), /2 March/);
    assert.doesNotMatch(whenWords(start, start - seconds(5), 'en-GB'), /2027/);
    assert.match(whenWords(start, start - 330 * 86_400_000, 'en-GB'), /2027/);
  });

  it('is looked at again when the words change, and no sooner', () => {
    assert.equal(untilChangeMs(start, start - 5_300), 320);
    assert.equal(untilChangeMs(start, start - 86_400_000 - 500), 520);
    assert.equal(untilChangeMs(start, start - 86_400_000 * 3 - 7_200_000), 3_600_000);
    assert.equal(untilChangeMs(start, start + 1), 3_600_000);
  });
});
