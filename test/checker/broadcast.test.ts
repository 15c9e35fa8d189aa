import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  audioPacket,
  bothTracks,
  smallPlan,
  stream,
  type StreamShape,
  videoConfig,
  videoPacket,
} from '../../internal/hls/testing.ts';
import type { MediaItem, VideoPacket } from '../../internal/media/packet.ts';
import { WatchedBroadcast } from './testing.ts';

function live(settings: { partTargetMs?: number } = {}, frameRate = 30): WatchedBroadcast {
  const watched = new WatchedBroadcast(settings);
  watched.push({ kind: 'config', tracks: { ...bothTracks, video: videoConfig({ frameRate }) } });
  return watched;
}

function assertClean(watched: WatchedBroadcast): void {
  assert.deepEqual(watched.findings.list, []);
  const { epochs } = watched;
  assert.ok(
    Math.max(...epochs) - Math.min(...epochs) < 25,
    `epochs from ${Math.min(...epochs)} to ${Math.max(...epochs)}`,
  );
}

/** Source and one transcoded rendition, whose frames come `lagFrames` later and are every `every`th of the source's. */
function feedBoth(
  watched: WatchedBroadcast,
  items: readonly MediaItem[],
  how: { lagFrames: number; every: number },
): void {
  const waiting: VideoPacket[] = [];
  let count = 0;
  for (const item of items) {
    watched.push(item);
    if (item.kind !== 'video') continue;
    count = item.isKey ? 0 : count + 1;
    if (count % how.every === 0) waiting.push({ ...item, dtsMs: item.ptsMs });
    const next = waiting.length > how.lagFrames ? waiting.shift() : undefined;
    if (next !== undefined) watched.broadcast.video(1, next);
  }
}

const shapes: (StreamShape & { partTargetMs: number; every: number })[] = [24, 25, 29.97, 30, 50, 60].flatMap(
  (frameRate) =>
    [200, 500, 1000].map((partTargetMs) => ({
      fromMs: 10_000,
      untilMs: 24_000,
      frameRate,
      keyInterval: Math.round(frameRate * 2),
      delayMs: partTargetMs === 500 ? 80 : 0,
      partTargetMs,
      every: frameRate >= 50 ? 2 : 1,
    })),
);

describe('a broadcast', () => {
  for (const shape of shapes) {
    test(`keeps every rule at ${shape.frameRate} frames per second and parts of ${shape.partTargetMs} ms`, () => {
      const watched = live(shape, shape.frameRate);
      watched.broadcast.declare([smallPlan]);
      watched.broadcast.configure(1, videoConfig({ width: 854, height: 480 }));
      feedBoth(watched, stream(shape), { lagFrames: 5, every: shape.every });
      assertClean(watched);
      const parts =
        watched
          .last('0')
          ?.segments.slice(0, -1)
          .flatMap((segment) => segment.parts) ?? [];
      assert.ok(parts.length >= 4 && parts.every((part) => !part.isGap));
      assert.equal(watched.last('1')?.segments[0]?.mediaSequence, watched.last('0')?.segments[0]?.mediaSequence);
    });
  }

  test('keeps every rule through pauses, returns and discontinuities, over the whole length of the window', () => {
    const watched = live();
    watched.broadcast.declare([smallPlan]);
    watched.broadcast.configure(1, videoConfig({ width: 854, height: 480 }));
    for (let fromMs = 10_000; fromMs < 150_000; fromMs += 12_000) {
      feedBoth(watched, stream({ fromMs, untilMs: fromMs + 7300 }), { lagFrames: 3, every: 1 });
      watched.push({ kind: 'pause' });
      watched.clock.advance(4700);
      watched.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: fromMs + 12_000 });
    }
    watched.push({ kind: 'end' });
    assertClean(watched);
    assert.equal(watched.last('1')?.hasEndList, true);
    assert.ok((watched.last('0')?.discontinuitySequence ?? 0) > 5);
  });

  test('keeps every rule while a rendition is lost and comes back, wherever that happens', () => {
    const when = fc.array(fc.tuple(fc.integer({ min: 100, max: 4000 }), fc.integer({ min: 0, max: 7000 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(when, fc.boolean(), (losses, returnsMidSegment) => {
        const watched = live();
        watched.broadcast.declare([smallPlan]);
        watched.broadcast.configure(1, videoConfig({ width: 854, height: 480 }));
        let nextMs = 10_000;
        const outages = losses.map(([afterMs, lengthMs]) => {
          const fromMs = nextMs + afterMs;
          nextMs = fromMs + lengthMs;
          return { fromMs, untilMs: nextMs };
        });
        let wasLost = false;
        for (const item of stream({ fromMs: 10_000, untilMs: 40_000 })) {
          watched.push(item);
          if (item.kind !== 'video') continue;
          const isLost = outages.some(({ fromMs, untilMs }) => item.dtsMs >= fromMs && item.dtsMs < untilMs);
          if (isLost && !wasLost) watched.broadcast.lose(1);
          // A restarted encoder starts with a key frame, whether the source has one there or not.
          const isKey: boolean = item.isKey || (wasLost && !isLost && returnsMidSegment);
          wasLost = isLost || (wasLost && !isKey);
          if (!isLost) watched.broadcast.video(1, { ...item, isKey });
        }
        assertClean(watched);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });

  test('keeps every rule while the ladder changes, whenever that is', () => {
    const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.subarray([1, 2, 3, 4, 5])), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(changes, (steps) => {
        const watched = live();
        let indexes: readonly number[] = [1, 2];
        let atMs = 10_000;
        const turns = steps.map(([afterMs, next]) => ({ atMs: (atMs += afterMs), next }));
        const plans = (chosen: readonly number[]) => chosen.map((index) => ({ ...smallPlan, index }));
        watched.broadcast.declare(plans(indexes));
        for (const index of indexes) watched.broadcast.configure(index, videoConfig({ width: 854, height: 480 }));
        const used = new Set(indexes);
        for (const item of stream({ fromMs: 10_000, untilMs: 40_000 })) {
          watched.push(item);
          if (item.kind !== 'video') continue;
          for (let turn = turns[0]; turn !== undefined && turn.atMs <= item.dtsMs; turn = turns[0]) {
            turns.shift();
            // What was taken out never comes back under its index.
            indexes = turn.next.filter((index) => indexes.includes(index) || !used.has(index));
            watched.broadcast.revise(plans(indexes));
            for (const index of indexes) {
              if (used.has(index)) continue;
              used.add(index);
              watched.broadcast.configure(index, videoConfig({ width: 854, height: 480 }));
            }
          }
          for (const index of used) watched.broadcast.video(index, { ...item, dtsMs: item.ptsMs });
        }
        assertClean(watched);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });

  test('keeps every rule at any GOP and with frames that come as they like', () => {
    const frames = fc.array(fc.tuple(fc.integer({ min: 10, max: 400 }), fc.integer({ min: 0, max: 30 })), {
      minLength: 30,
      maxLength: 200,
    });
    fc.assert(
      fc.property(frames, fc.constantFrom(200, 500, 1000), (steps, partTargetMs) => {
        const watched = live({ partTargetMs });
        let dtsMs = 10_000;
        let audioMs = 10_000;
        watched.push(videoPacket(dtsMs, { isKey: true }));
        for (const [stepMs, luck] of steps) {
          dtsMs += stepMs;
          for (; audioMs <= dtsMs; audioMs += 1024 / 48) watched.push(audioPacket(Math.round(audioMs)));
          watched.push(videoPacket(dtsMs, { isKey: luck === 0 }));
        }
        watched.push({ kind: 'end' });
        assert.deepEqual(watched.findings.list, []);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  test('keeps every rule whatever the lead of the sound over the picture', () => {
    for (const leadMs of [-200, -100, 30, 300]) {
      const watched = live();
      const items = stream({ fromMs: 10_000, untilMs: 25_000 }).map((item, index) => ({ item, index }));
      const arrival = ({ item }: (typeof items)[number]): number =>
        item.kind === 'audio' ? item.ptsMs - leadMs : item.kind === 'video' ? item.dtsMs : 0;
      const sorted = items.toSorted((a, b) => arrival(a) - arrival(b) || a.index - b.index);
      watched.push(...sorted.map(({ item }) => item));
      assertClean(watched);
    }
  });

  test('keeps every rule when the picture stands still and the sound goes on', () => {
    const watched = live();
    watched.push(...stream({ fromMs: 10_000, untilMs: 13_000 }));
    watched.push(...stream({ fromMs: 13_000, untilMs: 16_500, hasVideo: false }));
    watched.push(...stream({ fromMs: 16_500, untilMs: 25_000 }), { kind: 'end' });
    assertClean(watched);
  });

  test('keeps every rule at a source of audio alone', () => {
    const watched = new WatchedBroadcast();
    watched.push({ kind: 'config', tracks: { ...bothTracks, video: null } });
    watched.push(...stream({ fromMs: 10_000, untilMs: 60_000, hasVideo: false }), { kind: 'end' });
    assertClean(watched);
  });

  test('keeps every rule when the codecs change', () => {
    const watched = live();
    watched.push(...stream({ fromMs: 10_000, untilMs: 14_500 }));
    watched.push({ kind: 'discontinuity', reason: 'codec-change', atMs: 14_500 });
    const video = videoConfig({ width: 640, height: 360, description: Buffer.from([1, 0x42, 0, 0x1e, 0xff, 0xe0, 0]) });
    watched.push({ kind: 'config', tracks: { ...bothTracks, video } });
    watched.push(...stream({ fromMs: 14_500, untilMs: 19_000 }));
    watched.push({ kind: 'discontinuity', reason: 'codec-change', atMs: 19_000 });
    watched.push({ kind: 'config', tracks: { ...bothTracks, audio: null } });
    watched.push(...stream({ fromMs: 19_000, untilMs: 25_000, hasAudio: false }));
    assertClean(watched);
  });
});
