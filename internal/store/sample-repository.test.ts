import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testStore } from './testing.ts';

const minute = 60_000;

describe('SampleRepository', () => {
  it('gives back samples of a series from a time on, oldest first', (t) => {
    const { samples } = testStore(t);
    samples.add('viewers', { wallMs: 20, spanMs: 10, value: 2 });
    samples.add('viewers', { wallMs: 10, spanMs: 10, value: 1 });
    samples.add('chat', { wallMs: 20, spanMs: 10, value: 9 });
    assert.deepEqual(samples.read('viewers', 11, 10), [{ wallMs: 20, spanMs: 10, value: 2 }]);
    assert.deepEqual(
      samples.read('viewers', 0, 10).map(({ value }) => value),
      [1, 2],
    );
    assert.equal(samples.latest('viewers')?.value, 2);
    assert.equal(samples.latest('nobody'), null);
  });

  it('keeps one sample of a moment', (t) => {
    const { samples } = testStore(t);
    samples.add('viewers', { wallMs: 10, spanMs: 10, value: 1 });
    samples.add('viewers', { wallMs: 10, spanMs: 10, value: 3 });
    assert.deepEqual(samples.read('viewers', 0, 10), [{ wallMs: 10, spanMs: 10, value: 3 }]);
  });

  it('sums what was counted over all series of one kind', (t) => {
    const { samples } = testStore(t);
    const hour = { wallMs: 100, spanMs: 100 };
    samples.accumulate('country.DE', { ...hour, value: 2 });
    samples.accumulate('country.DE', { ...hour, value: 3 });
    samples.accumulate('country.DE', { wallMs: 200, spanMs: 100, value: 4 });
    samples.accumulate('country.', { ...hour, value: 1 });
    samples.add('countries', { ...hour, value: 9 });
    const sums = (sinceWallMs: number) =>
      samples.sums('country.', sinceWallMs).map(({ name, sum }) => `${name} ${sum}`);
    assert.deepEqual(sums(0).toSorted(), [' 1', 'DE 9']);
    assert.deepEqual(sums(200), ['DE 4']);
    samples.forgetAll('country.', 200);
    assert.deepEqual(sums(0), ['DE 4']);
    assert.equal(samples.latest('countries')?.value, 9);
  });

  it('merges a long series into about as many samples as are asked for', (t) => {
    const { samples } = testStore(t);
    for (let at = 0; at < 100; at++) samples.add('viewers', { wallMs: at * 10, spanMs: 10, value: at });
    const read = samples.read('viewers', 0, 10);
    assert.ok(read.length <= 10 && read.length >= 9, String(read.length));
    assert.equal(read[0]?.wallMs, 0);
    assert.equal(
      read.reduce((sum, { spanMs }) => sum + spanMs, 0),
      1000,
    );
    const mean = read.reduce((sum, { value, spanMs }) => sum + value * spanMs, 0) / 1000;
    assert.ok(Math.abs(mean - 49.5) < 1e-9);
  });

  it('thins what is old, weighs samples by their span, and leaves the rest alone', (t) => {
    const { samples } = testStore(t);
    for (const wallMs of [0, 10_000, 20_000]) samples.add('viewers', { wallMs, spanMs: 10_000, value: 3 });
    samples.add('viewers', { wallMs: 30_000, spanMs: 30_000, value: 9 });
    samples.add('viewers', { wallMs: 5 * minute, spanMs: 10_000, value: 7 });
    samples.add('chat', { wallMs: 0, spanMs: 10_000, value: 1 });
    samples.thin('viewers', 3 * minute, 2 * minute);
    assert.deepEqual(samples.read('viewers', 0, 100), [
      { wallMs: 0, spanMs: 2 * minute, value: 6 },
      { wallMs: 5 * minute, spanMs: 10_000, value: 7 },
    ]);
    samples.thin('viewers', 3 * minute, 2 * minute);
    assert.equal(samples.read('viewers', 0, 100).length, 2);
    assert.equal(samples.read('chat', 0, 100)[0]?.spanMs, 10_000);
  });

  it('does not thin a span that is not over', (t) => {
    const { samples } = testStore(t);
    samples.add('viewers', { wallMs: 0, spanMs: 10_000, value: 3 });
    samples.thin('viewers', 2 * minute - 1, 2 * minute);
    assert.equal(samples.latest('viewers')?.spanMs, 10_000);
  });

  it('forgets, and holds the only sample of a series', (t) => {
    const { samples } = testStore(t);
    samples.add('viewers', { wallMs: 1, spanMs: 1, value: 1 });
    samples.add('viewers', { wallMs: 2, spanMs: 1, value: 2 });
    samples.forget('viewers', 2);
    assert.deepEqual(samples.read('viewers', 0, 9), [{ wallMs: 2, spanMs: 1, value: 2 }]);
    samples.replace('viewers', { wallMs: 1, spanMs: 0, value: 5 });
    assert.deepEqual(samples.read('viewers', 0, 9), [{ wallMs: 1, spanMs: 0, value: 5 }]);
  });
});
