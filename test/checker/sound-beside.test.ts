import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { audioConfig, audioPacket, bothTracks, smallPlan, stream } from '../../internal/hls/testing.ts';
import type { AudioConfig, MediaItem } from '../../internal/media/packet.ts';
import { WatchedBroadcast } from './testing.ts';

const opus: AudioConfig = {
  codec: 'opus',
  description: Buffer.of(0, 2, 0, 0, 0, 0, 0xbb, 0x80, 0, 0, 0),
  codecString: 'opus',
  sampleRate: 48_000,
  channels: 2,
  samplesPerFrame: 960,
};
const tracks = { video: bothTracks.video, audio: opus };
const aacFrameMs = 1024 / 48;

/** A broadcast with sound in Opus, beside which AAC comes `lateMs` after the pictures of its time. */
class Station {
  readonly watched = new WatchedBroadcast();
  readonly #lateMs: number;
  #opusMs = 10_000;
  #aacMs = 10_000;

  constructor(lateMs: number, hasBeside = true) {
    this.#lateMs = lateMs;
    this.configure(hasBeside);
  }

  configure(hasBeside: boolean): void {
    this.watched.push({ kind: 'config', tracks, ...(hasBeside && { soundBeside: audioConfig() }) });
  }

  send(fromMs: number, untilMs: number, hasBeside = true): void {
    const { clock } = this.watched;
    this.#opusMs = Math.max(this.#opusMs, fromMs);
    this.#aacMs = Math.max(this.#aacMs, fromMs);
    for (const item of stream({ fromMs, untilMs, hasAudio: false })) {
      if (item.kind !== 'video') continue;
      for (; this.#opusMs <= item.dtsMs; this.#opusMs += 20) this.watched.push(audioPacket(this.#opusMs));
      this.watched.push(item);
      if (hasBeside) this.#sendAac(item.dtsMs - this.#lateMs);
      clock.advance(1000 / 30);
    }
    if (hasBeside) this.#sendAac(untilMs);
  }

  #sendAac(untilMs: number): void {
    for (; this.#aacMs < untilMs; this.#aacMs += aacFrameMs) {
      const { ptsMs, data } = audioPacket(this.#aacMs);
      this.watched.push({ kind: 'sound-beside', packet: { kind: 'audio', ptsMs, data } } as MediaItem);
    }
  }

  get listed(): string {
    return this.watched.broadcast.multivariant()?.plain.toString() ?? '';
  }

  get segments() {
    return this.watched.last('100')?.segments ?? [];
  }
}

describe('the source with sound that not every player knows', () => {
  for (const lateMs of [0, 130, 600]) {
    test(`is listed once more with sound that they do, which comes ${lateMs} ms later, without ffmpeg’s renditions`, () => {
      const station = new Station(lateMs);
      station.send(10_000, 22_000);
      station.watched.push({ kind: 'end' });
      assert.deepEqual(station.watched.findings.list, []);
      assert.match(
        station.listed,
        /avc1\.64001f,opus"[^\n]*\n0\/stream[^\n]*\n[^\n]*avc1\.64001f,mp4a\.40\.2"[^\n]*\n100\//,
      );
      assert.ok(station.segments.length >= 5, `${station.segments.length} segments`);
      assert.ok(station.segments.every(({ isGap, parts }) => !isGap && parts.every((part) => !part.isGap)));
    });
  }

  test('goes on through a return of the encoder, and through something that steps in', () => {
    const station = new Station(130);
    station.send(10_000, 16_000);
    station.watched.push({ kind: 'pause' }, { kind: 'discontinuity', reason: 'source-changed', atMs: 16_500 });
    station.configure(false);
    station.send(16_500, 20_500, false);
    station.watched.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: 21_000 });
    station.configure(true);
    station.send(21_000, 27_000);
    assert.deepEqual(station.watched.findings.list, []);
    assert.match(station.listed, /\n100\//);
    assert.ok(station.segments.every(({ isGap }) => !isGap));
    assert.ok(station.segments.length >= 6);
  });

  test('comes in mid-broadcast with a whole segment, and goes and comes with that sound', () => {
    const station = new Station(130, false);
    station.send(10_000, 12_000, false);
    station.watched.push({ kind: 'discontinuity', reason: 'codec-change', atMs: 12_000 });
    station.configure(true);
    station.send(12_000, 12_900);
    assert.doesNotMatch(station.listed, /\n100\//);
    station.send(12_900, 15_000);
    assert.match(station.listed, /\n100\//);
    station.watched.push({ kind: 'discontinuity', reason: 'codec-change', atMs: 15_000 });
    station.configure(false);
    station.send(15_000, 18_000, false);
    assert.doesNotMatch(station.listed, /\n100\//);
    assert.equal(station.watched.broadcast.rendition('100')?.isLost, true);
    station.watched.push({ kind: 'discontinuity', reason: 'codec-change', atMs: 18_000 });
    station.configure(true);
    station.send(18_000, 24_000);
    assert.match(station.listed, /\n100\//);
    assert.deepEqual(station.watched.findings.list, []);
  });

  test('is the sound of a twin again that left the ladder with it and comes back', () => {
    const station = new Station(130);
    const { broadcast } = station.watched;
    const twin = { ...smallPlan, index: 101, hasSoundBeside: true };
    const soundOf = (key: string) => broadcast.rendition(key)?.audio?.codecString;
    broadcast.declare([smallPlan, twin]);
    station.send(10_000, 12_000);
    assert.deepEqual(['1', '101'].map(soundOf), ['opus', 'mp4a.40.2']);
    station.configure(false);
    broadcast.revise([smallPlan]);
    station.configure(true);
    broadcast.revise([smallPlan, twin]);
    assert.deepEqual(['1', '101'].map(soundOf), ['opus', 'mp4a.40.2']);
  });
});
