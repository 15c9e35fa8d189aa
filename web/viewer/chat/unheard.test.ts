import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Unheard } from './unheard.ts';

const sent = (words: string, more: { sentMs?: number; afterMs?: number } = {}) => {
  return { words, replyTo: null, sentMs: 0, afterMs: 0, ...more };
};
const lostOf = (unheard: Unheard) => unheard.lost.value.map(({ words }) => words);

describe('What was sent and has not come back', () => {
  it('is lost with its connection, and found again when it comes late', () => {
    const unheard = new Unheard();
    for (const words of ['one', '**two**', 'three']) unheard.note(sent(words));
    unheard.heard('one', 1);
    assert.deepEqual(lostOf(unheard), []);
    unheard.lose();
    assert.deepEqual(lostOf(unheard), ['**two**', 'three']);
    unheard.heard('two', 2);
    assert.deepEqual(lostOf(unheard), ['three']);
    unheard.note(sent('three'));
    assert.deepEqual(lostOf(unheard), [], 'who sends again has seen it');
  });

  it('is not taken for the same words of before', () => {
    const unheard = new Unheard();
    unheard.note(sent('ok', { afterMs: 10 }));
    unheard.heard('ok', 10);
    unheard.lose();
    unheard.heard('ok', 9);
    assert.deepEqual(lostOf(unheard), ['ok']);
    unheard.heard('ok', 11);
    assert.deepEqual(lostOf(unheard), []);
  });

  it('has come back also where markup made other words of it, and with what was sent after it', () => {
    const unheard = new Unheard();
    unheard.note(sent('[here](https://nine.example)'));
    unheard.heard('here', 1);
    for (const words of ['kept back', 'said']) unheard.note(sent(words));
    unheard.heard('said', 2);
    unheard.lose();
    assert.deepEqual(lostOf(unheard), []);
  });

  it('is done with where the server said why, or others were heard long after', () => {
    const unheard = new Unheard();
    unheard.note(sent('rude'));
    unheard.refused();
    unheard.note(sent('too fast'));
    unheard.noteLife(29_999);
    unheard.note(sent('late', { sentMs: 20_000 }));
    unheard.noteLife(30_000);
    unheard.lose();
    assert.deepEqual(lostOf(unheard), ['late']);
  });
});
