import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { type Logger, silentLogger } from '../platform/log.ts';
import { HardwareWatch } from './hardware-watch.ts';
import { hostProbe } from './hardware.ts';

function rig(memoryPercent: () => number = () => 10) {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const log: Logger = { ...silentLogger, warn: (_fields, sentence) => void warnings.push(sentence) };
  let busy = 0;
  const probe = {
    // A quarter of the time.
    cpuTimes: () => ({ busy: (busy = clock.monotonicMs() / 4), idle: clock.monotonicMs() - busy }),
    memoryPercent,
    diskPercent: () => Promise.resolve(null),
  };
  const watch = new HardwareWatch({ probe, clock, log });
  const stop = watch.start();
  const advance = async (ms: number) => {
    for (let at = 0; at < ms; at += 10_000) {
      clock.advance(10_000);
      // The disk answers a turn later.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { watch, stop, advance, warnings };
}

describe('HardwareWatch', () => {
  it('takes its first sample after ten seconds and one a minute from then on', async () => {
    const { watch, advance } = rig();
    await advance(10_000);
    assert.equal(watch.series('memory').length, 1);
    await advance(120_000);
    assert.deepEqual(
      watch.series('cpu').map(({ value }) => value),
      [25, 25, 25],
    );
    assert.equal(watch.cpuPercent, 25);
    assert.equal(watch.series('disk').length, 0, 'what the machine does not tell is left out');
  });

  it('keeps five hours', async () => {
    const { watch, advance } = rig();
    await advance(310 * 60_000);
    assert.equal(watch.series('cpu').length, 300);
  });

  it('warns when two samples in a row are high on average, and again only after five minutes', async () => {
    let percent = 84;
    const { advance, warnings } = rig(() => percent);
    await advance(120_000);
    assert.equal(warnings.length, 0);
    percent = 87;
    await advance(240_000);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /memory/);
    await advance(120_000);
    assert.equal(warnings.length, 2);
  });

  it('ends with its stopper', async () => {
    const { watch, stop, advance } = rig();
    stop();
    await advance(60_000);
    assert.equal(watch.series('cpu').length, 0);
  });
});

describe('The probe of the host', () => {
  it('gives percents, and no disk where there is none', async () => {
    const probe = hostProbe(tmpdir());
    const isPercent = (value: number) => value >= 0 && value <= 100;
    assert.ok(isPercent(probe.memoryPercent()));
    assert.ok(isPercent((await probe.diskPercent()) ?? Number.NaN));
    assert.ok(probe.cpuTimes().busy > 0);
    assert.equal(await hostProbe('/nowhere/at/all').diskPercent(), null);
  });
});
