import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { demuxFlv, makeFlv, probe, runFfmpeg, withoutFfmpeg, writeCmaf } from './testing.ts';
import type { ProbedPacket } from './testing.ts';

const baseMs = 10_000;
const aac = ['-c:a', 'aac', '-b:a', '96k'];

const cases: readonly { name: string; video: readonly string[] | null; audio: readonly string[] | null }[] = [
  { name: 'High with B-frames and AAC', video: ['-profile:v', 'high', '-bf', '3', '-preset', 'veryfast'], audio: aac },
  {
    name: 'Main and AAC in mono',
    video: ['-profile:v', 'main', '-bf', '2'],
    audio: [...aac, '-ar', '48000', '-ac', '1'],
  },
  { name: 'Baseline and MP3', video: ['-profile:v', 'baseline'], audio: ['-c:a', 'libmp3lame', '-ar', '44100'] },
  { name: 'video alone', video: ['-profile:v', 'high'], audio: null },
  { name: 'MP3 of low rate alone', video: null, audio: ['-c:a', 'libmp3lame', '-ar', '22050'] },
];

const described = ['codec_name', 'profile', 'level', 'width', 'height', 'sample_rate', 'channels'];

const only = (packets: readonly ProbedPacket[], kind: string): ProbedPacket[] =>
  packets.filter((packet) => packet.kind === kind);

describe('FLV to CMAF', { skip: withoutFfmpeg }, () => {
  for (const { name, video, audio } of cases) {
    test(`keeps every frame's bytes, times and flags: ${name}`, () => {
      const source = makeFlv(video, audio);
      const { tracks, packets } = demuxFlv(source, baseMs);
      const cmaf = writeCmaf(tracks, packets, 500);
      const before = probe(source);
      const after = probe(cmaf);

      const pictures = only(before.packets, 'video');
      assert.equal(pictures.length, video === null ? 0 : 60);
      assert.deepEqual(
        only(after.packets, 'video').map((packet) => ({
          ...packet,
          ptsMs: Math.round(packet.ptsMs) - baseMs,
          dtsMs: Math.round(packet.dtsMs) - baseMs,
        })),
        pictures.map((packet) => ({ ...packet, ptsMs: Math.round(packet.ptsMs), dtsMs: Math.round(packet.dtsMs) })),
      );

      const sounds = only(before.packets, 'audio');
      const written = only(after.packets, 'audio');
      assert.equal(sounds.length > 0, audio !== null);
      assert.deepEqual(
        written.map((packet) => packet.hash),
        sounds.map((packet) => packet.hash),
      );
      for (const [index, packet] of written.entries()) {
        assert.ok(Math.abs(packet.ptsMs - baseMs - (sounds[index]?.ptsMs ?? NaN)) < 2, `audio frame ${index}`);
      }

      const describeStreams = ({ streams }: typeof after) =>
        streams.map((stream) => described.map((key) => String(stream[key])).join(' ')).toSorted();
      assert.deepEqual(describeStreams(after), describeStreams(before));
      // Decodes without a word.
      runFfmpeg(['-xerror', '-i', 'pipe:0', '-f', 'null', '-'], cmaf);
    });
  }
});
