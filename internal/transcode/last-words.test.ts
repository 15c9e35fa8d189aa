import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LastWords } from './last-words.ts';

describe('last words', () => {
  it('are the last five lines, without control characters', () => {
    const words = new LastWords();
    for (let line = 1; line <= 9; line += 1) words.add(Buffer.from(`line \u001b[31m${line}\r\n`));
    assert.equal(words.text(), [5, 6, 7, 8, 9].map((line) => `line  [31m${line}`).join('\n'));
  });

  it('stay short, however much is said', () => {
    const words = new LastWords();
    for (let count = 0; count < 1_000; count += 1) words.add(Buffer.from('x'.repeat(1_000)));
    assert.equal(words.text().length, 2_000);
  });
});
