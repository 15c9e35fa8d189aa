import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { complete, names, openWordAt } from './mentions.ts';

describe('Mentions', () => {
  it('are of the whole name, however it is written', () => {
    assert.equal(names('hi @ann!', 'Ann'), true);
    assert.equal(names('hi @Annabel and @ann', 'Ann'), true);
    assert.equal(names('@old station: yes', 'Old Station'), true);
    for (const words of ['hi ann', '@Annabel', '@anné', '']) assert.equal(names(words, 'Ann'), false, words);
    assert.equal(names('@', ''), false);
  });

  it('and emoji are offered for the word before the caret', () => {
    assert.deepEqual(openWordAt('hi @an', 6), { sign: '@', start: 'an', at: 3 });
    assert.deepEqual(openWordAt(':par', 4), { sign: ':', start: 'par', at: 0 });
    for (const text of ['a@b', 'at 10:30', '@', ': )', 'hi @an '])
      assert.equal(openWordAt(text, text.length), null, text);
  });

  it('leave a face of two signs to be sent as it is', () => {
    for (const text of [':D', 'so good :P', ':3', 'hm :']) assert.equal(openWordAt(text, text.length), null, text);
    assert.deepEqual(openWordAt('so :da', 6), { sign: ':', start: 'da', at: 3 });
  });

  it('are offered with those that begin so first, each once, and only a few', () => {
    assert.deepEqual(complete(['Joan', 'Ann', 'anna', 'Ann', 'Bob'], 'an'), ['Ann', 'anna', 'Joan']);
    assert.equal(
      complete(
        Array.from({ length: 50 }, (_none, at) => `x${at}`),
        'x',
      ).length,
      6,
    );
  });
});
