import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SourceSwitch } from '../../internal/hls/source-switch.ts';
import { audioConfig, bothTracks, smallPlan, stream, videoConfig } from '../../internal/hls/testing.ts';
import type { MediaItem, VideoPacket } from '../../internal/media/packet.ts';
import { silentLogger } from '../../internal/platform/log.ts';
import type { ClipTrack, SlateClip } from '../../internal/transcode/slate/slate-clip.ts';
import type { MadeSlate } from '../../internal/transcode/slate/slate-maker.ts';
import type { SlateArt } from '../../internal/transcode/slate/slate-order.ts';
import { SlateSource } from '../../internal/transcode/slate/slate-source.ts';
import { WatchedBroadcast } from './testing.ts';

const lagFrames = 4;
/** Other codec data than the live picture's. */
const slateDescription = Buffer.from([1, 0x64, 0, 0x20, 0xff, 0xe1, 0, 4, 0x67, 0x64, 0, 0x20, 1, 0, 2, 0x68, 0xee]);
const otherDescription = Buffer.from([1, 0x42, 0, 0x1e, 0xff, 0xe1, 0, 4, 0x67, 0x42, 0, 0x1e, 1, 0, 2, 0x68, 0xee]);

function track(frameRate: number, size: { width: number; height: number }): ClipTrack {
  const frames = Array.from({ length: frameRate * 2 }, (_, index) => ({
    isKey: index === 0,
    data: Buffer.alloc(300, 1),
  }));
  return {
    config: videoConfig({ ...size, frameRate, description: slateDescription }),
    frames,
    frameMs: 1000 / frameRate,
  };
}

const clip: SlateClip = {
  renditions: new Map([
    [0, track(60, { width: 1280, height: 720 })],
    [1, track(30, smallPlan)],
  ]),
  audio: { config: audioConfig(), frames: [], silence: Buffer.alloc(7), frameMs: 1024 / 48 },
  loopMs: 2000,
};

/** A broadcast with a slate in front of it, as the app puts them together; time is turned with the media. */
class Station {
  readonly watched = new WatchedBroadcast();
  readonly slate: SlateSource;
  readonly #sources = new SourceSwitch({ broadcast: this.watched.broadcast });
  readonly #waiting: VideoPacket[] = [];
  #count = 0;

  art: SlateArt = { kind: 'picture', file: 'own.png' };

  constructor(make: (art: SlateArt) => Promise<MadeSlate> = () => Promise.resolve({ kind: 'made', clip })) {
    const { clock, broadcast } = this.watched;
    this.slate = new SlateSource({
      clock,
      log: silentLogger,
      // The clock stands at zero when the timeline is at its start.
      epochWallMs: clock.wallMs() - 10_000,
      readArt: () => Promise.resolve(this.art),
      readBuiltIn: () => Promise.resolve({ kind: 'built-in', backdrop: 'b.png', logo: null, name: 'Channel' }),
      make: ({ art }) => make(art),
      stage: () => ({
        frameRate: broadcast.frameRate,
        fed: this.#sources.fed,
        begin: (tracks) => this.#sources.begin(tracks),
        end: () => this.#sources.end(),
        packet: (packet) => this.#sources.interlude(packet),
        rendition: (index, packet) => this.#sources.interludeRendition(index, packet),
      }),
    });
    this.push({ kind: 'config', tracks: { ...bothTracks, video: videoConfig({ frameRate: 60 }) } });
    this.#sources.declare([smallPlan]);
    this.slate.setPlans([smallPlan]);
    this.#sources.configure(1, videoConfig({ width: 854, height: 480 }));
  }

  push(item: MediaItem): void {
    this.slate.push(item);
    this.#sources.push(item);
  }

  /** Lets the encoder send, and the transcoder give every second frame a little later. */
  async live(fromMs: number, untilMs: number): Promise<void> {
    for (const item of stream({ fromMs, untilMs, frameRate: 60, keyInterval: 120 })) {
      const atMs = item.kind === 'video' ? item.dtsMs : item.kind === 'audio' ? item.ptsMs : 0;
      await this.until(atMs);
      this.push(item);
      if (item.kind !== 'video') continue;
      this.#count = item.isKey ? 0 : this.#count + 1;
      if (this.#count % 2 === 0) this.#waiting.push({ ...item, dtsMs: item.ptsMs });
      if (this.#waiting.length > lagFrames) this.#give();
    }
  }

  /** The encoder goes; the transcoder gives what it still has. */
  leave(): void {
    this.push({ kind: 'pause' });
    while (this.#waiting.length > 0) this.#give();
    this.slate.letRenditionsFollow();
  }

  return(atMs: number): void {
    this.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs });
  }

  /** The encoder is back with another picture, of which the same smaller rendition is made anew. */
  returnOtherwise(atMs: number): void {
    this.return(atMs);
    this.push({
      kind: 'config',
      tracks: { ...bothTracks, video: videoConfig({ frameRate: 60, width: 1920, height: 1080 }) },
    });
    this.#sources.revise([smallPlan]);
    this.slate.setPlans([smallPlan]);
    this.#sources.configure(1, videoConfig({ width: 854, height: 480, description: otherDescription }));
  }

  /** Turns the clock to that time of the timeline. */
  async until(timelineMs: number): Promise<void> {
    const byMs = timelineMs - 10_000 - this.watched.clock.monotonicMs();
    if (byMs > 0) this.watched.clock.advance(byMs);
    // Making a slate takes a turn or two of the event loop.
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  }

  #give(): void {
    const packet = this.#waiting.shift();
    if (packet !== undefined) this.#sources.video(1, packet);
  }
}

/** Segments of a rendition: whether a discontinuity is before each, and whether it is a gap. */
function shape(watched: WatchedBroadcast, key: string): string {
  return (watched.last(key)?.segments ?? [])
    .map(({ isDiscontinuity, isGap }) => `${isDiscontinuity ? '|' : ''}${isGap ? '-' : '#'}`)
    .join('');
}

describe('a slate', () => {
  test('goes on where the encoder left, in every rendition, and steps down for its return', async () => {
    const station = new Station();
    await station.live(10_000, 17_300);
    station.leave();
    assert.equal(station.slate.state.kind, 'ready');
    await station.until(23_000);
    assert.equal(station.slate.state.kind, 'on-air');
    station.return(23_000);
    await station.live(23_000, 29_000);
    station.push({ kind: 'end' });
    const { watched } = station;
    assert.deepEqual(watched.findings.list, []);
    // 7.3 s live, 5.7 s of slate, 6 s live, and 8 s of slate at the end.
    for (const key of ['0', '1', 'audio']) assert.equal(shape(watched, key), '####|###|###|####', key);
    assert.equal(watched.last('1')?.hasEndList, true);
  });

  test('steps down for an encoder of another size, of which the same smaller rendition goes on at its address', async () => {
    const station = new Station();
    await station.live(10_000, 17_300);
    station.leave();
    await station.until(23_000);
    station.returnOtherwise(23_000);
    await station.live(23_000, 29_000);
    const { watched } = station;
    assert.deepEqual(watched.findings.list, []);
    for (const key of ['0', '1', 'audio']) assert.equal(shape(watched, key), '####|###|###', key);
    const maps = new Set(watched.last('1')?.segments.map(({ map }) => map));
    assert.equal(maps.size, 3);
  });

  test('is the same again after the grace time: it has been on all the while', async () => {
    const station = new Station();
    await station.live(10_000, 16_000);
    station.leave();
    await station.until(20_000);
    station.push({ kind: 'end' });
    assert.deepEqual(station.watched.findings.list, []);
    assert.equal(shape(station.watched, '1'), '###|##');
  });

  test('keeps out of the way of an encoder that is just coming back', async () => {
    const station = new Station();
    await station.live(10_000, 16_000);
    station.leave();
    await station.until(18_000);
    const parts = (): number => station.watched.texts.get('0')?.length ?? 0;
    const before = parts();
    station.slate.hold();
    await station.until(18_900);
    assert.equal(parts(), before);
    // It did not come back after all.
    await station.until(21_000);
    assert.ok(parts() > before);
    assert.deepEqual(station.watched.findings.list, []);
  });

  test('takes the place of the encoder’s own renditions, and gives them back to it with its tracks', () => {
    const slateConfig = videoConfig({ description: slateDescription });
    const pushed: MediaItem[] = [];
    const nothing = (): void => {};
    const broadcast = { declare: nothing, revise: nothing, configure: nothing, video: nothing, lose: nothing };
    const sources = new SourceSwitch({ broadcast: { ...broadcast, push: (item) => void pushed.push(item) } });
    const config: MediaItem = { kind: 'config', tracks: bothTracks, layers: [{ index: 1, config: videoConfig() }] };
    sources.push(config);
    sources.push({ kind: 'pause' });
    assert.deepEqual(sources.fed, [1]);
    sources.begin({ source: bothTracks, renditions: new Map([[1, slateConfig]]) });
    assert.deepEqual(pushed.at(-1), {
      kind: 'config',
      tracks: bothTracks,
      layers: [{ index: 1, config: slateConfig }],
    });
    const [packet] = stream({ fromMs: 19_000, untilMs: 19_010, hasAudio: false });
    if (packet?.kind === 'video') sources.interludeRendition(1, packet);
    assert.deepEqual(pushed.at(-1), { kind: 'layer', index: 1, packet });
    sources.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: 20_000 });
    for (const item of stream({ fromMs: 20_000, untilMs: 20_100, hasAudio: false })) sources.push(item);
    assert.equal(
      pushed.findLast(({ kind }) => kind === 'config'),
      config,
    );
    assert.equal(pushed.at(-1)?.kind, 'video');
  });

  test('is the one from before until a changed one is made, and then that, also while it is on air', async () => {
    const making: (() => void)[] = [];
    const station = new Station(async ({ kind }) => {
      if (kind === 'video') await new Promise<void>((resolve) => making.push(resolve));
      return { kind: 'made', clip };
    });
    await station.live(10_000, 14_000);
    assert.equal(station.slate.state.kind, 'ready');
    station.art = { kind: 'video', file: 'own.video' };
    station.slate.refresh();
    assert.equal(station.slate.state.kind, 'awaited', 'nobody has said yet that the one there is will do');
    await station.live(14_000, 18_000);
    assert.equal(station.slate.state.kind, 'awaited');
    station.leave();
    await station.until(20_000);
    assert.equal(station.slate.state.kind, 'replacing', 'viewers see the one from before');
    assert.equal(making.length, 1);
    making[0]?.();
    await station.until(21_000);
    assert.equal(station.slate.state.kind, 'on-air');
    station.art = { kind: 'picture', file: 'another.png' };
    station.slate.refresh();
    assert.equal(station.slate.state.kind, 'replacing');
    await station.until(24_500);
    assert.equal(station.slate.state.kind, 'on-air');
    station.return(24_500);
    await station.live(24_500, 26_500);
    assert.equal(station.slate.state.kind, 'ready');
    station.push({ kind: 'end' });
    assert.deepEqual(station.watched.findings.list, []);
  });

  test('is the built-in one where what the owner wants cannot be made', async () => {
    const station = new Station(({ kind }) =>
      Promise.resolve(kind === 'built-in' ? { kind: 'made', clip } : { kind: 'failed', reason: 'It is damaged.' }),
    );
    await station.live(10_000, 16_000);
    assert.deepEqual(station.slate.state, { kind: 'ready', reason: 'It is damaged.' });
    station.leave();
    await station.until(20_000);
    assert.deepEqual(station.slate.state, { kind: 'on-air', reason: 'It is damaged.' });
    assert.equal(shape(station.watched, '1'), '###|##');
  });

  test('that could not be made leaves everything as it is without one', async () => {
    const station = new Station(() => Promise.resolve({ kind: 'failed', reason: 'none' }));
    await station.live(10_000, 16_000);
    station.leave();
    await station.until(20_000);
    assert.deepEqual(station.slate.state, { kind: 'failed', reason: 'none' });
    assert.equal(station.watched.broadcast.isPaused, true);
    station.return(20_000);
    await station.live(20_000, 24_000);
    station.push({ kind: 'end' });
    assert.equal(shape(station.watched, '1'), '###|##');
    assert.deepEqual(station.watched.findings.list, []);
  });
});
