import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutFfmpeg } from '../media/testing.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { doubtMs, EncoderTrials } from './encoder-trials.ts';
import { allEncoders } from './encoders/catalogue.ts';
import { v4l2 } from './encoders/v4l2.ts';
import { vaapi } from './encoders/vaapi.ts';
import { x264 } from './encoders/x264.ts';
import { x265 } from './encoders/x265.ts';
import { makeClip, makeTranscoder, pushClip, Recorder } from './testing.ts';

/** For a shell: refuses, with these words, every encoder but x264. */
function butX264(words: string): string {
  return `case "$*" in *libx264*) ;; *) echo "${words}" >&2; exit 1;; esac`;
}

describe('a chip that encodes', { skip: withoutFfmpeg }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'aerial-encoders-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The host's ffmpeg, but for what `lines` do first. */
  function wrapper(name: string, lines: readonly string[]): string {
    const file = join(folder, name);
    writeFileSync(file, ['#!/bin/sh', ...lines, 'exec ffmpeg "$@"', ''].join('\n'));
    chmodSync(file, 0o755);
    return file;
  }

  it('is found out by trying, and tried again only when ffmpeg is another', async () => {
    const count = join(folder, 'count');
    const refuses = [`echo x >> ${count}`, butX264('No chip.')];
    const ffmpegPath = wrapper('counting', refuses);
    const trials = new EncoderTrials({ clock: systemClock, log: silentLogger, ffmpegPath });
    assert.equal(trials.report('libx264'), null);
    await trials.refresh();
    assert.equal(trials.report('libx264')?.works, true);
    assert.match(trials.report('h264_nvenc')?.reason ?? '', /^It needs graphics of NVIDIA.* ffmpeg says: No chip\.$/);
    writeFileSync(count, '');
    await trials.refresh();
    assert.equal(trials.report('h264_nvenc')?.works, false);
    wrapper('counting', [butX264('Another reason.')]);
    await trials.refresh();
    assert.match(trials.report('h264_nvenc')?.reason ?? '', /Another reason\.$/);
  });

  it('is tried again once the ffmpeg that has that name is another, or is there at last', async (t) => {
    const { PATH = '' } = process.env;
    t.after(() => (process.env['PATH'] = PATH));
    process.env['PATH'] = `${folder}:${PATH}`;
    const trials = new EncoderTrials({ clock: systemClock, log: silentLogger, ffmpegPath: 'installed-later' });
    await trials.refresh();
    assert.match(trials.report('libx264')?.reason ?? '', /could not be started/);
    for (const words of ['It is broken.', 'It is still broken.']) {
      wrapper('installed-later', [`echo "${words}" >&2; exit 1`]);
      await trials.refresh();
      assert.equal(trials.report('libx264')?.reason, `ffmpeg says: ${words}`);
    }
  });

  it('is tried again alone when its trial alone was late', async () => {
    const names = join(folder, 'names');
    const lines = [`echo "$*" >> ${names}`, 'case "$*" in *libx265*) exec sleep 60;; *) echo No. >&2; exit 1;; esac'];
    let passedMs = 0;
    const clock = {
      ...systemClock,
      monotonicMs: () => systemClock.monotonicMs() + passedMs,
      after: (delayMs: number, act: () => void) => systemClock.after(delayMs / 40, act),
    };
    const trials = new EncoderTrials({ clock, log: silentLogger, ffmpegPath: wrapper('hanging', lines) });
    await trials.refresh();
    assert.equal(trials.state('libx265'), 'late');
    const late = allEncoders.filter(({ name }) => trials.state(name) === 'late');
    for (const { codec } of allEncoders)
      assert.equal(
        trials.isInDoubt(codec),
        late.some((one) => one.codec === codec),
        codec,
      );
    writeFileSync(names, '');
    await trials.refresh();
    assert.equal(readFileSync(names, 'utf8'), '', 'not so soon');
    passedMs = doubtMs;
    await trials.refresh();
    const tried = [...readFileSync(names, 'utf8').matchAll(/-c:v (\S+)/g)].map(([, name]) => name);
    assert.deepEqual(new Set(tried), new Set(late.map(({ name }) => name)));
  });

  it('is tried again also when it failed while others were still being tried', async () => {
    const ffmpegPath = wrapper('only-x264', [butX264('Unknown encoder')]);
    const trials = new EncoderTrials({ clock: systemClock, log: silentLogger, ffmpegPath });
    const first = trials.refresh();
    const isTried = (): boolean => trials.report('libx264') !== null;
    await new Promise<void>((resolve) => {
      const cancel = systemClock.every(5, () => {
        if (!isTried()) return;
        cancel();
        resolve();
      });
    });
    trials.distrust('libx264', 'It failed on air.');
    const again = trials.tryAgain();
    assert.equal(trials.tryAgain(), again, 'once more is enough');
    await first;
    assert.equal(trials.state('libx264'), 'fails');
    await again;
    assert.equal(trials.state('libx264'), 'works');
  });

  it('may be missing: the codecs besides H.264 are then made by the processor', async () => {
    const trials = new EncoderTrials({ clock: systemClock, log: silentLogger, ffmpegPath: 'ffmpeg' });
    assert.deepEqual(
      trials.codecs().map(({ state }) => state),
      ['untried', 'untried', 'untried'],
    );
    await trials.refresh();
    for (const { codec, title, state, encoder, reasons } of trials.codecs()) {
      assert.equal(state, 'works', `${codec}: ${JSON.stringify(reasons)}`);
      assert.notEqual(encoder, null, title);
    }
    assert.deepEqual(Object.keys(trials.forLadder(x264)), ['h264', 'hevc', 'av1']);
    const without = new EncoderTrials({
      clock: systemClock,
      log: silentLogger,
      ffmpegPath: wrapper('old', [butX264('Unknown encoder')]),
    });
    await without.refresh();
    const av1 = without.codecs().find(({ codec }) => codec === 'av1');
    assert.deepEqual([av1?.state, av1?.encoder], ['fails', null]);
    assert.ok(av1?.reasons.every(({ reason }) => reason === 'This ffmpeg was built without it.'));
  });

  it('gives way to x264 when it fails on air, at addresses of its own, and the admin is told', async () => {
    const ffmpegPath = wrapper('refusing', ['case "$*" in *h264_vaapi*) echo "GPU hang." >&2; exit 1;; esac']);
    const recorder = new Recorder();
    const transcoder = makeTranscoder({ recorder, ffmpegPath, encoder: vaapi });
    pushClip(transcoder, makeClip('testsrc2=size=320x180:rate=30:duration=1', ['-g', '15']));
    await recorder.until('x264 gives pictures', () => recorder.frames(2).length > 0);
    await transcoder.stop();
    assert.deepEqual(
      recorder.plans.map((plans) => plans.map(({ index, encoder }) => `${index} ${encoder}`)),
      [['1 h264_vaapi'], ['2 libx264']],
    );
    assert.equal(recorder.frames(1).length, 0);
    assert.deepEqual(recorder.fallbacks, [{ encoder: 'h264_vaapi', sentence: 'ffmpeg ended with code 1: GPU hang.' }]);
  });

  it('gives way to x264 when it dies in mid-broadcast, after it has given pictures', async () => {
    // The processor stands in for the chip, and is killed after a while.
    const ffmpegPath = wrapper('dying', [
      'case "$*" in *h264_v4l2m2m*)',
      'for one; do shift',
      'case "$one" in h264_v4l2m2m) set -- "$@" libx264 -tune zerolatency -forced-idr 1;; *) set -- "$@" "$one";; esac; done',
      'timeout -s KILL 1 ffmpeg "$@"; echo "GPU hang." >&2; exit 1;; esac',
    ]);
    const recorder = new Recorder();
    const transcoder = makeTranscoder({ recorder, ffmpegPath, encoder: v4l2 });
    pushClip(transcoder, makeClip('testsrc2=size=320x180:rate=30:duration=1', ['-g', '15']));
    await recorder.until('the chip gives pictures', () => recorder.frames(1).length > 0);
    await recorder.until('x264 gives pictures', () => recorder.frames(2).length > 0);
    await transcoder.stop();
    assert.deepEqual(
      recorder.plans.map((plans) => plans.map(({ index, encoder }) => `${index} ${encoder}`)),
      [['1 h264_v4l2m2m'], ['2 libx264']],
    );
    assert.equal(recorder.fallbacks.length, 1);
    assert.match(recorder.fallbacks[0]?.sentence ?? '', /GPU hang\.$/);
  });

  it('is not to blame when ffmpeg dies while the processor makes all there is', async () => {
    const once = '[ -e "$0.died" ] || { : > "$0.died"; exit 1; }';
    const recorder = new Recorder();
    const transcoder = makeTranscoder({
      recorder,
      ffmpegPath: wrapper('dying-once', [once]),
      encoder: vaapi,
      beside: { hevc: x265 },
      ladder: [{ heightPixels: 90, bitrateKbps: 200, codec: 'hevc' }],
    });
    pushClip(transcoder, makeClip('testsrc2=size=320x180:rate=30:duration=1', ['-g', '15']));
    await recorder.until('there are pictures again', () => recorder.frames(1).length > 0);
    await transcoder.stop();
    assert.deepEqual([recorder.losses(1), recorder.fallbacks], [1, []]);
  });
});
