import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withoutFfmpeg } from '../media/testing.ts';
import { systemClock } from '../platform/clock.ts';
import { planLadder } from './ladder.ts';
import { makeClip } from './testing.ts';
import { TranscodeRun } from './transcode-run.ts';

it(
  'goes on in each rendition with the first picture that it lacks, as a key frame',
  { skip: withoutFfmpeg },
  async () => {
    const { tracks, packets } = makeClip('testsrc2=size=320x180:rate=30:duration=1', ['-g', '30', '-bf', '0']);
    const config = tracks.video;
    assert.ok(config !== null);
    const ladder = [120, 90, 60].map((heightPixels) => ({ heightPixels, bitrateKbps: 200 }));
    const plans = planLadder({ ...config, bitrateKbps: null }, { ladder, cores: 1 });
    const shown = new Map<number, { ptsMs: number; isKey: boolean }[]>(plans.map(({ index }) => [index, []]));
    const timeOf = (place: number): number => packets[place]?.ptsMs ?? Number.NaN;
    await new Promise<void>((resolve) => {
      const run = new TranscodeRun({
        clock: systemClock,
        ffmpegPath: 'ffmpeg',
        cores: 1,
        partMs: 500,
        config,
        plans,
        backlog: packets,
        // Another died after it had given one of them two pictures more, and a third none at all.
        shownUntilMs: [timeOf(12), timeOf(10), -Infinity],
        onConfig: () => {},
        onFrame: ({ index }, { ptsMs, isKey }) => void shown.get(index)?.push({ ptsMs, isKey }),
        onWatched: () => {},
        onGarbled: (why) => assert.fail(why),
        onEnd: () => resolve(),
      });
      run.finish(60_000);
    });
    assert.deepEqual(
      [...shown.values()].map((pictures) => [pictures[0], pictures.length]),
      [13, 11, 0].map((place) => [{ ptsMs: timeOf(place), isKey: true }, packets.length - place]),
    );
  },
);
