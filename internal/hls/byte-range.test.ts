import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseByteRange } from './byte-range.ts';

const table: [header: string | undefined, expected: ReturnType<typeof parseByteRange>][] = [
  [undefined, { kind: 'whole' }],
  ['bytes=0-99', { kind: 'part', start: 0, end: 100 }],
  ['bytes=990-', { kind: 'part', start: 990, end: 1000 }],
  ['bytes=0-9007199254740991', { kind: 'part', start: 0, end: 1000 }],
  ['bytes=-10', { kind: 'part', start: 990, end: 1000 }],
  ['bytes=-5000', { kind: 'part', start: 0, end: 1000 }],
  ['bytes=1000-', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=5-4', { kind: 'whole' }],
  ['bytes=0-1,5-6', { kind: 'whole' }],
  ['bytes=-', { kind: 'whole' }],
  ['lines=0-1', { kind: 'whole' }],
];
for (const [header, expected] of table) {
  test(`reads Range "${header}" of a thousand bytes`, () => assert.deepEqual(parseByteRange(header, 1000), expected));
}
