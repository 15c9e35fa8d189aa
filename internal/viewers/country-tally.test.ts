import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { CountryTally } from './country-tally.ts';

const HOUR_MS = 3_600_000;
const countries: Readonly<Record<string, string | null>> = {
  'one.de': 'DE',
  'two.de': 'DE',
  'three.fr': 'FR',
  here: 'N/A',
};

function open(audience: string[]) {
  const clock = new ManualClock(1_000 * HOUR_MS);
  const kept = new Map<string, { wallMs: number; value: number }[]>();
  const tally = new CountryTally({
    clock,
    log: silentLogger,
    samples: {
      accumulate: (series, { wallMs, value }) =>
        void kept.set(series, [...(kept.get(series) ?? []), { wallMs, value }]),
      sums: (beginning, sinceWallMs) =>
        [...kept].map(([series, samples]) => ({
          name: series.slice(beginning.length),
          sum: samples.filter(({ wallMs }) => wallMs >= sinceWallMs).reduce((sum, { value }) => sum + value, 0),
        })),
      forgetAll: () => kept.clear(),
    },
    addresses: () => audience,
    countryOf: (address) => Promise.resolve(countries[address] ?? null),
  });
  const pass = async (minutes: number): Promise<void> => {
    for (let minute = 0; minute < minutes; minute += 1) {
      clock.advance(60_000);
      for (let turn = 0; turn < 4; turn += 1) await setImmediate();
    }
  };
  return { tally, clock, pass };
}

test('minutes watched are counted by country, with those nobody knows the country of apart', async () => {
  const audience = ['one.de', 'two.de', 'three.fr', 'here', 'unknown'];
  const { tally, clock, pass } = open(audience);
  const stop = tally.start();
  await pass(10);
  audience.splice(1);
  assert.deepEqual(await tally.figures(clock.wallMs() - HOUR_MS), [
    { country: 'DE', now: 1, minutes: 20 },
    { country: '', now: 0, minutes: 20 },
    { country: 'FR', now: 0, minutes: 10 },
  ]);
  stop();
  await pass(10);
  assert.equal((await tally.figures(0))[0]?.minutes, 20);
});

test('of a crowd that is too large to look up each minute, a part stands for all', async () => {
  const { tally } = open(Array.from({ length: 10_000 }, () => 'one.de'));
  assert.deepEqual(await tally.figures(0), [{ country: 'DE', now: 10_000, minutes: 0 }]);
});
