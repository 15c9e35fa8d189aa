import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, before, describe, it } from 'node:test';
import type { AudioPacket, MediaItem, TrackConfig } from '../media/packet.ts';
import { demuxFlv, runFfmpeg, withoutFfmpeg, writeCmaf } from '../media/testing.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { MetricsRegistry } from '../platform/metrics.ts';
import { AudioBridge } from './audio-bridge.ts';
import { clipStartMs } from './testing.ts';

/** How long a test waits for what has to happen at once. */
const patienceMs = 10_000;
const beeps = ['0.9', '2.1'];

interface Clip {
  readonly tracks: TrackConfig;
  readonly packets: readonly AudioPacket[];
  /** When its beeps are heard, by its own packets' times. */
  readonly beepsMs: readonly number[];
}

/** Three seconds of silence with two beeps of 30 ms. */
function makeClip(options: readonly string[]): Clip {
  const tone = beeps.map((second) => `between(t,${second},${second}+0.03)`).join('+');
  const source = `aevalsrc='0.7*sin(2*PI*1000*t)*(${tone})':s=48000:d=3`;
  const file = runFfmpeg(['-f', 'lavfi', '-i', source, '-c:a', 'libmp3lame', ...options, '-f', 'flv', 'pipe:1']);
  const { tracks, packets } = demuxFlv(file, clipStartMs);
  const sound = packets.filter((packet) => packet.kind === 'audio');
  const rate = tracks.audio?.sampleRate ?? 0;
  const samples = decode(['-f', 'mp3'], Buffer.concat(sound.map(({ data }) => data)));
  return { tracks, packets: sound, beepsMs: findBeeps(samples, rate).map((ms) => (sound[0]?.ptsMs ?? 0) + ms) };
}

function decode(input: readonly string[], file: Buffer): Int16Array {
  const bytes = runFfmpeg([...input, '-i', 'pipe:0', '-ac', '1', '-f', 's16le', 'pipe:1'], file);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Where the energy of each beep has its centre, in ms from the first sample. */
function findBeeps(samples: Int16Array, rate: number): number[] {
  const found: { energy: number; moment: number; last: number }[] = [];
  for (const [index, sample] of samples.entries()) {
    const energy = sample * sample;
    if (energy < 500 * 500) continue;
    let beep = found.at(-1);
    if (beep === undefined || index - beep.last > rate / 5) found.push((beep = { energy: 0, moment: 0, last: index }));
    beep.energy += energy;
    beep.moment += energy * index;
    beep.last = index;
  }
  return found.map(({ energy, moment }) => (moment / energy / rate) * 1000);
}

/** Remembers what comes out, and lets a test wait for it. */
class Ear {
  readonly items: MediaItem[] = [];
  #wake: () => void = () => {};

  push(item: MediaItem): void {
    this.items.push(item);
    this.#wake();
  }

  get tracks(): TrackConfig {
    const config = this.items.findLast((item) => item.kind === 'config');
    assert.ok(config !== undefined);
    return config.tracks;
  }

  get sound(): AudioPacket[] {
    return this.items.filter((item) => item.kind === 'audio');
  }

  get endMs(): number {
    const { audio } = this.tracks;
    return (this.sound.at(-1)?.ptsMs ?? -Infinity) + (1024 * 1000) / (audio?.sampleRate ?? 1);
  }

  /** When the beeps are heard by the times of the frames that they are in. */
  beepsMs(): number[] {
    const rate = this.tracks.audio?.sampleRate ?? 0;
    const file = writeCmaf({ video: null, audio: this.tracks.audio }, this.sound, 500);
    return findBeeps(decode([], file), rate).map((ms) => {
      const sample = (ms / 1000) * rate;
      const frame = this.sound[Math.floor(sample / 1024)];
      return (frame?.ptsMs ?? 0) + ((sample % 1024) * 1000) / rate;
    });
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`Still waiting until ${what}.`)), patienceMs);
    this.#wake = () => {
      if (isSo()) resolve();
    };
    this.#wake();
    await promise.finally(() => clearTimeout(timer));
  }
}

function children(): number[] {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('adts'));
}

function assertClose(actual: readonly number[], expected: readonly number[], toleranceMs: number): void {
  assert.equal(actual.length, expected.length, `${actual.join(', ')} instead of ${expected.join(', ')}`);
  for (const [index, time] of actual.entries()) {
    const errorMs = time - (expected[index] ?? 0);
    assert.ok(Math.abs(errorMs) <= toleranceMs, `beep ${index} is ${errorMs.toFixed(1)} ms off`);
  }
}

describe('MP3 that is turned into AAC', { skip: withoutFfmpeg }, () => {
  let clip: Clip;
  const open: AudioBridge[] = [];

  before(() => {
    clip = makeClip(['-b:a', '128k', '-ac', '2']);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((bridge) => bridge.stop()));
    assert.deepEqual(children(), []);
  });

  function begin(): { bridge: AudioBridge; ear: Ear } {
    const ear = new Ear();
    const bridge = new AudioBridge({
      onOutage: () => {},
      clock: systemClock,
      log: silentLogger,
      metrics: new MetricsRegistry(),
      ffmpegPath: 'ffmpeg',
      next: ear,
    });
    open.push(bridge);
    return { bridge, ear };
  }

  async function bridged(source: Clip): Promise<Ear> {
    const { bridge, ear } = begin();
    bridge.push({ kind: 'config', tracks: source.tracks });
    for (const packet of source.packets) bridge.push(packet);
    const endMs = source.packets.at(-1)?.ptsMs ?? 0;
    const heldBackMs = 3 * ((1152 * 1000) / (source.tracks.audio?.sampleRate ?? 1));
    await ear.until('all is there', () => ear.endMs >= endMs - heldBackMs);
    return ear;
  }

  for (const [name, options] of [
    ['at 48 kHz in stereo', ['-b:a', '128k', '-ac', '2']],
    ['at 44.1 kHz in mono', ['-b:a', '64k', '-ar', '44100']],
    ['at 22.05 kHz', ['-b:a', '48k', '-ar', '22050']],
  ] as const) {
    it(`is heard when it was heard before, ${name}`, async () => {
      const source = makeClip(options);
      const ear = await bridged(source);
      assert.equal(source.beepsMs.length, 2);
      assertClose(ear.beepsMs(), source.beepsMs, 2);
      assert.equal(ear.tracks.audio?.sampleRate, source.tracks.audio?.sampleRate);
      assert.equal(ear.sound[0]?.ptsMs, source.packets[0]?.ptsMs);
    });
  }

  it('stays in time when frames of it cannot be decoded', async () => {
    const packets = clip.packets.map((packet, index) => {
      const data = Buffer.from(packet.data);
      if (index % 7 === 3 && index < 60) data.fill(0xff, 4, 40);
      return { ...packet, data };
    });
    const ear = await bridged({ ...clip, packets });
    assertClose(ear.beepsMs().slice(-1), clip.beepsMs.slice(-1), 20);
  });

  it('goes on without a hole when ffmpeg is killed', async () => {
    const { bridge, ear } = begin();
    bridge.push({ kind: 'config', tracks: clip.tracks });
    for (const packet of clip.packets.slice(0, 60)) bridge.push(packet);
    await ear.until('the first half is there', () => ear.endMs > (clip.packets[57]?.ptsMs ?? 0));
    const [pid] = children();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    for (const packet of clip.packets.slice(60)) bridge.push(packet);
    await ear.until('all is there', () => ear.endMs > (clip.packets.at(-3)?.ptsMs ?? 0));
    assert.notEqual(children()[0], pid);
    assertClose(ear.beepsMs(), clip.beepsMs, 20);
    for (const [index, packet] of ear.sound.entries()) {
      const stepMs = packet.ptsMs - (ear.sound[index - 1]?.ptsMs ?? packet.ptsMs - 21);
      assert.ok(stepMs > 10 && stepMs < 33, `a step of ${stepMs} ms`);
    }
  });

  it('keeps its process when the encoder comes back, and lets nothing old out after it', async () => {
    const { bridge, ear } = begin();
    bridge.push({ kind: 'config', tracks: clip.tracks });
    for (const packet of clip.packets) bridge.push(packet);
    const [pid] = children();
    bridge.push({ kind: 'pause' });
    const pausedAt = ear.items.length;
    const backMs = clipStartMs + 40_000;
    bridge.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: backMs });
    const later = clip.packets.map((packet) => ({ ...packet, ptsMs: packet.ptsMs + 40_000 }));
    for (const packet of later) bridge.push(packet);
    await ear.until('all is there again', () => ear.endMs > (later.at(-3)?.ptsMs ?? 0));
    assert.deepEqual(children(), [pid]);
    const after = ear.items.slice(pausedAt).filter((item) => item.kind === 'audio');
    assert.ok(after.every(({ ptsMs }) => ptsMs >= backMs));
    assert.ok((after[0]?.ptsMs ?? Infinity) < backMs + 22);
    assertClose(
      ear.beepsMs().slice(-2),
      clip.beepsMs.map((ms) => ms + 40_000),
      2,
    );
  });
});
