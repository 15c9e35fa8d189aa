import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { choosePartTarget, measureFrameRate } from './part-target.ts';

function stamps(rate: number, untilMs: number): number[] {
  const list: number[] = [];
  for (let frame = 0; (frame * 1000) / rate <= untilMs; frame += 1) list.push(Math.round((frame * 1000) / rate));
  return list;
}

describe('measureFrameRate', () => {
  for (const rate of [24, 25, 30, 50, 60, 15]) {
    test(`finds ${rate} frames per second in half a second of rounded stamps`, () => {
      assert.equal(measureFrameRate(stamps(rate, 520), null), rate);
    });
  }

  test('believes the encoder where the stamps cannot tell', () => {
    assert.equal(measureFrameRate(stamps(30, 520), 30_000 / 1001), 30_000 / 1001);
  });

  test('does not believe an encoder whose stamps say otherwise', () => {
    assert.equal(measureFrameRate(stamps(30, 520), 60), 30);
  });

  test('overlooks an encoder that stumbles once as it begins', () => {
    const stumbled = stamps(30, 500).map((stampMs, index) => (index < 3 ? stampMs : stampMs + 21));
    assert.equal(measureFrameRate(stumbled, null), 30);
  });

  test('keeps an unusual rate as it is', () => {
    const rate = measureFrameRate(stamps(37, 2000), null);
    assert.ok(rate !== null && Math.abs(rate - 37) < 0.1);
  });

  test('has only the declared rate to go by with fewer than two stamps', () => {
    assert.equal(measureFrameRate([10_000], null), null);
    assert.equal(measureFrameRate([], 25), 25);
  });
});

describe('choosePartTarget', () => {
  const table: [configuredMs: number, rate: number, partTargetMs: number][] = [
    [500, 30, 502],
    [500, 30_000 / 1001, 503],
    [500, 25, 482],
    [500, 24, 502],
    [500, 60, 502],
    [200, 30, 202],
    [1000, 30, 1002],
    [500, 5, 402],
    [500, 3, 336],
    [200, 1, 1002],
  ];
  for (const [configuredMs, rate, partTargetMs] of table) {
    test(`is ${partTargetMs} ms for ${configuredMs} ms at ${rate.toFixed(2)} frames per second`, () => {
      assert.equal(choosePartTarget({ configuredMs, frameMs: 1000 / rate }), partTargetMs);
    });
  }
});
