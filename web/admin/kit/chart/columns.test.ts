import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toColumns, toCsv } from './columns.ts';

const at = (minute: number, value: number) => ({ time: new Date(minute * 60_000).toISOString(), value });

describe('The columns of a chart', () => {
  it('put curves of their own times on one axis, each holding what it said last', () => {
    const columns = toColumns([
      { label: 'a', figures: [at(1, 10), at(3, 30)] },
      { label: 'b', figures: [at(2, 5)] },
    ]);
    assert.deepEqual(columns, {
      times: [60, 120, 180],
      values: [
        [10, 10, 30],
        [null, 5, 5],
      ],
    });
  });

  it('leave a gap where a curve said nothing for long, unless it ended at zero', () => {
    const steady = [1, 2, 3].map((minute) => at(minute, 7));
    const silent = toColumns([{ label: 'a', figures: [...steady, at(30, 7)] }]);
    assert.deepEqual(silent.values[0], [7, 7, 7, null, 7]);
    const zero = toColumns([{ label: 'a', figures: [...steady, at(4, 0), at(30, 7)] }]);
    assert.deepEqual(zero.values[0], [7, 7, 7, 0, 7]);
  });

  it('are empty where nothing was kept', () => {
    assert.deepEqual(toColumns([{ label: 'a', figures: [] }]), { times: [], values: [[]] });
  });

  it('are exported with their names, and marks in these do no harm', () => {
    const csv = toCsv([{ label: 'Viewers, "now"', figures: [at(0, 2)] }], '');
    assert.equal(csv, 'time,"Viewers, ""now"""\r\n1970-01-01T00:00:00.000Z,2\r\n');
    assert.match(toCsv([{ label: 'Served', figures: [at(0, 2)] }], 'kbit/s'), /^time,Served \(kbit\/s\)\r\n/);
  });
});
