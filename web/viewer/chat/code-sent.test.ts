import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memory } from '../../shared/memory.ts';
import { forgetCodeSent, readCodeSent, rememberCodeSent } from './code-sent.ts';

test('a code can be said for as long as it is good, also by a page that was loaded anew since it was sent', () => {
  const kept = new Map<string, string>();
  const memory: Memory = { read: (name) => kept.get(name) ?? null, write: (name, value) => void kept.set(name, value) };
  assert.equal(readCodeSent(memory, 1000), null);
  rememberCodeSent(memory, 'ann@a.example', 1000);
  assert.equal(readCodeSent(memory, 1000 + 9 * 60_000), 'ann@a.example');
  assert.equal(readCodeSent(memory, 1000 + 10 * 60_000), null);
  assert.equal(readCodeSent(memory, 0), null, 'a clock that was put back says nothing');
  forgetCodeSent(memory);
  assert.equal(readCodeSent(memory, 1000), null);
  kept.set('code-sent', 'no number');
  assert.equal(readCodeSent(memory, 1000), null);
});
