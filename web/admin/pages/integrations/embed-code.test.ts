import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embedPieces } from './embed-code.ts';

test('every piece of code names this channel, and frames have a name for screen readers', () => {
  const pieces = embedPieces('https://tv.example.org');
  for (const { code } of pieces) {
    assert.match(code, /https:\/\/tv\.example\.org\//);
    if (code.startsWith('<iframe')) assert.match(code, / title="[^"]+"/);
  }
  assert.match(pieces.at(-1)?.code ?? '', /url=https%3A%2F%2Ftv\.example\.org%2F$/);
});
