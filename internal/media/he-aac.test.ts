import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAudioTag } from './flv-audio.ts';
import { writeInitSegment } from './init-segment.ts';
import type { AudioConfig, AudioPacket } from './packet.ts';
import { silentFrame } from './silent-frame.ts';
import { probe, runFfmpeg, withoutFfmpeg, writeCmaf } from './testing.ts';

/** A frame each as an encoder of HE-AAC writes it at its start, for 48 kHz in stereo: the core has half the rate, and in v2 one channel. */
const frames = {
  v1: Buffer.from(`2121450014500146adc841750000001c60180de8e214${'b4'.repeat(83)}bc`, 'hex'),
  v2: Buffer.from(`01402280a366e6a0ba0800000000012a0006f3310a${'5a'.repeat(63)}5e`, 'hex'),
} as const;

const cases: readonly {
  readonly name: string;
  readonly version: 'v1' | 'v2';
  /** AudioSpecificConfig, in hexadecimal, as the encoder sends it. */
  readonly sent: string;
  readonly codecString: string;
  /** What ffprobe makes of it. */
  readonly profile: string;
}[] = [
  { name: 'v1, hierarchical', version: 'v1', sent: '2b118800', codecString: 'mp4a.40.5', profile: 'HE-AAC' },
  { name: 'v1, backward compatible', version: 'v1', sent: '131056e598', codecString: 'mp4a.40.2', profile: 'HE-AAC' },
  { name: 'v1, implicit', version: 'v1', sent: '1310', codecString: 'mp4a.40.2', profile: 'HE-AAC' },
  { name: 'v2, hierarchical', version: 'v2', sent: 'eb098800', codecString: 'mp4a.40.29', profile: 'HE-AACv2' },
  {
    name: 'v2, backward compatible',
    version: 'v2',
    sent: '130856e59d4880',
    codecString: 'mp4a.40.2',
    profile: 'HE-AACv2',
  },
  { name: 'v2, implicit', version: 'v2', sent: '1308', codecString: 'mp4a.40.2', profile: 'HE-AACv2' },
];

function receive(sent: string): AudioConfig {
  const tag = parseAudioTag(Buffer.concat([Buffer.of(0xaf, 0), Buffer.from(sent, 'hex')]), null);
  if (tag.kind !== 'sequence-header') throw new Error(`it is ${tag.kind}`);
  return tag.config;
}

describe('HE-AAC in CMAF', { skip: withoutFfmpeg }, () => {
  for (const { name, version, sent, codecString, profile } of cases) {
    test(`lasts and sounds as it was sent: ${name}`, () => {
      const audio = receive(sent);
      const coreChannels = version === 'v1' ? 2 : 1;
      assert.deepEqual(
        { ...audio, description: null },
        {
          codec: 'aac',
          description: null,
          codecString,
          sampleRate: 24_000,
          channels: coreChannels,
          samplesPerFrame: 1024,
        },
      );

      // What players read: the sample entry has rate and channels of the core, and the configuration that tells of more.
      const init = writeInitSegment({ video: null, audio });
      const entryAt = init.indexOf('mp4a') + 4;
      assert.equal(init.readUInt16BE(entryAt + 16), coreChannels);
      assert.equal(init.readUInt32BE(entryAt + 24), 24_000 * 0x1_0000);
      const configAt = init.indexOf(audio.description);
      assert.deepEqual([...init.subarray(configAt - 5, configAt)], [5, 0x80, 0x80, 0x80, audio.description.length]);

      // 1024 samples of the core are 2048 of what comes out.
      const frameMs = 2048 / 48;
      const packets = Array.from({ length: 30 }, (_, index): AudioPacket => {
        // Silence that stands in for what is missing is AAC-LC: the same track goes on through it.
        const data = index >= 10 && index < 20 ? silentFrame(audio) : frames[version];
        return { kind: 'audio', ptsMs: 10_000 + Math.round(index * frameMs), data: data ?? Buffer.alloc(0) };
      });
      const cmaf = writeCmaf({ video: null, audio }, packets, 500);
      const read = probe(cmaf);
      assert.deepEqual(
        read.packets.map(({ ptsMs }) => Math.round(ptsMs * 100) / 100),
        packets.map((_, index) => Math.round((10_000 + index * frameMs) * 100) / 100),
      );
      const [stream] = read.streams;
      assert.deepEqual([stream?.['profile'], stream?.['sample_rate'], stream?.['channels']], [profile, '48000', 2]);
      // Its decoder says that a frame has nothing for the upper half, and goes on.
      const pcm = runFfmpeg(['-v', 'fatal', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'], cmaf);
      assert.equal(pcm.length / 4, 30 * 2048);
    });
  }
});
