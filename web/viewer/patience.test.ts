import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandClock, settled } from './chat/testing.ts';
import { loadPatiently } from './patience.ts';

test('a part of the page that could not be loaded is asked for again until it comes, ever more seldom', async () => {
  const clock = new HandClock();
  let attempts = 0;
  let failures = 0;
  const load = async () => {
    attempts += 1;
    if (attempts < 10) throw new TypeError('Failed to fetch dynamically imported module');
    return 'the chat';
  };
  const loading = loadPatiently(load, { clock, onFailure: async () => void (failures += 1) });
  const waits: number[] = [];
  while (attempts < 10) {
    await settled();
    waits.push(clock.next());
    await settled();
  }
  assert.equal(await loading, 'the chat');
  assert.deepEqual(waits, [2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000]);
  assert.deepEqual([failures, clock.timers.length], [9, 0]);
});
