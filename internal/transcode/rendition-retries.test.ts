import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RenditionPlan } from '../media/rendition.ts';
import { guardedClock, ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import { RenditionRetries, type Retried } from './rendition-retries.ts';
import type { TrialRun } from './rendition-trial.ts';

const minuteMs = 60_000;

interface Run extends TrialRun {
  newestInputMs: number;
  newestOutputMs: number;
  isKilled: boolean;
}

class Track implements Retried {
  readonly plan: RenditionPlan;
  isShed = false;
  tries = 0;
  reason = '';

  constructor(height: number) {
    const name = `${height}p`;
    const size = { width: height * 2, height, frameRate: 30, videoBitrateKbps: 500 };
    this.plan = { index: 1, name, givenName: null, ...size, effort: 2, encoder: 'libx264', codecString: 'avc1.640015' };
  }

  shed(reason: string): void {
    this.isShed = true;
    this.reason = reason;
  }

  takeBack(): void {
    this.isShed = false;
  }
}

/** Renditions of these heights, all given up at once, and what is tried of them. */
function setUp(...heights: number[]) {
  const hands = new ManualClock();
  const clock = guardedClock(hands, (error) => {
    throw error;
  });
  const tracks = heights.map((height) => new Track(height));
  const viewers = { newestInputMs: 0, newestOutputMs: 0, feedingSinceMs: 0, silentForMs: 0, overflows: 0 };
  const state = {
    isCalm: true,
    isTooSlow: false,
    held: [] as string[],
    began: [] as { name: string; atMinutes: number }[],
    changes: 0,
  };
  const runs: Run[] = [];
  const ends: (() => void)[] = [];
  const retries = new RenditionRetries<Track>({
    clock,
    log: silentLogger,
    tracks: () => tracks,
    isCalm: () => state.isCalm,
    beside: () => viewers,
    begin: ({ plan }, onEnd) => {
      state.began.push({ name: plan.name, atMinutes: Math.round(clock.monotonicMs() / minuteMs) });
      const pace = {
        newestInputMs: state.isTooSlow ? 4_000 : 0,
        newestOutputMs: 0,
        silentForMs: 0,
        overflows: 0,
        isKilled: false,
      };
      const run: Run = {
        ...pace,
        feedingSinceMs: clock.monotonicMs(),
        feed: () => {},
        kill: () => void (run.isKilled = true),
      };
      runs.push(run);
      ends.push(onEnd);
      return run;
    },
    onHolds: (track) => {
      track.takeBack();
      state.held.push(track.plan.name);
    },
    onChange: () => (state.changes += 1),
  });
  const giving = { say: (pauseMs: number) => `again after ${pauseMs / minuteMs} minutes`, isUrgent: false };
  for (const track of tracks) retries.giveUp(track, giving);
  return { hands, tracks, viewers, state, runs, ends, retries, giving };
}

describe('a rendition that was given up', () => {
  it('is tried again after five minutes, and is back when it has kept up for half a minute', () => {
    const { hands, tracks, state, runs } = setUp(480);
    assert.equal(tracks[0]?.reason, 'again after 5 minutes');
    hands.advance(5 * minuteMs - 1);
    assert.equal(runs.length, 0);
    hands.advance(1);
    assert.equal(runs.length, 1);
    hands.advance(29_999);
    assert.deepEqual([state.held, runs[0]?.isKilled], [[], false]);
    hands.advance(1);
    assert.deepEqual([state.held, runs[0]?.isKilled], [['480p'], true]);
    hands.advance(600 * minuteMs);
    assert.equal(runs.length, 1);
  });

  it('is left alone for longer after each try that failed, 45 minutes at most, and says for how long', () => {
    const { hands, tracks, state, runs } = setUp(480);
    state.isTooSlow = true;
    const reasons: string[] = [];
    for (let minute = 0; minute < 170; minute += 1) {
      hands.advance(minuteMs);
      if (reasons.at(-1) !== tracks[0]?.reason) reasons.push(tracks[0]?.reason ?? '');
    }
    assert.deepEqual(reasons, ['again after 5 minutes', 'again after 15 minutes', 'again after 45 minutes']);
    const gaps = state.began.slice(1).map(({ atMinutes }, at) => atMinutes - (state.began[at]?.atMinutes ?? 0));
    assert.deepEqual([state.began[0]?.atMinutes, ...gaps], [5, 15, 45, 45, 45]);
    assert.equal(state.changes, state.began.length);
    assert.ok(runs.every(({ isKilled }) => isKilled));
  });

  it('is left off when what viewers have is late beside it, however well it does itself', () => {
    const { hands, viewers, state, runs } = setUp(480);
    hands.advance(5 * minuteMs);
    viewers.newestInputMs = 1_200;
    hands.advance(1_000);
    viewers.newestInputMs = 900;
    hands.advance(1_000);
    assert.equal(runs[0]?.isKilled, false, 'one look is no sign');
    viewers.newestInputMs = 1_200;
    hands.advance(2_000);
    assert.deepEqual([runs[0]?.isKilled, state.held], [true, []]);
  });

  it('is left off when its process ends, or what viewers have fails meanwhile', () => {
    const { hands, tracks, state, ends, retries } = setUp(480);
    hands.advance(5 * minuteMs);
    ends[0]?.();
    assert.equal(tracks[0]?.reason, 'again after 15 minutes');
    hands.advance(15 * minuteMs);
    retries.blame();
    assert.equal(tracks[0]?.reason, 'again after 45 minutes');
    ends[1]?.();
    assert.deepEqual([tracks[0]?.tries, state.changes], [2, 2]);
  });

  it('takes those that cost more along when it fails, and leaves cheaper ones their turn', () => {
    const { hands, tracks, state } = setUp(1080, 480, 720);
    state.isTooSlow = true;
    hands.advance(6 * minuteMs);
    assert.deepEqual(
      state.began.map(({ name }) => name),
      ['480p'],
    );
    assert.deepEqual(
      tracks.map(({ reason, tries }) => [reason, tries]),
      tracks.map(() => ['again after 15 minutes', 1]),
    );
    const [large, small] = tracks;
    small?.takeBack();
    hands.advance(20 * minuteMs);
    assert.equal(state.began[1]?.name, '720p');
    assert.deepEqual([large?.tries, small?.tries], [2, 1]);
  });

  it('is tried again sooner where some viewers see nothing without it', () => {
    const { hands, tracks, state, retries, giving } = setUp(480);
    const [track] = tracks;
    assert.ok(track !== undefined);
    state.isTooSlow = true;
    retries.giveUp(track, { ...giving, isUrgent: true });
    hands.advance(60 * minuteMs);
    assert.deepEqual(
      state.began.map(({ atMinutes }) => atMinutes),
      [1, 6, 21, 36, 51],
    );
  });

  it('waits for a calm time, and loses nothing when the encoder goes meanwhile', () => {
    const { hands, tracks, state, runs, retries } = setUp(480);
    state.isCalm = false;
    hands.advance(7.5 * minuteMs);
    assert.equal(runs.length, 0);
    state.isCalm = true;
    hands.advance(minuteMs / 2);
    assert.equal(runs.length, 1);
    retries.interrupt();
    assert.deepEqual([runs[0]?.isKilled, tracks[0]?.tries, state.changes], [true, 0, 0]);
    hands.advance(minuteMs);
    assert.equal(runs.length, 2);
  });

  it('comes after a cheaper one that falls due with it, one at a time', () => {
    const { hands, state, runs } = setUp(1080, 480, 720);
    hands.advance(5.5 * minuteMs);
    assert.deepEqual(
      state.began.map(({ name }) => name),
      ['480p'],
    );
    hands.advance(10 * minuteMs);
    assert.deepEqual(
      state.began.map(({ name }) => name),
      ['480p', '720p', '1080p'],
    );
    assert.deepEqual(state.held, ['480p', '720p', '1080p']);
    assert.equal(runs.length, 3);
  });

  it('is not tried any more once it is in no ladder, or all is forgotten', () => {
    const { hands, tracks, runs, retries, giving } = setUp(480);
    const [track] = tracks.splice(0);
    hands.advance(60 * minuteMs);
    assert.equal(runs.length, 0);
    assert.ok(track !== undefined);
    tracks.push(track);
    retries.giveUp(track, giving);
    hands.advance(5 * minuteMs);
    retries.clear();
    assert.equal(runs[0]?.isKilled, true);
    hands.advance(600 * minuteMs);
    assert.equal(runs.length, 1);
  });
});
