import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutFfmpeg } from '../media/testing.ts';
import { systemClock } from '../platform/clock.ts';
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
    const x264 = report.encoders.find(({ name }) => name === 'libx264');
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
    assert.ok(report.encoders.every(({ works }) => !works));
    assert.equal(report.problem, 'ffmpeg cannot encode with libx264: This ffmpeg was built without it.');
  });

  it('turns down a version that is too old', async () => {
    const report = await probeFfmpeg(
      program(['', '', '', 'echo "ffmpeg version 4.4.2-0ubuntu0 Copyright"']),
      systemClock,
    );
    assert.equal(report.problem, 'ffmpeg 4.4.2-0ubuntu0 is too old.');
  });
});
