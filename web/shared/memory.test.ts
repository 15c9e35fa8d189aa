import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNumber, type Memory } from './memory.ts';

function memoryWith(value: string | null): Memory {
  return { read: () => value, write: () => undefined };
}

test('a remembered number counts only when it is one and lies in range', () => {
  const range = { min: 0, max: 1, fallback: 0.8 };
  assert.equal(readNumber(memoryWith('0.25'), 'volume', range), 0.25);
  assert.equal(readNumber(memoryWith('0'), 'volume', range), 0);
  for (const bad of [null, '', ' ', 'loud', 'NaN', '-1', '2', 'Infinity']) {
    assert.equal(readNumber(memoryWith(bad), 'volume', range), 0.8, String(bad));
  }
});
