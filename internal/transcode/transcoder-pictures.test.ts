import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import type { VideoConfig, VideoPacket } from '../media/packet.ts';
import { runFfmpeg, withoutFfmpeg } from '../media/testing.ts';
import { writeInitSegment } from '../media/init-segment.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { PictureWatch, watchedSize } from './picture-watch.ts';
import { videoRun, writeFragment } from '../media/fragment.ts';
import type { LadderSetting } from './ladder.ts';
import { type Clip, makeClip, makeTranscoder, pushClip, Recorder, shifted } from './testing.ts';

const picture = 'testsrc2=size=320x180:rate=30:duration=1.5';
const small = [{ heightPixels: 90, bitrateKbps: 200 }];

/** Time for the server runs slow, so that its patience with an ffmpeg holds on a machine that is busy with other tests. */
const slowness = 5;
const slowClock: Clock = {
  wallMs: () => systemClock.wallMs(),
  monotonicMs: () => systemClock.monotonicMs() / slowness,
  after: (delayMs, callback) => systemClock.after(delayMs * slowness, callback),
  every: (periodMs, callback) => systemClock.every(periodMs * slowness, callback),
};

/** Sends a clip through a transcoder until its end. */
async function transcode(clip: Clip, ladder: LadderSetting): Promise<Recorder> {
  const recorder = new Recorder();
  const transcoder = makeTranscoder({ recorder, ladder, clock: slowClock });
  pushClip(transcoder, clip);
  const last = Math.max(...clip.packets.map((packet) => packet.ptsMs));
  // The pause makes ffmpeg give what it holds back.
  transcoder.push({ kind: 'pause' });
  try {
    await recorder.until('the last frame is there', () =>
      (recorder.plans[0] ?? []).every((plan) => (recorder.frames(plan.index).at(-1)?.ptsMs ?? 0) > last - 20),
    );
  } finally {
    await transcoder.stop();
  }
  return recorder;
}

function byPresentation(packets: readonly VideoPacket[]): VideoPacket[] {
  return packets.toSorted((a, b) => a.ptsMs - b.ptsMs);
}

function times(packets: readonly VideoPacket[]): number[] {
  return byPresentation(packets).map((packet) => packet.ptsMs);
}

function keyTimes(packets: readonly VideoPacket[]): number[] {
  return times(packets.filter((packet) => packet.isKey));
}

/** Pictures as ffmpeg decodes them, in planar 4:2:0. */
function decode(config: VideoConfig, packets: readonly VideoPacket[]): Buffer {
  const video = videoRun(packets, (packets.at(-1)?.dtsMs ?? 0) + 33);
  const fragment = writeFragment({ sequenceNumber: 1, video, audio: null });
  const file = Buffer.concat([writeInitSegment({ video: config, audio: null }), fragment]);
  return runFfmpeg(['-i', 'pipe:0', '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'], file);
}

/** In the tenth picture, how far lines differ from the next ones, against the ones after those: more than 1 where every other line is of another time. */
function combing(config: VideoConfig, packets: readonly VideoPacket[]): number {
  const pixels = config.width * config.height;
  const tenthAt = 9 * pixels * 1.5;
  const luma = decode(config, packets).subarray(tenthAt, tenthAt + pixels);
  let [near, far] = [0, 0];
  for (let at = 0; at + 2 * config.width < luma.length; at += 1) {
    near += Math.abs((luma[at] ?? 0) - (luma[at + config.width] ?? 0));
    far += Math.abs((luma[at] ?? 0) - (luma[at + 2 * config.width] ?? 0));
  }
  return near / far;
}

/** The clip with another frame rate in its codec data. */
function claiming(clip: Clip, frameRate: number | null): Clip {
  const { video } = clip.tracks;
  return { packets: clip.packets, tracks: { audio: null, video: video === null ? null : { ...video, frameRate } } };
}

/** Pictures come by a way of their own: that the frames are there does not say that they are. */
class CountingWatch extends PictureWatch {
  #bytes = 0;
  readonly #arrived = new EventEmitter();

  override push(chunk: Buffer, nowMs: number): void {
    super.push(chunk, nowMs);
    this.#bytes += chunk.length;
    this.#arrived.emit('bytes');
  }

  /** Rejects after 30 s. */
  async untilSeen(pictures: number): Promise<void> {
    const signal = AbortSignal.timeout(30_000);
    while (this.#bytes < pictures * watchedSize.width * watchedSize.height)
      await once(this.#arrived, 'bytes', { signal });
  }
}

describe('the pictures of a transcoded rendition', { skip: withoutFfmpeg, concurrency: 2 }, () => {
  it('come out frame by frame at the source’s times, with key frames where it has them', async () => {
    const clip = makeClip(picture, ['-g', '15']);
    const recorder = await transcode(clip, [...small, { heightPixels: 120, bitrateKbps: 300 }]);
    assert.deepEqual(
      recorder.plans[0]?.map((plan) => plan.name),
      ['120p', '90p'],
    );
    for (const index of [1, 2]) {
      assert.deepEqual(times(recorder.frames(index)), times(clip.packets));
      assert.deepEqual(keyTimes(recorder.frames(index)), keyTimes(clip.packets));
      assert.ok(recorder.frames(index).every((packet) => packet.dtsMs === packet.ptsMs));
    }
  });

  it('are in presentation order when the source has B-frames', async () => {
    const clip = makeClip(picture, ['-g', '20', '-bf', '3', '-b_strategy', '0', '-refs', '3']);
    assert.ok(clip.packets.some((packet) => packet.ptsMs !== packet.dtsMs));
    const recorder = await transcode(clip, small);
    assert.deepEqual(times(recorder.frames(1)), times(clip.packets));
    assert.deepEqual(keyTimes(recorder.frames(1)), keyTimes(clip.packets));
  });

  it('keep the key frames of an irregular GOP, even side by side', async () => {
    const keys = 'eq(n,0)+eq(n,1)+eq(n,2)+eq(n,9)+eq(n,10)+eq(n,31)+eq(n,44)';
    const clip = makeClip(picture, ['-g', '300', '-sc_threshold', '0', '-force_key_frames', `expr:${keys}`]);
    assert.equal(keyTimes(clip.packets).length, 7);
    const recorder = await transcode(clip, small);
    assert.deepEqual(keyTimes(recorder.frames(1)), keyTimes(clip.packets));
    assert.equal(recorder.frames(1).length, clip.packets.length);
  });

  it('are every second one of a fast source, and never lack a key frame', async () => {
    const keys = 'eq(n,0)+eq(n,15)+eq(n,30)+eq(n,45)+eq(n,77)';
    const fast = 'testsrc2=size=320x180:rate=60:duration=1.5';
    const clip = makeClip(fast, ['-g', '300', '-sc_threshold', '0', '-force_key_frames', `expr:${keys}`]);
    const recorder = await transcode(clip, small);
    const shown = times(recorder.frames(1));
    assert.equal(recorder.plans[0]?.[0]?.frameRate, 30);
    assert.deepEqual(keyTimes(recorder.frames(1)), keyTimes(clip.packets));
    assert.ok(shown.every((ptsMs) => times(clip.packets).includes(ptsMs)));
    assert.ok(Math.abs(shown.length - 45) <= 5, `${shown.length} frames`);
  });

  it('are not thinned again when the source itself drops every second frame', async () => {
    const clip = makeClip(picture, ['-g', '15']);
    const recorder = await transcode(claiming(clip, 60), small);
    assert.equal(recorder.plans[0]?.[0]?.frameRate, 30);
    assert.deepEqual(times(recorder.frames(1)), times(clip.packets));
  });

  it('keep uneven times', async () => {
    const clip = makeClip(`${picture},settb=1/1000,setpts='PTS+12*sin(N*2)'`, [
      ...['-g', '15', '-bf', '2', '-fps_mode', 'passthrough', '-enc_time_base', '-1'],
    ]);
    assert.equal(new Set(times(clip.packets)).size, clip.packets.length);
    const recorder = await transcode(claiming(clip, 30), small);
    assert.deepEqual(times(recorder.frames(1)), times(clip.packets));
  });

  it('are about thirty a second when a fast source does not say how fast it is', async () => {
    const clip = makeClip('testsrc2=size=320x180:rate=60:duration=1.5', ['-g', '30']);
    for (const claim of [null, 1000]) {
      const recorder = await transcode(claiming(clip, claim), small);
      assert.equal(recorder.plans[0]?.[0]?.frameRate, 30);
      assert.ok(Math.abs(recorder.frames(1).length - 45) <= 2, `${recorder.frames(1).length} frames`);
      assert.deepEqual(keyTimes(recorder.frames(1)), keyTimes(clip.packets));
    }
  });

  it('keep fractions of a millisecond', async () => {
    const clip = shifted(makeClip(picture, ['-g', '15']), 0.4);
    const recorder = await transcode(clip, small);
    assert.deepEqual(times(recorder.frames(1)), times(clip.packets));
  });

  it('are looked at beside the renditions: black is told from a scene', async () => {
    for (const [source, isBlack] of [
      ['color=black:size=320x180:rate=30:duration=3.5', true],
      ['testsrc2=size=320x180:rate=30:duration=3.5', false],
    ] as const) {
      const watch = new CountingWatch();
      const recorder = new Recorder();
      const transcoder = makeTranscoder({ recorder, ladder: small, watch });
      try {
        pushClip(transcoder, makeClip(source, ['-g', '30']));
        await watch.untilSeen(3);
        const { blackForMs, stillForMs } = watch.state(systemClock.monotonicMs() + 1);
        assert.deepEqual([blackForMs > 0, stillForMs > 0], [isBlack, isBlack], source);
      } finally {
        await transcoder.stop();
      }
    }
  });

  it('have the codec name and the size that were announced, and can be decoded', async () => {
    const clip = makeClip('testsrc2=size=1280x720:rate=60:duration=0.2', ['-g', '15']);
    const ladder = [720, 480, 360, 240, 100].map((heightPixels) => ({ heightPixels, bitrateKbps: heightPixels * 3 }));
    const recorder = await transcode(clip, ladder);
    const plans = recorder.plans[0] ?? [];
    assert.equal(plans.length, 5);
    for (const plan of plans) {
      const [config, ...more] = recorder.configs(plan.index);
      assert.ok(config !== undefined && more.length === 0);
      const { codecString, width, height, frameRate } = config;
      const { codecString: c, width: w, height: h, frameRate: f } = plan;
      assert.deepEqual(
        { codecString, width, height, frameRate },
        { codecString: c, width: w, height: h, frameRate: f },
      );
      const frames = recorder.frames(plan.index);
      assert.equal(decode(config, frames).length, frames.length * width * height * 1.5);
    }
  });

  it('of an interlaced source are progressive, one for each of its own, with key frames where it has them', async () => {
    const encoder = ['-flags', '+ilme+ildct', '-x264-params', 'tff=1', '-g', '15'];
    const clip = makeClip(
      'testsrc2=size=320x180:rate=60:duration=1,scroll=horizontal=0.02,tinterlace=interleave_top',
      encoder,
    );
    assert.equal(clip.tracks.video?.interlacing, 'woven');
    const recorder = await transcode(clip, [{ heightPixels: 180, bitrateKbps: 1000 }]);
    const frames = recorder.frames(1);
    assert.deepEqual(times(frames), times(clip.packets));
    assert.deepEqual(keyTimes(frames), keyTimes(clip.packets));
    const [config] = recorder.configs(1);
    assert.ok(clip.tracks.video !== null && config !== undefined);
    assert.ok(combing(clip.tracks.video, clip.packets) > 2, 'the source is combed');
    assert.ok(combing(config, frames) < 1, 'and what is made of it is not');
  });
});
