import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { variantsToLadder } from '../config/owncast-variants.ts';
import { parseLadder } from '../config/ladder-setting.ts';
import { Settings } from '../config/settings.ts';
import { LiveChannel } from '../hls/live-channel.ts';
import { noArchive, bothTracks, stream, videoConfig } from '../hls/testing.ts';
import type { MediaSink, VideoConfig } from '../media/packet.ts';
import { ManualClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { LogRoot, silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { doubtMs } from '../transcode/encoder-trials.ts';
import type { LadderEncoders } from '../transcode/encoders/catalogue.ts';
import { svtAv1 } from '../transcode/encoders/svt-av1.ts';
import { LadderTrials } from '../transcode/ladder-trial.ts';
import type { VideoEncoder } from '../transcode/encoders/video-encoder.ts';
import { x265 } from '../transcode/encoders/x265.ts';
import { SlateSource } from '../transcode/slate/slate-source.ts';
import { Transcoder } from '../transcode/transcoder.ts';
import { Broadcasting } from './broadcasting.ts';
import type { AerialEvents } from './events.ts';

let clock: ManualClock;
let settings: Settings;
let folder: string;
let ffmpegPath: string;
let channel: LiveChannel;
let events: EventHub<AerialEvents>;
let broadcasting: Broadcasting;
let stop: () => Promise<void>;

/** Puts a 720p source on air. */
function goOnAir(codec: VideoConfig['codec'] = 'avc'): MediaSink {
  const sink = broadcasting.open({ broadcastId: 'b1', epochWallMs: 0 });
  sink.push({ kind: 'config', tracks: { ...bothTracks, video: videoConfig({ codec }) } });
  for (const item of stream({ fromMs: 10_000, untilMs: 13_000 })) sink.push(item);
  return sink;
}

function change(texts: Readonly<Record<string, string>>): void {
  assert.deepEqual(settings.reload(new Map(Object.entries(texts))), []);
}

/** Folders of the declared renditions, and the qualities as clients are told. */
function onAir(): { folders: string[]; qualities: string[] } {
  const { outputSettings } = broadcasting.currentBroadcast() ?? { outputSettings: [] };
  return {
    folders: channel.status().renditions.map(({ key }) => key),
    qualities: outputSettings.map(({ name, videoBitrate }) => `${name} ${videoBitrate}`),
  };
}

describe('broadcasting', () => {
  beforeEach(() => {
    clock = new ManualClock();
    // No ffmpeg is needed to see what would be made.
    folder = mkdtempSync(join(tmpdir(), 'aerial-broadcasting-'));
    ffmpegPath = join(folder, 'ffmpeg');
    settings = new Settings({
      flags: { ffmpeg: ffmpegPath, cores: '2' },
      stored: new Map([['ladder', '480p:900,360p:500']]),
    });
    const metrics = new MetricsRegistry();
    events = new EventHub<AerialEvents>({ onListenerError: (_, error) => assert.fail(String(error)) });
    let number = 0;
    channel = new LiveChannel({
      clock,
      log: silentLogger,
      metrics,
      counters: { reserve: (_, count) => (number += count) - count, release() {} },
      archive: noArchive,
      settings: { partTargetMs: 500, windowSeconds: 24, maxWaitingRequests: 10 },
      sessionPrefix: 'abc',
    });
    broadcasting = new Broadcasting({
      channel,
      clock,
      events,
      log: new LogRoot({ level: 'silent' }),
      metrics,
      settings,
      slate: {
        open: ({ epochWallMs }) =>
          new SlateSource({
            clock,
            log: silentLogger,
            epochWallMs,
            readArt: () => Promise.resolve(null),
            readBuiltIn: () => assert.fail('nothing failed'),
            make: () => Promise.resolve({ kind: 'failed', reason: 'none is asked for' }),
            stage: () => null,
          }),
      },
      endBroadcast: (reason) => reason === 'ended by the administrator',
    });
    stop = broadcasting.start();
  });
  afterEach(async () => {
    const stopped = stop();
    clock.advance(5_000);
    await stopped;
    channel.stop();
    rmSync(folder, { recursive: true });
  });

  it('keeps the ladder that it began with, and takes the changed one at the next broadcast', () => {
    const sink = goOnAir();
    change({ ladder: '240p:300', 'part-ms': '200' });
    assert.deepEqual(onAir(), { folders: ['0', '1', '2', 'audio'], qualities: ['Source 0', '480p 900', '360p 500'] });
    assert.equal(broadcasting.currentBroadcast()?.latencyLevel.level, 2);
    assert.deepEqual(
      broadcasting.configuredVariants().map(({ scaledHeight }) => scaledHeight),
      [0, 240],
    );
    sink.push({ kind: 'end' });
    assert.equal(broadcasting.currentBroadcast(), null);
    goOnAir();
    assert.deepEqual(onAir().qualities, ['Source 0', '240p 300']);
    assert.equal(broadcasting.currentBroadcast()?.latencyLevel.level, 0);
  });

  it('takes a changed ladder at once where that is chosen, before the change or after it', () => {
    goOnAir();
    const version = broadcasting.ladderVersion;
    change({ ladder: '360p:500,240p:300' });
    assert.equal(broadcasting.ladderVersion, version);
    change({ ladder: '360p:500,240p:300', 'ladder-applies': 'at once' });
    assert.deepEqual(onAir(), { folders: ['0', '2', '3', 'audio'], qualities: ['Source 0', '360p 500', '240p 300'] });
    assert.ok(broadcasting.ladderVersion > version);
    change({ ladder: 'source:name=As it comes,360p:500:name=Fine', 'ladder-applies': 'at once' });
    assert.deepEqual(onAir(), { folders: ['0', '2', 'audio'], qualities: ['As it comes 0', 'Fine 500'] });
    change({ ladder: 'off', 'ladder-applies': 'at once' });
    assert.deepEqual(onAir().folders, ['0', 'audio']);
  });

  it('makes the picture that OBS is to encode as strong as the one that it sends, where that is known', () => {
    const mainKbps = (video: VideoConfig) =>
      broadcasting.obsOverride(video).encoder_configurations[0]?.settings['bitrate'];
    assert.equal(mainKbps(videoConfig()), 1999);
    goOnAir();
    assert.equal(mainKbps(videoConfig()), 50);
    assert.equal(mainKbps(videoConfig({ codec: 'hevc' })), 1999);
  });

  it('has OBS encode the pictures a second that come, and not those that an encoder only claims', () => {
    const main = (frameRate: number) => broadcasting.obsOverride(videoConfig({ frameRate })).encoder_configurations[0];
    assert.deepEqual(main(1000), main(30));
    assert.equal(main(60)?.framerate.numerator, 60);
  });

  it('says that some will see nothing, where the source is not in H.264 and nothing else is made', () => {
    const said = () => broadcasting.health.warnings().filter((sentence) => sentence.includes('alone'));
    goOnAir('hevc');
    assert.deepEqual(said(), []);
    change({ ladder: 'off', 'ladder-applies': 'at once' });
    assert.match(said().join(), /^The picture is in HEVC alone/);
    goOnAir('avc').push({ kind: 'end' });
    assert.deepEqual(said(), []);
  });

  it('makes nothing any more, and says so, when the encoder comes back with sizes of its own', () => {
    const sink = goOnAir('hevc');
    const sizes = [640, 480, 320].map((width, place) => ({
      index: place + 1,
      config: videoConfig({ width, codec: 'hevc' }),
    }));
    sink.push({ kind: 'pause' });
    sink.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: 20_000 });
    sink.push({ kind: 'config', tracks: { ...bothTracks, video: videoConfig({ codec: 'hevc' }) }, layers: sizes });
    for (const item of stream({ fromMs: 20_000, untilMs: 22_000 })) sink.push(item);
    assert.deepEqual(onAir(), { folders: ['0', '1', '2', '3', 'audio'], qualities: ['Source 0'] });
    assert.deepEqual(broadcasting.plans, []);
    assert.match(broadcasting.health.warnings().join(), /The picture is in HEVC alone/);
    sink.push({ kind: 'config', tracks: { ...bothTracks, video: videoConfig({ codec: 'hevc' }) } });
    assert.deepEqual(onAir().qualities, ['Source 0', '480p 900', '360p 500']);
  });

  it('says that the processor does the work of an encoder that does not work here, where there is any', () => {
    const warnings = () => broadcasting.health.warnings().join();
    broadcasting.encoders.distrust('h264_vaapi', 'No VA display found.');
    change({ ladder: '360p:500', 'video-encoder': 'h264_vaapi' });
    goOnAir();
    assert.match(
      warnings(),
      /^The video encoder h264_vaapi does not work here, so the processor \(libx264\) makes .* says why/,
    );
    change({ ladder: 'off', 'ladder-applies': 'at once', 'video-encoder': 'h264_vaapi' });
    assert.equal(warnings(), '');
    change({ ladder: '360p:500' });
    goOnAir();
    assert.equal(warnings(), '');
  });

  it('tries nothing of a ladder that the source is too small for, and names it', async () => {
    const video = videoConfig({ width: 640, height: 360 });
    const ladder = parseLadder('720p:2500,480p:900') ?? assert.fail('it is a ladder');
    const tried = await broadcasting.tryLadder(ladder, { encoder: null, video });
    assert.ok(tried.kind === 'tried');
    assert.deepEqual([tried.renditions, tried.tooLarge], [[], ['720p', '480p']]);
  });

  it('tries of a source in another codec what would be made of it on air, for those without a decoder as well', async (t) => {
    const { encoders } = broadcasting;
    t.mock.method(encoders, 'forLadder', (h264: VideoEncoder) => ({ h264, hevc: x265 }));
    t.mock.method(encoders, 'refresh', () => Promise.resolve());
    t.mock.method(LadderTrials.prototype, 'try', () => Promise.resolve({ kind: 'tried', speed: 2, alone: [] }));
    for (const [ladder, count] of [
      ['360p:400:codec=hevc', 2],
      ['360p:500', 1],
    ] as const) {
      change({ ladder });
      const sink = goOnAir('hevc');
      const video = videoConfig({ codec: 'hevc' });
      const tried = await broadcasting.tryLadder(settings.get('ladder'), { encoder: null, video });
      assert.ok(tried.kind === 'tried');
      assert.deepEqual(
        tried.renditions.map(({ name, videoBitrateKbps }) => [name, videoBitrateKbps]),
        broadcasting.plans.map(({ name, videoBitrateKbps }) => [name, videoBitrateKbps]),
      );
      assert.equal(tried.renditions.length, count);
      sink.push({ kind: 'end' });
    }
  });

  it('tells what the automatic ladder comes to, on air and off', () => {
    change({});
    const heights = () => broadcasting.configuredVariants().map(({ scaledHeight }) => scaledHeight);
    assert.deepEqual(heights(), [0, 720, 360], 'of a usual source on two cores');
    goOnAir();
    assert.deepEqual(heights(), [0, 480, 360], 'of this one');
  });

  it('tells of the automatic ladder without what stands in for a part of it, so that it stays automatic', () => {
    writeFileSync(ffmpegPath, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    change({});
    goOnAir('hevc');
    const told = broadcasting.configuredVariants();
    const hasStandIn = () => broadcasting.plans.some(({ isStandIn = false }) => isStandIn);
    for (let second = 0; second < 120 && !hasStandIn(); second += 1) clock.advance(1_000);
    assert.ok(hasStandIn());
    assert.equal(onAir().qualities.length, told.length + 1);
    assert.deepEqual(broadcasting.configuredVariants(), told);
    assert.equal(variantsToLadder(told, broadcasting.configuredLadder()).ladder, 'auto');
  });

  it('looks again, ever more seldom, for what makes the extra renditions, and changes the ladder only when there is more than before', async (t) => {
    const { encoders } = broadcasting;
    let works: Omit<LadderEncoders, 'h264'> = {};
    t.mock.method(encoders, 'forLadder', (h264: VideoEncoder) => ({ h264, ...works }));
    t.mock.method(encoders, 'isInDoubt', (codec: string) => codec === 'av1');
    const tried = t.mock.method(encoders, 'refresh', () => Promise.resolve());
    // The first look of all, after the server's start.
    clock.advance(doubtMs);
    tried.mock.resetCalls();
    const { mock: changes } = t.mock.method(Transcoder.prototype, 'changeLadder');
    change({ ladder: '360p:500,360p:400:codec=hevc,360p:300:codec=av1' });
    goOnAir();
    const qualitiesAfter = async (looks: number, minutes: number) => {
      if (minutes > 0) {
        clock.advance(minutes * doubtMs - 1);
        await setImmediate();
        assert.equal(tried.mock.callCount(), looks - 1);
        clock.advance(1);
      }
      // The look goes on when its promise has resolved.
      await setImmediate();
      assert.equal(tried.mock.callCount(), looks);
      return onAir().qualities.slice(1);
    };
    works = { hevc: x265 };
    assert.deepEqual(await qualitiesAfter(1, 0), ['360p 500', '360p HEVC 400']);
    assert.equal(changes.callCount(), 1);
    for (const [past, minutes] of [1, 2, 4, 8, 16, 16].entries()) await qualitiesAfter(past + 2, minutes);
    assert.equal(changes.callCount(), 1);
    works = { hevc: x265, av1: svtAv1 };
    assert.deepEqual(await qualitiesAfter(8, 16), ['360p 500', '360p HEVC 400', '360p AV1 300']);
    clock.advance(50 * doubtMs);
    await setImmediate();
    assert.deepEqual([changes.callCount(), tried.mock.callCount()], [2, 8], 'nothing is left to look for');
  });

  it('ends a broadcast at the word of an administrator', () => {
    assert.equal(broadcasting.disconnect(), true);
  });
});
