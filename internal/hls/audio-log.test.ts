import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AudioConfig } from '../media/packet.ts';
import { AudioLog, type LoggedFrame } from './audio-log.ts';
import { audioConfig, audioPacket } from './testing.ts';

const opus = { ...audioConfig(), codec: 'opus' as const, codecString: 'opus' };

describe('AudioLog', () => {
  const cases: Readonly<Record<string, AudioConfig>> = {
    'AAC at 48 kHz': audioConfig(),
    'AAC at 96 kHz': { ...audioConfig(), sampleRate: 96_000 },
    'Opus in packets of 2.5 ms': { ...opus, samplesPerFrame: 120 },
  };
  for (const [name, config] of Object.entries(cases)) {
    test(`keeps twenty seconds for renditions that lag, and no hour: ${name}`, () => {
      const log = new AudioLog();
      log.restart(config);
      const frameMs = (config.samplesPerFrame * 1000) / config.sampleRate;
      const frames = Math.ceil(90_000 / frameMs);
      const least = Math.floor(20_000 / frameMs);
      for (let index = 0; index < frames; index += 1) {
        log.append(audioPacket(Math.round(10_000 + index * frameMs)));
        if (index >= least && index % 500 === 0) assert.equal(log.slice(index - least, index).length, least);
      }
      assert.equal(log.at(0), null);
    });
  }

  /** Pictures come for as long, and with them the sound of `lagMs` before; the frames of sound that were logged, silence aside. */
  function play(log: AudioLog, fromMs: number, untilMs: number, lagMs: number): LoggedFrame[] {
    const heard: LoggedFrame[] = [];
    for (let atMs = fromMs; atMs < untilMs; atMs += 20) {
      if (atMs % 40 === 0) log.keepUp(10_000, atMs);
      const frame = log.append(audioPacket(atMs - lagMs));
      if (frame !== null) heard.push(frame);
    }
    return heard;
  }

  test('lets sound that always comes too late be heard after some seconds of silence, that much later', () => {
    const log = new AudioLog();
    log.restart({ ...opus, samplesPerFrame: 960 });
    assert.equal(play(log, 10_000, 20_000, 0).length, 500);
    const late = play(log, 20_000, 40_000, 1200);
    const silentMs = 20_000 - late.length * 20;
    assert.ok(silentMs >= 5_000 && silentMs < 8_000, `silent for ${silentMs} ms`);
    const steady = play(log, 40_000, 50_000, 1200);
    assert.equal(steady.length, 500);
    assert.ok(steady.every(({ startMs }, index) => startMs > 39_000 + index * 20 && startMs <= 40_000 + index * 20));
  });

  test('has sound where its stamps say again once it comes in time', () => {
    const log = new AudioLog();
    log.restart({ ...opus, samplesPerFrame: 960 });
    play(log, 10_000, 40_000, 1200);
    play(log, 40_000, 42_000, 0);
    const back = play(log, 42_000, 44_000, 0);
    assert.equal(back.length, 100);
    assert.ok(back.every(({ startMs }, index) => Math.abs(startMs - 42_000 - index * 20) <= 60));
  });

  test('waits for sound that is late for a moment, and plays none of it later', () => {
    const log = new AudioLog();
    log.restart({ ...opus, samplesPerFrame: 960 });
    play(log, 10_000, 20_000, 0);
    assert.deepEqual(play(log, 20_000, 24_000, 1200), []);
    const back = play(log, 24_000, 30_000, 0);
    assert.ok(back.every(({ frame, startMs }) => frame.duration >= 960 && startMs >= 23_900));
    assert.ok(Math.abs((back.at(-1)?.startMs ?? 0) - 29_980) <= 60);
  });
});
