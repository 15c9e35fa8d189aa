import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chipDeed, newWords } from './chips.ts';

describe('A field of words', () => {
  it('takes each word once, however many are pasted', () => {
    assert.deepEqual(newWords(' trains, night\ntrains,, radio ', ['radio']), ['trains', 'night']);
  });

  it('ends a word at Enter and at a comma, and takes the last one back', () => {
    const deed = (key: string, typed: string) => chipDeed({ key, isComposing: false, keyCode: 0 }, typed);
    assert.deepEqual([deed('Enter', 'a'), deed(',', 'a'), deed('b', 'a')], ['end', 'end', null]);
    assert.deepEqual([deed('Backspace', ''), deed('Backspace', 'a')], ['take back', null]);
  });

  it('leaves the keys to whoever is still composing a word, as in Japanese', () => {
    for (const key of ['Enter', ',', 'Backspace'])
      assert.equal(chipDeed({ key, isComposing: true, keyCode: 13 }, 'でんし'), null, key);
    assert.equal(chipDeed({ key: 'Enter', isComposing: false, keyCode: 229 }, 'でんし'), null, 'as Safari says it');
  });
});
