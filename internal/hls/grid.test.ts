import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { AudioLog } from './audio-log.ts';
import { Grid, type GridSegment, targetDurationSeconds } from './grid.ts';
import { audioConfig, audioPacket, bothTracks, videoPacket } from './testing.ts';

let audio: AudioLog;
let grid: Grid;

function newGrid(): Grid {
  let mediaSequence = 0;
  let discontinuity = 0;
  audio = new AudioLog();
  audio.restart(audioConfig());
  return new Grid({ audio, takeMediaSequence: () => mediaSequence++, takeDiscontinuity: () => discontinuity++ });
}

function feed(frames: readonly (readonly [dtsMs: number, isKey: boolean])[], delayMs = 0): void {
  for (const [dtsMs, isKey] of frames) grid.video(videoPacket(dtsMs, { isKey, delayMs }), bothTracks);
}

/** Frames from `fromMs` on, 40 ms apart, with a key frame every `keyEvery` of them. */
function steady(fromMs: number, count: number, keyEvery: number): [number, boolean][] {
  return Array.from({ length: count }, (_, index) => [fromMs + index * 40, index % keyEvery === 0]);
}

function segments(): GridSegment[] {
  const list: GridSegment[] = [];
  for (let next = grid.at(0); next !== null; next = grid.at(next.mediaSequence + 1)) list.push(next);
  return list;
}

function startsMs(): number[] {
  return segments().map((segment) => segment.startDtsMs);
}

describe('Grid', () => {
  beforeEach(() => {
    grid = newGrid();
  });

  test('starts a segment at each key frame of a two-second GOP', () => {
    feed(steady(10_000, 151, 50));
    assert.deepEqual(startsMs(), [10_000, 12_000, 14_000, 16_000]);
    assert.deepEqual(segments()[0]?.end, { durationMs: 2000, sourceDurationMs: 2000, audioEnd: 0 });
  });

  test('knows from an open group of pictures on that what the encoder sends is shown from its leading pictures on', () => {
    // Key frames are shown two frames after they are decoded; from the second on three leading pictures stand between.
    for (const [dtsMs, isKey] of steady(10_000, 151, 50)) {
      grid.video(videoPacket(dtsMs, { isKey, delayMs: isKey && dtsMs > 10_000 ? 200 : 80 }), bothTracks);
    }
    assert.deepEqual(
      segments().map(({ startPtsMs, shownFromMs, end }) => [
        ...[startPtsMs, shownFromMs],
        end?.durationMs,
        end?.sourceDurationMs,
      ]),
      [
        [10_080, 10_080, 2120, 2000],
        [12_200, 12_080, 2000, 2000],
        [14_200, 14_080, 2000, 2000],
        [16_200, 16_080, undefined, undefined],
      ],
    );
  });

  test('lets key frames pass within a second of the last boundary', () => {
    feed(steady(10_000, 76, 10));
    assert.deepEqual(startsMs(), [10_000, 11_200, 12_400]);
  });

  test('forces a boundary at four seconds without a key frame', () => {
    feed(steady(10_000, 251, 1000));
    assert.deepEqual(startsMs(), [10_000, 14_000, 18_000]);
  });

  test('puts a forced boundary inside a frame too long for its segment', () => {
    feed([...steady(10_000, 100, 1000), [15_200, false], [15_240, false]]);
    assert.deepEqual(startsMs(), [10_000, 14_000]);
  });

  test('drops what comes before the first key frame', () => {
    assert.equal(grid.video(videoPacket(10_000), bothTracks), false);
    assert.deepEqual(segments(), []);
  });

  test('starts a discontinuity at a key frame after the timeline broke, and none after a repeat of the break', () => {
    feed(steady(10_000, 10, 50));
    grid.breakOff();
    grid.breakOff();
    assert.equal(grid.video(videoPacket(20_000), bothTracks), false);
    feed(steady(20_040, 60, 50));
    const flags = segments().map(({ isDiscontinuity, discontinuityIndex }) => [isDiscontinuity, discontinuityIndex]);
    assert.deepEqual(flags, [
      [false, 0],
      [true, 1],
      [false, 1],
    ]);
    assert.equal(segments()[0]?.end?.durationMs, 400);
  });

  test('takes a gap of over two seconds for a break even when nobody said so', () => {
    feed([...steady(10_000, 10, 50), [13_000, false], [13_040, true]]);
    assert.deepEqual(startsMs(), [10_000, 13_040]);
    assert.equal(grid.last?.isDiscontinuity, true);
  });

  test('gives each segment the audio from before its end in decode time', () => {
    for (let index = 0; index < 120; index += 1) audio.append(audioPacket(Math.round(10_000 + (index * 1024) / 48)));
    feed(steady(10_000, 51, 50));
    const [first, second] = segments();
    assert.equal(first?.audioStart, 0);
    assert.equal(first?.end?.audioEnd, second?.audioStart);
    assert.ok((audio.at(second?.audioStart ?? 0)?.startMs ?? 0) >= 12_000);
    assert.ok((audio.at((second?.audioStart ?? 0) - 1)?.startMs ?? 0) < 12_000);
  });

  test('cuts a source of audio alone every two seconds', () => {
    for (let index = 0; index < 300; index += 1) {
      const frame = audio.append(audioPacket(Math.round(10_000 + (index * 1024) / 48)));
      if (frame !== null) grid.audio(frame, { video: null, audio: audioConfig() });
    }
    const lengths = segments().flatMap((segment) => segment.end?.durationMs ?? []);
    assert.equal(lengths.length, 3);
    assert.ok(lengths.every((durationMs) => durationMs >= 2000 && durationMs < 2022));
  });

  test('finds the segment of a transcoded frame by its presentation time', () => {
    feed(steady(10_000, 101, 50), 80);
    const at = (ptsMs: number): number | undefined => grid.find(videoPacket(ptsMs), 'pts')?.mediaSequence;
    assert.equal(at(10_080), 0);
    assert.equal(at(12_070), 0);
    assert.equal(at(12_079.4), 1);
    assert.equal(at(14_080), 2);
    assert.equal(at(9000), undefined);
  });

  test('never lets a segment round to more than the target duration, and numbers them without a hole', () => {
    const frames = fc.array(fc.tuple(fc.integer({ min: 1, max: 1900 }), fc.boolean()), {
      minLength: 2,
      maxLength: 300,
    });
    fc.assert(
      fc.property(frames, (steps) => {
        grid = newGrid();
        let dtsMs = 10_000;
        feed([[dtsMs, true], ...steps.map(([stepMs, isKey]): [number, boolean] => [(dtsMs += stepMs), isKey])]);
        let expected = 0;
        const all = segments();
        for (const [index, { mediaSequence, end, startDtsMs }] of all.entries()) {
          assert.equal(mediaSequence, expected++);
          if (end === null) continue;
          assert.ok(Math.round(end.durationMs / 1000) <= targetDurationSeconds && end.durationMs > 0);
          assert.equal(all[index + 1]?.startDtsMs, startDtsMs + end.durationMs);
        }
      }),
    );
  });
});
