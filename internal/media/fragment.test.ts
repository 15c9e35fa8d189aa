import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { audioRun, videoRun, writeFragment } from './fragment.ts';
import type { VideoPacket } from './packet.ts';

const packet = (dtsMs: number, ptsMs: number, isKey: boolean): VideoPacket => ({
  kind: 'video',
  dtsMs,
  ptsMs,
  isKey,
  data: Buffer.from([1, 2, 3]),
});

describe('videoRun', () => {
  test('makes durations of the distances, so that rounding never adds up', () => {
    const packets = Array.from({ length: 600 }, (_, index) => {
      const timeMs = 10_000 + Math.round((index * 1001) / 30);
      return packet(timeMs, timeMs, index === 0);
    });
    const run = videoRun(packets, 10_000 + 20_020);
    assert.equal(run.baseDecodeTime, 900_000);
    assert.equal(
      run.samples.reduce((sum, sample) => sum + sample.duration, 0),
      20_020 * 90,
    );
  });

  test('keeps composition offsets of either sign, from fractions of milliseconds too', () => {
    const run = videoRun([packet(10_000, 9_966.5, true), packet(10_033.34, 10_100, false)], 10_066.67);
    assert.deepEqual(
      run.samples.map((sample) => [sample.duration, sample.compositionOffset]),
      [
        [3001, -3015],
        [2999, 5999],
      ],
    );
  });

  test('gives a last frame that would end before it begins no duration', () => {
    assert.equal(videoRun([packet(10_000, 10_000, true)], 9000).samples[0]?.duration, 0);
  });
});

describe('writeFragment', () => {
  const video = videoRun([packet(10_000, 10_040, true), packet(10_040, 10_000, false)], 10_080);
  const audio = audioRun([
    { time: 480_000, duration: 1024, data: Buffer.from([7, 7]) },
    { time: 481_024, duration: 1024, data: Buffer.from([8]) },
  ]);

  test('fills its boxes exactly and puts the video’s bytes before the audio’s', () => {
    const bytes = writeFragment({ sequenceNumber: 7, video, audio });
    const moofBytes = bytes.readUInt32BE(0);
    assert.equal(bytes.toString('latin1', 4, 8), 'moof');
    assert.equal(bytes.readUInt32BE(moofBytes), bytes.length - moofBytes);
    assert.equal(bytes.toString('latin1', moofBytes + 4, moofBytes + 8), 'mdat');
    assert.deepEqual(bytes.subarray(moofBytes + 8), Buffer.from([1, 2, 3, 1, 2, 3, 7, 7, 8]));
    assert.equal(bytes.readUInt32BE(20), 7);
  });

  test('writes what fits of durations and offsets that are beyond 32 bits', () => {
    const run = videoRun([packet(10_000, 9e8, true), packet(9e9, 0, false)], 9e9);
    const bytes = writeFragment({ sequenceNumber: 1, video: run, audio: null });
    const firstSample = bytes.indexOf('trun') + 16;
    assert.equal(bytes.readUInt32BE(firstSample), 2 ** 32 - 1);
    assert.equal(bytes.readInt32BE(firstSample + 12), 2 ** 31 - 1);
  });

  test('leaves out a track without frames', () => {
    const alone = writeFragment({ sequenceNumber: 1, video: { baseDecodeTime: 0, samples: [] }, audio });
    assert.deepEqual(alone, writeFragment({ sequenceNumber: 1, video: null, audio }));
    assert.equal(alone.indexOf('traf'), alone.lastIndexOf('traf'));
  });

  test('writes decode times beyond 32 bits and keeps 32 bits of the sequence number', () => {
    const late = { baseDecodeTime: 2 ** 40 + 5, samples: video.samples };
    const bytes = writeFragment({ sequenceNumber: 2 ** 32 + 3, video: late, audio: null });
    const decodeTime = bytes.indexOf('tfdt') + 8;
    assert.equal(bytes.readBigUInt64BE(decodeTime), 2n ** 40n + 5n);
    assert.equal(bytes.readUInt32BE(20), 3);
  });
});
