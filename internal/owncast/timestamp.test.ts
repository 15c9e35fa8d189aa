import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseTimestamp } from './timestamp.ts';

const known: readonly (readonly [unknown, string])[] = [
  ['2026-01-02 03:04:05', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02 03:04:05.678901234+01:00', '2026-01-02T02:04:05.678Z'],
  ['2026-01-02 03:04:05.6 -0830 PST', '2026-01-02T11:34:05.600Z'],
  ['2026-01-02 03:04:05.123456 +0000 UTC m=+0.012345', '2026-01-02T03:04:05.123Z'],
  ['2026-01-02T03:04:05.1-07:00', '2026-01-02T10:04:05.100Z'],
  ['2026-01-02', '2026-01-02T00:00:00.000Z'],
  [1_767_323_045, '2026-01-02T03:04:05.000Z'],
  [1_767_323_045_678, '2026-01-02T03:04:05.678Z'],
  [1_767_323_045n, '2026-01-02T03:04:05.000Z'],
];

describe('a time of Owncast', () => {
  for (const [value, expected] of known) {
    test(`written as ${String(value)} is read`, () => {
      assert.equal(new Date(parseTimestamp(value) ?? 0).toISOString(), expected);
    });
  }

  test('without a zone is of this machine where it was written so', () => {
    const local = new Date(2026, 5, 7, 8, 9, 10).getTime();
    assert.equal(parseTimestamp('2026-06-07 08:09:10', 'local'), local);
    assert.equal(parseTimestamp('2026-06-07 08:09:10Z', 'local'), Date.UTC(2026, 5, 7, 8, 9, 10));
  });

  test('that is empty, zero or something else is none', () => {
    for (const value of [
      null,
      undefined,
      '',
      0,
      -5,
      NaN,
      'yesterday',
      '0001-01-01 00:00:00+00:00',
      '2026-13-01',
      '2026-01-02 99:00',
      {},
      '2026-01-02 03:04:05 +1',
    ])
      assert.equal(parseTimestamp(value), null, JSON.stringify(value));
  });

  test('is read back from what Go and SQLite make of any moment', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(1), max: new Date(4e12), noInvalidDate: true }), (date) => {
        const iso = date.toISOString();
        assert.equal(parseTimestamp(iso), date.getTime());
        assert.equal(parseTimestamp(iso.replace('T', ' ').replace('Z', '+00:00')), date.getTime());
      }),
    );
  });
});
