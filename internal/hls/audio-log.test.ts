import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AudioConfig } from '../media/packet.ts';
import { AudioLog } from './audio-log.ts';
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
});
