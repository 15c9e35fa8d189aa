import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutFfmpeg } from '../media/testing.ts';
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
    const report = await probeFfmpeg('ffmpeg');
    assert.equal(report.problem, null);
    assert.match(report.version ?? '', /\d/);
    assert.deepEqual(report.encoders, [{ name: 'libx264', works: true, reason: null }]);
  });

  it('says that it is missing, and what to do', async () => {
    const report = await probeFfmpeg(join(folder, 'none'));
    assert.equal(report.found, false);
    assert.match(report.problem ?? '', /was not found/);
    assert.match(report.hint ?? '', /Install it/);
  });

  it('tells another program from ffmpeg', async () => {
    const report = await probeFfmpeg(program(['echo hello']));
    assert.match(report.problem ?? '', /is no ffmpeg/);
  });

  it('says why an encoder does not work', async () => {
    const report = await probeFfmpeg(
      program([
        '[ "$2" = -version ] && { echo "ffmpeg version 7.1"; exit 0; }',
        'echo "Unknown encoder" >&2',
        'exit 1',
      ]),
    );
    assert.equal(report.version, '7.1');
    assert.deepEqual(report.encoders, [{ name: 'libx264', works: false, reason: 'Unknown encoder' }]);
    assert.equal(report.problem, 'ffmpeg cannot encode with libx264: Unknown encoder');
  });

  it('turns down a version that is too old', async () => {
    const report = await probeFfmpeg(program(['', '', '', 'echo "ffmpeg version 4.4.2-0ubuntu0 Copyright"']));
    assert.equal(report.problem, 'ffmpeg 4.4.2-0ubuntu0 is too old.');
  });
});
