import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyEntry, parseEntries, withEntry } from './action-entries.ts';

test('buttons are read from their setting whatever is in it', () => {
  assert.deepEqual(parseEntries('nonsense'), []);
  assert.deepEqual(parseEntries('[{"title":"Tip","url":"https://example.org","openExternally":true,"icon":3}]'), [
    { ...emptyEntry, title: 'Tip', url: 'https://example.org', openExternally: true },
  ]);
});

test('one button is changed or taken away, and the others stay', () => {
  const entries = [
    { ...emptyEntry, title: 'a' },
    { ...emptyEntry, title: 'b' },
  ];
  assert.deepEqual(
    withEntry(entries, 1, { title: 'c' }).map(({ title }) => title),
    ['a', 'c'],
  );
  assert.deepEqual(
    withEntry(entries, 0, null).map(({ title }) => title),
    ['b'],
  );
});
