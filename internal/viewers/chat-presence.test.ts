import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import type { KeptSample } from './figure-curve.ts';
import { ChatPresence } from './chat-presence.ts';

test('how many were in the chat is kept over time, and while nobody is there nothing is written', () => {
  const clock = new ManualClock();
  const beganWallMs = clock.wallMs();
  let count = 0;
  const kept: KeptSample[] = [];
  const presence = new ChatPresence({
    clock,
    log: silentLogger,
    samples: {
      add: (_series, sample) => void kept.push(sample),
      read: () => kept,
      thin: () => {},
      forget: () => {},
    },
    readCount: () => count,
  });
  const stop = presence.start();
  const valuesOf = () => presence.overTime(beganWallMs).map(({ value }) => value);
  clock.advance(60_000);
  assert.deepEqual(valuesOf(), []);
  count = 3;
  clock.advance(20_000);
  count = 0;
  clock.advance(60_000);
  assert.deepEqual(valuesOf(), [3, 3, 0]);
  stop();
  count = 9;
  clock.advance(60_000);
  assert.deepEqual(valuesOf(), [3, 3, 0]);
});
