import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutFfmpeg } from '../media/testing.ts';
import { until } from '../../test/peers/wait.ts';
import { ManualClock, systemClock } from '../platform/clock.ts';
import { probeFfmpeg } from './probe.ts';

describe('the probe of ffmpeg', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'aerial-probe-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function program(lines: readonly string[]): string {
    const file = join(folder, `program-${lines.length}`);
    writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(file, 0o755);
    return file;
  }

  it('finds nothing wrong with a usual one', { skip: withoutFfmpeg }, async () => {
    const report = await probeFfmpeg('ffmpeg', systemClock);
    assert.equal(report.problem, null);
    assert.match(report.version ?? '', /\d/);
    assert.deepEqual(
      report.codecs.map(({ codec }) => codec),
      ['h264', 'hevc', 'av1'],
    );
    for (const { codec, encoders } of report.codecs) {
      assert.ok(
        encoders.some(({ works, isLate }) => works || isLate),
        `${codec}: ${JSON.stringify(encoders)}`,
      );
    }
    const x264 = report.codecs[0]?.encoders.find(({ name }) => name === 'libx264');
    assert.deepEqual(x264, {
      name: 'libx264',
      title: 'x264, on the processor',
      works: true,
      reason: null,
      isLate: false,
    });
  });

  it('says that it is missing, and what to do', async () => {
    const report = await probeFfmpeg(join(folder, 'none'), systemClock);
    assert.equal(report.found, false);
    assert.match(report.problem ?? '', /was not found/);
    assert.match(report.hint ?? '', /Install it/);
  });

  it('tells another program from ffmpeg', async () => {
    const report = await probeFfmpeg(program(['echo hello']), systemClock);
    assert.match(report.problem ?? '', /is no ffmpeg/);
  });

  it('says why an encoder does not work', async () => {
    const report = await probeFfmpeg(
      program([
        '[ "$2" = -version ] && { echo "ffmpeg version 7.1"; exit 0; }',
        'echo "Unknown encoder" >&2',
        'exit 1',
      ]),
      systemClock,
    );
    assert.equal(report.version, '7.1');
    assert.ok(report.codecs.every(({ encoders }) => encoders.length > 0 && encoders.every(({ works }) => !works)));
    assert.equal(report.problem, 'ffmpeg cannot encode with libx264: This ffmpeg was built without it.');
  });

  it('waits half a minute for the codecs besides H.264, and no longer', async () => {
    const started = join(folder, 'started');
    const lines = [
      '[ "$2" = -version ] && { echo "ffmpeg version 7.1"; exit 0; }',
      'case "$*" in *hevc_*|*av1_*|*libx265*|*libaom*|*libsvtav1*) ;; *) echo "Unknown encoder" >&2; exit 1;; esac',
      `echo x >> ${started}`,
      'exec sleep 600',
    ];
    const clock = new ManualClock();
    const probing = probeFfmpeg(program(lines), clock);
    const isTried = (): boolean => existsSync(started);
    await until('one is being tried', isTried, { timeoutMs: 30_000 });
    clock.advance(30_000);
    const report = await probing;
    const [h264, ...others] = report.codecs;
    assert.ok(h264?.encoders.every(({ isLate }) => !isLate));
    for (const { encoders } of others) assert.ok(encoders.every(({ works, isLate }) => !works && isLate));
    assert.match(others[1]?.encoders[0]?.reason ?? '', /Its turn did not come/);
  });

  it('turns down a version that is too old', async () => {
    const report = await probeFfmpeg(
      program(['', '', '', 'echo "ffmpeg version 4.4.2-0ubuntu0 Copyright"']),
      systemClock,
    );
    assert.equal(report.problem, 'ffmpeg 4.4.2-0ubuntu0 is too old.');
  });
});
