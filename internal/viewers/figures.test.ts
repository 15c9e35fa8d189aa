import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import type { KeptSample } from './figure-curve.ts';
import { type FigureName, figureNames, Figures } from './figures.ts';

function open(fails = false) {
  const clock = new ManualClock(1_000_000);
  const kept = new Map<string, KeptSample[]>();
  const now: Record<string, number | null> = Object.fromEntries(figureNames.map((name) => [name, null]));
  const figures = new Figures({
    clock,
    log: silentLogger,
    samples: {
      add: (series, sample) => {
        if (fails) throw new Error('The disk is full.');
        kept.set(series, [...(kept.get(series) ?? []), sample]);
      },
      read: (series, sinceWallMs) => (kept.get(series) ?? []).filter(({ wallMs }) => wallMs >= sinceWallMs),
      thin: () => {},
      forget: () => {},
    },
    read: () => now as Record<FigureName, number | null>,
  });
  return { clock, figures, now };
}

test('figures are kept each minute, and while one stays at zero or is not known nothing is written', () => {
  const { clock, figures, now } = open();
  const stop = figures.start();
  const values = (name: FigureName) => figures.overTime(name, 0).map(({ value }) => value);
  now['served'] = 0;
  clock.advance(60_000);
  now['served'] = 5;
  now['cpu'] = 12;
  clock.advance(120_000);
  now['served'] = 0;
  now['cpu'] = null;
  clock.advance(300_000);
  assert.deepEqual(values('served'), [5, 5, 0]);
  assert.deepEqual(values('cpu'), [12, 12]);
  assert.deepEqual(values('latency'), []);
  stop();
});

test('a disk that is full costs figures and nothing else', () => {
  const { clock, figures, now } = open(true);
  now['served'] = 5;
  const stop = figures.start();
  assert.doesNotThrow(() => clock.advance(120_000));
  stop();
});
