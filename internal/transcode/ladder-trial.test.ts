import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { withoutFfmpeg } from '../media/testing.ts';
import { ManualClock, systemClock } from '../platform/clock.ts';
import { LadderTrials } from './ladder-trial.ts';
import { planLadder } from './ladder.ts';

const source = { width: 320, height: 180, frameRate: 25 };
const ladder = [
  { heightPixels: 180, bitrateKbps: 200 },
  { heightPixels: 144, bitrateKbps: 150 },
];
const plans = planLadder({ ...source, bitrateKbps: null }, { ladder, cores: 1 });
const order = { source, plans, cores: 1 };

describe('Trying a ladder', { skip: withoutFfmpeg }, () => {
  it('says how fast this machine makes it, together and each alone, one trial at a time', async () => {
    const trials = new LadderTrials({ clock: systemClock, ffmpegPath: () => 'ffmpeg' });
    const first = trials.try(order);
    assert.deepEqual(await trials.try(order), { kind: 'busy' });
    const outcome = await first;
    assert.ok(outcome.kind === 'tried', JSON.stringify(outcome));
    assert.ok(outcome.speed > 0, String(outcome.speed));
    assert.equal(outcome.alone.length, 2);
    assert.ok(outcome.alone[0] !== null && (outcome.alone[0] ?? 0) > 0, JSON.stringify(outcome.alone));
  });

  it('tells a machine that has no time for it from one that cannot', async () => {
    const clock = { ...systemClock, after: (_ms: number, act: () => void) => systemClock.after(1, act) };
    const outcome = await new LadderTrials({ clock, ffmpegPath: () => 'ffmpeg' }).try(order);
    assert.ok(outcome.kind === 'failed');
    assert.match(outcome.sentence, /too busy/);
  });

  it(
    'ends in time also where making the picture takes nearly as long as it may, and nothing comes of it then',
    { timeout: 30_000 },
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'aerial-ladder-trial-'));
      t.after(() => rmSync(folder, { recursive: true }));
      const ffmpegPath = join(folder, 'ffmpeg');
      const hangs = ['case "$*" in *testsrc2*) exit 0;; esac', ': > "$0.hangs"', 'exec sleep 600'];
      writeFileSync(ffmpegPath, ['#!/bin/sh', ...hangs, ''].join('\n'), { mode: 0o755 });
      const clock = new ManualClock();
      t.after(() => clock.advance(60_000));
      const trial = new LadderTrials({ clock, ffmpegPath: () => ffmpegPath }).try(order);
      clock.advance(9_500);
      while (!existsSync(`${ffmpegPath}.hangs`)) await setImmediate();
      clock.advance(7_500);
      assert.deepEqual(await trial, { kind: 'tried', speed: 0, alone: [null, null] });
    },
  );

  it('says why it cannot be tried, and can be asked again', async () => {
    const trials = new LadderTrials({ clock: systemClock, ffmpegPath: () => '/nowhere/ffmpeg' });
    for (let round = 0; round < 2; round += 1) {
      const outcome = await trials.try(order);
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.sentence, /ffmpeg was not found/);
    }
  });
});
