import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { box, uint32 } from './boxes.ts';
import { Fmp4Reader } from './fmp4-reader.ts';
import type { Fmp4Frame } from './fmp4-reader.ts';
import { videoRun, writeFragment } from './fragment.ts';
import { writeInitSegment } from './init-segment.ts';
import type { VideoConfig, VideoPacket } from './packet.ts';
import { demuxFlv, makeFlv, runFfmpeg, sampleVideoConfig, withoutFfmpeg } from './testing.ts';

interface Reading {
  readonly configs: VideoConfig[];
  readonly frames: Fmp4Frame[];
  readonly errors: string[];
}

function read(file: Buffer, chunkBytes: () => number): Reading {
  const reading: Reading = { configs: [], frames: [], errors: [] };
  const reader = new Fmp4Reader({
    onConfig: (config) => void reading.configs.push(config),
    onFrame: (frame) => void reading.frames.push(frame),
    onError: (why) => void reading.errors.push(why),
  });
  for (let offset = 0; offset < file.length;) {
    const next = offset + Math.max(1, chunkBytes());
    reader.push(file.subarray(offset, next));
    offset = next;
  }
  return reading;
}

const packets: readonly VideoPacket[] = [0, 1, 2, 3, 4, 5].map((index) => ({
  kind: 'video',
  dtsMs: 10_000 + index * 40,
  ptsMs: 10_040 + index * 40 - (index % 2) * 80,
  isKey: index === 0,
  data: Buffer.alloc(index === 3 ? 0 : 1000 + index, index),
}));

const ownFile = Buffer.concat([
  writeInitSegment({ video: sampleVideoConfig, audio: null }),
  writeFragment({ sequenceNumber: 1, video: videoRun(packets.slice(0, 1), 10_040), audio: null }),
  writeFragment({ sequenceNumber: 2, video: videoRun(packets.slice(1), 10_240), audio: null }),
]);

describe('Fmp4Reader', () => {
  test('gives back what the fragment writer wrote, in chunks of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 50 }), (sizes) => {
        let turn = 0;
        const reading = read(ownFile, () => sizes[turn++ % sizes.length] ?? 1);
        assert.deepEqual(reading.errors, []);
        assert.deepEqual(reading.configs, [sampleVideoConfig]);
        assert.deepEqual(
          reading.frames,
          packets.map(({ dtsMs, ptsMs, isKey, data }) => ({ dtsMs, ptsMs, durationMs: 40, isKey, data })),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('reads each frame of ffmpeg’s pipe with its bytes, times and flags', { skip: withoutFfmpeg }, () => {
    const source = makeFlv(['-bf', '2', '-preset', 'veryfast'], null);
    const movFlags = '+cmaf+empty_moov+default_base_moof+frag_every_frame+frag_discont';
    const shape = ['-f', 'mp4', '-movflags', movFlags, '-use_editlist', '0', '-output_ts_offset', '10'];
    const file = runFfmpeg(['-i', 'pipe:0', '-copyts', '-c', 'copy', ...shape, 'pipe:1'], source);
    const reading = read(file, () => 4096);
    assert.deepEqual(reading.errors, []);
    assert.deepEqual(
      reading.configs.map(({ codecString, width, height }) => [codecString, width, height]),
      [['avc1.64000d', 320, 180]],
    );
    // DTS is left out: ffmpeg moves it so that PTS, with offsets that may be negative, stays where it was.
    assert.deepEqual(
      reading.frames.map(({ ptsMs, isKey, data }) => [Math.round(ptsMs), isKey, data]),
      demuxFlv(source, 10_000).packets.map((packet) => [
        packet.ptsMs,
        packet.kind === 'video' && packet.isKey,
        packet.data,
      ]),
    );
  });

  test('reports a box too large, once, and reads no further', () => {
    const reading = read(Buffer.concat([uint32(0x7fff_ffff), Buffer.from('mdat'), ownFile, ownFile]), () => 100);
    assert.equal(reading.errors.length, 1);
    assert.match(reading.errors[0] ?? '', /2147483647 bytes/);
    assert.deepEqual(reading.frames, []);
  });

  test('reports a fragment before the moov box, and a track that is no H.264', () => {
    const fragment = writeFragment({ sequenceNumber: 1, video: videoRun(packets, 10_240), audio: null });
    assert.deepEqual(read(fragment, () => 50).errors, ['A fragment comes before the moov box.']);
    assert.deepEqual(read(box('moov', box('trak')), () => 50).errors, ['The moov box has no whole track.']);
  });

  test('throws for no damaged file, and reports at most one error', () => {
    const damage = fc.array(fc.tuple(fc.nat(ownFile.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.integer({ min: 1, max: 5000 }), (bytes, chunkBytes) => {
        const file = Buffer.from(ownFile);
        for (const [offset, value] of bytes) file[offset] = value;
        const { errors, frames } = read(file, () => chunkBytes);
        assert.ok(errors.length <= 1);
        assert.ok(frames.every((frame) => Number.isFinite(frame.dtsMs) && Number.isFinite(frame.ptsMs)));
      }),
      { numRuns: 500 },
    );
  });
});
