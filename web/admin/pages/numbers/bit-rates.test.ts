import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inReadableUnit } from './bit-rates.ts';

const curves = (...values: readonly number[]) =>
  values.map((value) => ({ label: 'Served', figures: [{ time: '2026-01-02T03:04:05Z', value }] }));

test('bit rates are drawn in the unit that fits the highest of them, and other figures as they are', () => {
  const shown = (...values: readonly number[]) => {
    const drawn = inReadableUnit(curves(...values), 'kbit/s');
    return [...drawn.curves.map(({ figures }) => figures[0]?.value), drawn.unit];
  };
  assert.deepEqual(shown(999), [999, 'kbit/s']);
  assert.deepEqual(shown(600_000, 6000), [600, 6, 'Mbit/s']);
  assert.deepEqual(shown(2_500_000), [2.5, 'Gbit/s']);
  assert.deepEqual(shown(0), [0, 'kbit/s']);
  const viewers = curves(5000);
  assert.deepEqual(inReadableUnit(viewers, 'viewers'), { curves: viewers, unit: 'viewers' });
});
