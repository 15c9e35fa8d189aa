import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AdtsReader } from './adts-reader.ts';
import type { AudioConfig } from './packet.ts';
import { makeFlv, demuxFlv, runFfmpeg, withoutFfmpeg } from './testing.ts';

function read(chunks: readonly Buffer[]): { configs: AudioConfig[]; frames: Buffer[] } {
  const configs: AudioConfig[] = [];
  const frames: Buffer[] = [];
  const reader = new AdtsReader({
    onConfig: (config) => void configs.push(config),
    onFrame: (data) => void frames.push(data),
  });
  for (const chunk of chunks) reader.push(chunk);
  return { configs, frames };
}

describe('AdtsReader', () => {
  test('gives the frames that ffmpeg wrapped, in chunks of any size', { skip: withoutFfmpeg }, () => {
    const source = makeFlv(null, ['-c:a', 'aac', '-ar', '48000', '-ac', '2']);
    const adts = runFfmpeg(['-i', 'pipe:0', '-c', 'copy', '-f', 'adts', 'pipe:1'], source);
    const { tracks, packets } = demuxFlv(source, 0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (chunkBytes) => {
        const chunks: Buffer[] = [];
        for (let offset = 0; offset < adts.length; offset += chunkBytes) {
          chunks.push(adts.subarray(offset, offset + chunkBytes));
        }
        const { configs, frames } = read(chunks);
        assert.deepEqual(
          configs.map(({ codecString, sampleRate, channels }) => [codecString, sampleRate, channels]),
          [[tracks.audio?.codecString, 48_000, 2]],
        );
        assert.deepEqual(
          frames,
          packets.map((packet) => packet.data),
        );
      }),
      { numRuns: 10 },
    );
  });

  test('passes over noise, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (noise) => {
        const header = Buffer.from('fff14c80013ffc', 'hex');
        const frame = Buffer.concat([header, Buffer.from([0x21, 0x10])]);
        const clean = noise.map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0xff ? 0 : byte))));
        assert.deepEqual(read([...clean, frame]).frames, [Buffer.from([0x21, 0x10])]);
        read(noise.map((bytes) => Buffer.from(bytes)));
      }),
    );
  });
});
