import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bothTracks, stream } from '../../internal/hls/testing.ts';
import type { MediaItem } from '../../internal/media/packet.ts';
import { WatchedBroadcast } from './testing.ts';

/** The items in the order in which they arrive when the sound is behind by `lagMs`, which changes each second; none is behind the end. */
function behind(items: readonly MediaItem[], lagsMs: readonly number[]): MediaItem[] {
  let latestMs = 0;
  const arriving = items.map((item) => {
    if (item.kind === 'video') return { item, atMs: item.dtsMs };
    if (item.kind !== 'audio') return { item, atMs: Infinity };
    latestMs = Math.max(latestMs, item.ptsMs + (lagsMs[Math.floor(item.ptsMs / 1000) % lagsMs.length] ?? 0));
    return { item, atMs: latestMs };
  });
  return arriving.toSorted((a, b) => a.atMs - b.atMs).map(({ item }) => item);
}

describe('a broadcast whose sound comes later than its pictures', () => {
  test('keeps every rule, also where it catches up, up to 200 ms', () => {
    const lags = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lags, fc.constantFrom(30, 60, 110, 119, 200), (lagsMs, keyInterval) => {
        const watched = new WatchedBroadcast();
        watched.push({ kind: 'config', tracks: bothTracks });
        for (const fromMs of [10_000, 30_000]) {
          watched.push(...behind(stream({ fromMs, untilMs: fromMs + 13_300, keyInterval }), lagsMs));
          watched.push({ kind: 'pause' });
          watched.clock.advance(6_700);
          watched.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: fromMs + 20_000 });
        }
        watched.push({ kind: 'end' });
        assert.deepEqual(watched.findings.list, []);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});
