import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { probe, runFfmpeg, withoutFfmpeg } from '../media/testing.ts';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import type { SnapshotKind } from './picture-demand.ts';
import type { Storyboard } from './storyboard.ts';
import { type PictureSource, type Snapshot, Thumbnailer, type ThumbnailerNeeds } from './thumbnailer.ts';

/** Two seconds far along a timeline, as the live window has them. */
function makeSource(codec: readonly string[] = ['libx264', '-preset', 'ultrafast']): PictureSource {
  const encoder = ['-c:v', ...codec, '-g', '8', '-pix_fmt', 'yuv420p', '-output_ts_offset', '5000'];
  const container = ['-movflags', 'empty_moov+default_base_moof+frag_keyframe', '-f', 'mp4', 'pipe:1'];
  const file = runFfmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=30:duration=2', ...encoder, ...container]);
  const moof = file.indexOf('moof') - 4;
  return { init: file.subarray(0, moof), media: file.subarray(moof) };
}

function open(t: TestContext, needs: Partial<ThumbnailerNeeds> = {}) {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const shown: (Snapshot | null)[] = [];
  let tell = (): void => {};
  const thumbnailer = new Thumbnailer({
    clock,
    log: { ...silentLogger, warn: (_fields, sentence) => (warnings.push(sentence), tell()) },
    ffmpegPath: 'ffmpeg',
    newestPictures: () => null,
    storyboardSource: () => null,
    onStoryboard: () => {},
    isBusy: () => false,
    onSnapshot: (snapshot) => (shown.push(snapshot), tell()),
    ...needs,
  });
  t.after(() => thumbnailer.stop());
  /** Resolves when the next thing is shown or complained about. */
  const next = () => new Promise<void>((resolve) => (tell = resolve));
  return { thumbnailer, clock, warnings, shown, next };
}

function sizeOf(picture: Buffer | undefined): readonly unknown[] {
  const [stream] = probe(picture ?? Buffer.alloc(0)).streams;
  return [stream?.['width'], stream?.['height']];
}

/** A program that takes no notice of its input and never ends by itself. */
function makeSleeper(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'aerial-thumbnailer-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'ffmpeg');
  writeFileSync(file, '#!/bin/sh\nexec sleep 60\n', { mode: 0o700 });
  return file;
}

describe('The thumbnailer', { skip: withoutFfmpeg }, () => {
  it('makes a still and a moving second of what is on air, the still anew every 20 seconds, the others for who asks', async (t) => {
    const source = makeSource();
    const { thumbnailer, clock, shown, next } = open(t, { newestPictures: () => source });
    thumbnailer.begin();
    const steps: readonly (readonly [number, SnapshotKind | null])[] = [
      [1_000, null],
      [20_000, 'moving'],
      [100, 'web'],
      [20_000, null],
    ];
    for (const [advanceMs, asked] of steps) {
      if (asked !== null) thumbnailer.ask(asked);
      const made = next();
      clock.advance(advanceMs);
      await made;
    }
    assert.deepEqual(
      shown.map((snapshot) => Object.keys(snapshot ?? {})),
      [['still', 'moving', 'web'], ['still', 'moving'], ['still', 'web'], ['still']],
    );
    for (const snapshot of shown) {
      assert.ok(snapshot !== null);
      const { still, moving, web } = snapshot;
      assert.equal(still?.toString('hex', 0, 3), 'ffd8ff');
      assert.deepEqual(sizeOf(still), [640, 360]);
      if (moving !== undefined) {
        assert.equal(moving.toString('latin1', 0, 6), 'GIF89a');
        assert.deepEqual([moving.readUInt16LE(6), moving.readUInt16LE(8)], [480, 270]);
      }
      if (web !== undefined) assert.equal(web.toString('latin1', 8, 16), 'WEBPVP8X');
    }
    thumbnailer.end();
    assert.equal(shown.at(-1), null);
  });

  it('makes an old one anew within moments of being asked, of a second of pictures, and a still of one', async (t) => {
    // What has to be deinterlaced first goes the same way.
    const source = { ...makeSource(), interlacing: 'woven' as const };
    const lengthsMs: number[] = [];
    const { thumbnailer, clock, shown, next } = open(t, {
      newestPictures: (lengthMs) => (lengthsMs.push(lengthMs), source),
    });
    const step = async (advanceMs: number) => {
      const made = next();
      clock.advance(advanceMs);
      await made;
    };
    thumbnailer.begin();
    assert.equal(thumbnailer.ask('moving'), false);
    await step(1_000);
    await step(20_000);
    clock.advance(5_000);
    assert.deepEqual([thumbnailer.ask('moving'), thumbnailer.ask('moving')], [true, true]);
    await step(100);
    assert.equal(thumbnailer.ask('moving'), false);
    assert.deepEqual(Object.keys(shown[2] ?? {}), ['still', 'moving']);
    assert.deepEqual(lengthsMs, [1_000, 0, 1_000]);
    // The next still comes 20 seconds after this one, and the moving one, which was asked for, with it.
    clock.advance(19_999);
    assert.equal(shown.length, 3);
    await step(1);
    assert.deepEqual(Object.keys(shown[3] ?? {}), ['still', 'moving']);
  });

  it('makes a storyboard by itself for who asks', async (t) => {
    const pictures = makeSource();
    const source = { ...pictures, timesMs: [5000, 6000], endMs: 7000, width: 640, height: 360 };
    let made = Promise.withResolvers<void>();
    const { thumbnailer, clock, shown, next } = open(t, {
      newestPictures: () => pictures,
      storyboardSource: () => source,
      onStoryboard: () => made.resolve(),
    });
    thumbnailer.begin();
    clock.advance(1_000);
    await made.promise;
    const still = next();
    clock.advance(20_000);
    await still;
    made = Promise.withResolvers();
    clock.advance(5_000);
    assert.equal(thumbnailer.ask('storyboard'), true);
    clock.advance(100);
    await made.promise;
    assert.deepEqual(
      shown.map((snapshot) => Object.keys(snapshot ?? {})),
      [['still', 'moving', 'web'], ['still']],
    );
  });

  it('shows nothing any more once the picture has left, without a complaint, and goes on when it is back', async (t) => {
    const source = makeSource();
    let pictures: PictureSource | null = source;
    const { thumbnailer, clock, shown, warnings, next } = open(t, { newestPictures: () => pictures });
    thumbnailer.begin();
    const first = next();
    clock.advance(1_000);
    await first;
    pictures = null;
    thumbnailer.forget();
    assert.equal(shown.at(-1), null);
    clock.advance(1_000);
    pictures = source;
    const again = next();
    clock.advance(1_000);
    await again;
    assert.ok(shown.at(-1));
    assert.deepEqual(warnings, []);
  });

  it('makes small pictures of the live window and a frame by itself, in every codec that is carried', async (t) => {
    const encoders: readonly (readonly string[])[] = [
      ['libx264', '-preset', 'ultrafast'],
      ['libx264', '-preset', 'ultrafast', '-bf', '3'],
      ['libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error', '-tag:v', 'hvc1'],
      ['libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
      ['libaom-av1', '-cpu-used', '8', '-usage', 'realtime'],
    ];
    for (const encoder of encoders) {
      const pictures = makeSource(encoder);
      const timesMs = [5000, 6000, 7000, 8000, 9000, 10_000, 11_000, 12_000];
      const source = { ...pictures, timesMs, endMs: 12_600, width: 640, height: 360 };
      const made = Promise.withResolvers<Storyboard | null>();
      const { thumbnailer, clock, warnings, shown, next } = open(t, {
        newestPictures: () => pictures,
        storyboardSource: () => source,
        onStoryboard: made.resolve,
      });
      thumbnailer.begin();
      clock.advance(1_000);
      const storyboard = await made.promise;
      assert.deepEqual(warnings, []);
      assert.equal(storyboard?.sprite.toString('hex', 0, 3), 'ffd8ff');
      assert.deepEqual(sizeOf(storyboard.sprite), [960, 180]);
      const cues = storyboard.index('/s.jpg').split('\n\n');
      assert.equal(cues.length, 9);
      assert.equal(cues[8], '00:00:12.000 --> 00:00:12.600\n/s.jpg#xywh=160,90,160,90\n');
      const still = next();
      clock.advance(20_000);
      await still;
      assert.deepEqual(sizeOf(shown[1]?.still), [640, 360]);
      await thumbnailer.stop();
    }
  });

  it('does without WebP where ffmpeg has no encoder for it', async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'aerial-thumbnailer-'));
    t.after(() => rmSync(directory, { recursive: true, force: true }));
    const ffmpegPath = join(directory, 'ffmpeg');
    const poor =
      '#!/bin/sh\ncase "$*" in *libwebp*) echo "Unknown encoder libwebp_anim" >&2; exit 1;; esac\nexec ffmpeg "$@"\n';
    writeFileSync(ffmpegPath, poor, { mode: 0o700 });
    const source = makeSource();
    const { thumbnailer, clock, shown, warnings, next } = open(t, { ffmpegPath, newestPictures: () => source });
    thumbnailer.begin();
    const made = next();
    clock.advance(1_000);
    await made;
    assert.deepEqual(warnings, []);
    assert.equal(shown[0]?.web, undefined);
    assert.equal(shown[0]?.moving?.toString('latin1', 0, 6), 'GIF89a');
  });

  it('waits for the first pictures of a broadcast, and asks for none before it', (t) => {
    let asked = 0;
    const { thumbnailer, clock, shown } = open(t, { newestPictures: () => ((asked += 1), null) });
    clock.advance(60_000);
    assert.equal(asked, 0);
    thumbnailer.begin();
    clock.advance(5_000);
    assert.equal(asked, 5);
    thumbnailer.end();
    clock.advance(60_000);
    assert.equal(asked, 5);
    assert.deepEqual(shown, [null]);
  });

  it('complains once when there is no ffmpeg, and goes on trying', async (t) => {
    let asked = 0;
    const pictures = { init: Buffer.alloc(1), media: Buffer.alloc(1) };
    const { thumbnailer, clock, warnings, next } = open(t, {
      ffmpegPath: '/nonexistent/ffmpeg',
      newestPictures: () => ((asked += 1), pictures),
    });
    thumbnailer.begin();
    const complained = next();
    clock.advance(1_000);
    await complained;
    clock.advance(40_000);
    await thumbnailer.stop();
    assert.ok(asked >= 2);
    assert.equal(warnings.length, 1);
  });

  it('complains of pictures that cannot be read, and shows nothing', async (t) => {
    const rubbish = { init: Buffer.from('no init'), media: Buffer.alloc(100_000, 7) };
    const { thumbnailer, clock, shown, warnings, next } = open(t, { newestPictures: () => rubbish });
    thumbnailer.begin();
    const complained = next();
    clock.advance(1_000);
    await complained;
    assert.equal(shown.length, 0);
    assert.deepEqual(warnings, ['No new picture of what is on air could be made; the logo is shown in its place.']);
  });

  it('says that the last picture stays where there was one', async (t) => {
    let pictures = makeSource();
    const { thumbnailer, clock, shown, warnings, next } = open(t, { newestPictures: () => pictures });
    thumbnailer.begin();
    const first = next();
    clock.advance(1_000);
    await first;
    pictures = { init: Buffer.from('no init'), media: Buffer.alloc(100_000, 7) };
    const complained = next();
    clock.advance(20_000);
    await complained;
    assert.equal(shown.length, 1);
    assert.deepEqual(warnings, ['No new picture of what is on air could be made; the last one stays.']);
  });

  it('never runs two at a time, and ends one that takes too long', async (t) => {
    let asked = 0;
    const pictures = { init: Buffer.alloc(1), media: Buffer.alloc(1) };
    const ffmpegPath = makeSleeper(t);
    const { thumbnailer, clock, shown, next } = open(t, { ffmpegPath, newestPictures: () => ((asked += 1), pictures) });
    thumbnailer.begin();
    clock.advance(1_000);
    assert.equal(asked, 1);
    const complained = next();
    clock.advance(9_999);
    clock.advance(1);
    await complained;
    assert.deepEqual([asked, shown.length], [1, 0]);
  });

  it('ends at once when it is stopped', async (t) => {
    const pictures = { init: Buffer.alloc(1), media: Buffer.alloc(1) };
    const { thumbnailer, clock, warnings } = open(t, { ffmpegPath: makeSleeper(t), newestPictures: () => pictures });
    thumbnailer.begin();
    clock.advance(1_000);
    await thumbnailer.stop();
    await thumbnailer.stop();
    assert.deepEqual(warnings, []);
  });

  it('nothing is made while serving takes what there is, and again once it does not', async (t) => {
    let isBusy = true;
    const { thumbnailer, clock, warnings, next } = open(t, {
      ffmpegPath: '/nowhere/ffmpeg',
      newestPictures: () => ({ init: Buffer.alloc(8), media: Buffer.alloc(8) }),
      isBusy: () => isBusy,
    });
    thumbnailer.begin();
    clock.advance(25_000);
    isBusy = false;
    const complained = next();
    assert.deepEqual(warnings, []);
    clock.advance(20_000);
    await complained;
    assert.equal(warnings.length, 1);
  });

  it('complains of an ffmpeg that the system refuses to try, and that is all', async (t) => {
    const { thumbnailer, clock, warnings, next } = open(t, {
      ffmpegPath: `${import.meta.filename}/ffmpeg`,
      newestPictures: () => ({ init: Buffer.alloc(1), media: Buffer.alloc(1) }),
    });
    thumbnailer.begin();
    const said = next();
    clock.advance(1_000);
    await said;
    clock.advance(15_000);
    assert.deepEqual(warnings, ['No new picture of what is on air could be made; the logo is shown in its place.']);
  });
});
