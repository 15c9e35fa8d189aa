import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { keepBackups } from './backup-keeper.ts';

const HOUR_MS = 3_600_000;

function open(options: { hours?: number; newestWallMs?: number | null; fail?: () => boolean } = {}) {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const made: number[] = [];
  let newestWallMs = options.newestWallMs ?? null;
  const stop = keepBackups({
    backups: {
      newestWallMs: () => newestWallMs,
      make: async ({ kept }) => {
        assert.equal(kept, 7);
        if (options.fail?.() === true) throw new Error('The disk is full.');
        newestWallMs = clock.wallMs();
        made.push(clock.monotonicMs());
        return 'file';
      },
    },
    settings: { get: (name) => (name === 'backup-hours' ? (options.hours ?? 2) : 7) },
    clock,
    log: { ...silentLogger, warn: (_fields, sentence) => void warnings.push(sentence) },
  });
  /** Lets minutes pass, and what begins in each come to its end. */
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { clock, made, warnings, stop, pass };
}

test('the first copy is made within a minute, and each next one when the newest is old enough', async () => {
  const { made, pass } = open();
  await pass(5 * 60);
  assert.deepEqual(made, [60_000, 60_000 + 2 * HOUR_MS, 60_000 + 4 * HOUR_MS]);
});

test('a restart makes no copy before its time', async () => {
  const { made, pass } = open({ newestWallMs: 1_700_000_000_000 - HOUR_MS });
  await pass(59);
  assert.deepEqual(made, []);
  await pass(1);
  assert.equal(made.length, 1);
});

test('a copy from the future does not keep new ones from being made', async () => {
  const { made, pass } = open({ newestWallMs: 1_700_000_000_000 + 100 * HOUR_MS });
  await pass(1);
  assert.equal(made.length, 1);
});

test('none are made where the owner wants none', async () => {
  const { made, pass } = open({ hours: 0 });
  await pass(300);
  assert.deepEqual(made, []);
});

test('what fails is said once, and tried again each minute until it works', async () => {
  let isFull = true;
  const { made, warnings, pass } = open({ fail: () => isFull });
  await pass(10);
  assert.deepEqual([made.length, warnings.length], [0, 1]);
  isFull = false;
  await pass(1);
  assert.deepEqual([made.length, warnings.length], [1, 1]);
});

test('once stopped, no more copies are made', async () => {
  const { made, stop, pass } = open();
  await stop();
  await pass(10);
  assert.deepEqual(made, []);
});
