import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { silentAacFrame } from '../media/aac-silence.ts';
import { lowComplexityConfig } from '../media/aac.ts';
import type { AudioConfig, AudioPacket, MediaItem } from '../media/packet.ts';
import { sampleVideoConfig } from '../media/testing.ts';
import { ManualClock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { AudioBridge } from './audio-bridge.ts';

const mp3: AudioConfig = {
  codec: 'mp3',
  description: Buffer.alloc(0),
  codecString: 'mp4a.40.34',
  sampleRate: 48_000,
  channels: 2,
  samplesPerFrame: 1152,
};
const aac = lowComplexityConfig(48_000, 2);
const mp3FrameMs = 24;
const withMp3: MediaItem = { kind: 'config', tracks: { video: sampleVideoConfig, audio: mp3 } };
const silence = silentAacFrame(2);

function sound(index: number): AudioPacket {
  return { kind: 'audio', ptsMs: 10_000 + index * mp3FrameMs, data: Buffer.alloc(384) };
}

function soundOf(items: readonly MediaItem[]): AudioPacket[] {
  return items.filter((item) => item.kind === 'audio');
}

const opus: AudioConfig = {
  codec: 'opus',
  description: Buffer.from('0002013800bb80000000'.slice(0, 22), 'hex'),
  codecString: 'opus',
  sampleRate: 48_000,
  channels: 2,
  samplesPerFrame: 960,
};
const withOpus: MediaItem = { kind: 'config', tracks: { video: sampleVideoConfig, audio: opus } };

describe('an audio bridge', () => {
  let folder: string;
  const open: { bridge: AudioBridge; clock: ManualClock }[] = [];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'aerial-bridge-'));
  });
  afterEach(async () => {
    for (const { bridge, clock } of open.splice(0)) {
      const stopped = bridge.stop();
      clock.advance(5_000);
      await stopped;
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  function begin(ffmpegPath: string): {
    bridge: AudioBridge;
    clock: ManualClock;
    items: MediaItem[];
    said: string[];
    /** What was told of outages. */
    told: (string | null)[];
    /** Resolves with the next sentence in the log that matches. */
    saying(pattern: RegExp): Promise<void>;
  } {
    const clock = new ManualClock();
    const items: MediaItem[] = [];
    const said: string[] = [];
    const told: (string | null)[] = [];
    const listeners = new Set<() => void>();
    const say = (_fields: object, sentence: string): void => {
      said.push(sentence);
      for (const listener of listeners) listener();
    };
    const log: Logger = { debug: say, info: say, warn: say, error: say };
    const bridge = new AudioBridge({
      onOutage: (sentence) => void told.push(sentence),
      clock,
      log,
      metrics: new MetricsRegistry(),
      ffmpegPath,
      next: { push: (item) => void items.push(item) },
    });
    open.push({ bridge, clock });
    const saying = (pattern: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (said.some((sentence) => pattern.test(sentence))) resolve();
        };
        listeners.add(look);
        look();
      });
    return { bridge, clock, items, said, told, saying };
  }

  function program(name: string, line: string): string {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it('passes a broadcast without MP3 through, the very same objects', () => {
    const { bridge, items, said } = begin('/nonexistent/ffmpeg');
    const given: MediaItem[] = [
      { kind: 'config', tracks: { video: sampleVideoConfig, audio: aac } },
      { kind: 'video', dtsMs: 10_000, ptsMs: 10_000, isKey: true, data: Buffer.alloc(10) },
      sound(0),
      { kind: 'pause' },
      { kind: 'discontinuity', reason: 'codec-change', atMs: 20_000 },
      { kind: 'config', tracks: { video: sampleVideoConfig, audio: null } },
      { kind: 'end' },
    ];
    for (const item of given) bridge.push(item);
    assert.equal(items.length, given.length);
    for (const [index, item] of given.entries()) assert.equal(items[index], item);
    assert.deepEqual(said, []);
  });

  it('promises AAC of the same rate and channels, the same object for the same MP3', () => {
    const { bridge, items } = begin('/nonexistent/ffmpeg');
    bridge.push(withMp3);
    bridge.push({ kind: 'discontinuity', reason: 'codec-change', atMs: 20_000 });
    bridge.push({ kind: 'config', tracks: { video: { ...sampleVideoConfig }, audio: { ...mp3 } } });
    const configs = items.filter((item) => item.kind === 'config');
    assert.equal(configs[0]?.tracks.video, sampleVideoConfig);
    assert.deepEqual(configs[0]?.tracks.audio, aac);
    assert.equal(configs[1]?.tracks.audio, configs[0]?.tracks.audio);
  });

  it('passes Opus on as it is, and gives AAC beside it, which is silent without ffmpeg', async () => {
    const { bridge, clock, items, told, saying } = begin('/nowhere/ffmpeg');
    bridge.push(withOpus);
    await saying(/was not found as "\/nowhere\/ffmpeg": install it.*such as Safari, hear nothing: send AAC/);
    const packets = Array.from({ length: 100 }, (_, index) => ({ ...sound(index), ptsMs: 10_000 + index * 20 }));
    for (const packet of packets) {
      bridge.push(packet);
      clock.advance(20);
    }
    assert.deepEqual(items[0], { ...withOpus, soundBeside: aac });
    assert.deepEqual(soundOf(items), packets);
    const beside = items.flatMap((item) => (item.kind === 'sound-beside' ? [item.packet] : []));
    assert.ok(beside.length > 50, `${beside.length} frames`);
    assert.ok(beside.every(({ data }) => data.equals(silence ?? Buffer.alloc(0))));
    assert.equal(told.length, 1);
    bridge.push({ kind: 'config', tracks: { video: sampleVideoConfig, audio: aac } });
    assert.deepEqual(told.slice(1), [null]);
  });

  it('goes on in silence without ffmpeg, and says so once', async () => {
    const { bridge, clock, items, said, saying } = begin('/nonexistent/ffmpeg');
    bridge.push(withMp3);
    await saying(/was not found as "\/nonexistent\/ffmpeg".*silence/);
    for (let index = 0; index < 500; index += 1) {
      bridge.push(sound(index));
      clock.advance(mp3FrameMs);
      if (index % 100 === 0) await new Promise(setImmediate);
    }
    const given = soundOf(items);
    const coveredMs = (given.length * 1024) / 48;
    assert.ok(Math.abs(coveredMs - 500 * mp3FrameMs) < 22, `${coveredMs} ms`);
    assert.ok(given.every(({ data }) => silence?.equals(data)));
    for (const [index, { ptsMs }] of given.entries()) {
      assert.ok(Math.abs(ptsMs - 10_000 - (index * 1024) / 48) < 1e-6);
    }
    assert.equal(said.filter((sentence) => sentence.includes('silence')).length, 1);
  });

  it('fills in what a hung ffmpeg owes after 600 ms, and replaces it after five seconds', async () => {
    const { bridge, clock, items, said, saying } = begin(program('hangs', 'exec sleep 60'));
    bridge.push(withMp3);
    for (let index = 0; index * mp3FrameMs < 590; index += 1) {
      bridge.push(sound(index));
      clock.advance(mp3FrameMs);
    }
    assert.equal(soundOf(items).length, 0);
    for (let index = 25; index * mp3FrameMs < 5_200; index += 1) {
      bridge.push(sound(index));
      clock.advance(mp3FrameMs);
    }
    await saying(/ffmpeg gave no sound in time for 5 s\./);
    const endMs = (soundOf(items).at(-1)?.ptsMs ?? 0) + 1024 / 48;
    assert.ok(endMs > 10_000 + 4_500 && endMs <= 10_000 + 5_200 - 550, `${endMs}`);
    assert.equal(said.filter((sentence) => sentence.includes('was started')).length, 2);
  });

  it('completes the sound before whatever breaks it off', () => {
    for (const last of [
      { kind: 'pause' },
      { kind: 'discontinuity', reason: 'timestamp-jump', atMs: 50_000 },
      { kind: 'end' },
    ] satisfies MediaItem[]) {
      const { bridge, items } = begin(program('hangs', 'exec sleep 60'));
      bridge.push(withMp3);
      for (let index = 0; index < 10; index += 1) bridge.push(sound(index));
      assert.equal(items.length, 1);
      bridge.push(last);
      assert.equal(items.at(-1), last);
      const endMs = (soundOf(items).at(-1)?.ptsMs ?? 0) + 1024 / 48;
      assert.ok(Math.abs(endMs - 10_240) < 11, `${endMs}`);
    }
  });

  it('does not start an ffmpeg for every change of the sound', async () => {
    const { bridge, clock, said, saying } = begin(program('hangs', 'exec sleep 60'));
    for (let count = 0; count < 40; count += 1) {
      const sampleRate = count % 2 === 0 ? 48_000 : 44_100;
      bridge.push({ kind: 'config', tracks: { video: null, audio: { ...mp3, sampleRate } } });
      bridge.push(sound(count));
      clock.advance(20);
    }
    await saying(/was started/);
    assert.ok(said.filter((sentence) => sentence.includes('was started')).length <= 4);
  });

  it('stops twice', async () => {
    const { bridge, clock } = begin(program('stubborn', 'trap "" TERM; exec sleep 60'));
    bridge.push(withMp3);
    const first = bridge.stop();
    clock.advance(1_000);
    await first;
    await bridge.stop();
  });
});
