import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import { describePlayback, type PlaybackFacts } from './report.ts';
import { Reporter } from './reporter.ts';
import type { PlayerState } from './supervisor.ts';

const facts: PlaybackFacts = {
  sessionId: 'a1',
  state: 'playing',
  latencySeconds: 1.7345,
  bitsPerSecond: 5_230_000,
  transferMs: 41.6,
  renditionBitsPerSecond: 1_234_567,
  hasStalled: false,
  hasFailed: false,
};

test('a report is Common Media Client Data in its own units', () => {
  assert.deepEqual(describePlayback(facts), {
    v: 2,
    e: 't',
    sid: 'a1',
    sta: 'p',
    sf: 'h',
    st: 'l',
    ltc: 1735,
    mtp: [5200],
    ttlb: 42,
    br: [1235],
  });
});

test('a report leaves out what is not known, and says that playback stood still or broke off', () => {
  const unknown = { latencySeconds: null, bitsPerSecond: null, transferMs: null, renditionBitsPerSecond: null };
  const report = describePlayback({ ...facts, ...unknown, hasStalled: true, hasFailed: true });
  assert.deepEqual(report, { v: 2, e: 'e', sid: 'a1', sta: 'p', sf: 'h', st: 'l', bs: true });
});

function rig() {
  const state = signal<PlayerState>('connecting');
  const sent: Record<string, unknown>[] = [];
  let next: (() => void) | null = null;
  const delays: number[] = [];
  const clock: BrowserClock = {
    wallMs: () => 0,
    monotonicMs: () => 0,
    random: () => 0.5,
    after: (delayMs, callback) => {
      delays.push(delayMs);
      next = callback;
      return () => (next = null);
    },
    every: () => () => undefined,
  };
  const reporter = new Reporter({
    clock,
    sessionId: 'a1',
    send: (report) => sent.push(report),
    player: {
      state,
      current: signal('1'),
      variants: signal([
        {
          id: '1',
          url: '',
          name: '',
          width: 1,
          height: 1,
          frameRate: 1,
          bitsPerSecond: 400_000,
          codecs: '',
          hasVideo: true,
        },
      ]),
      pacer: { latencySeconds: signal(2) },
      measure: () => ({ bitsPerSecond: 1e6, transferMs: 5 }),
    },
  });
  const stop = reporter.start();
  return { state, sent, delays, stop, isWaiting: () => next !== null, turn: () => next?.() };
}

test('reports begin with the first picture and follow every ten seconds', () => {
  const { state, sent, delays, turn } = rig();
  assert.equal(sent.length, 0);
  state.value = 'playing';
  assert.equal(sent.length, 1);
  assert.deepEqual(sent[0]?.['br'], [400]);
  assert.deepEqual(delays, [10_000]);
  turn();
  assert.equal(sent.length, 2);
});

test('a stall is told once, with the next report', () => {
  const { state, sent, turn } = rig();
  state.value = 'playing';
  state.value = 'stalled';
  state.value = 'playing';
  assert.equal(sent.length, 1);
  turn();
  turn();
  assert.deepEqual(
    sent.map((report) => report['bs']),
    [undefined, true, undefined],
  );
});

test('a player that broke off says so when it plays again', () => {
  const { state, sent, turn } = rig();
  state.value = 'playing';
  state.value = 'reconnecting';
  turn();
  assert.equal(sent.length, 1);
  state.value = 'playing';
  assert.equal(sent[1]?.['e'], 'e');
});

test('nothing is sent while the viewer pauses, and at once when they go on', () => {
  const { state, sent, turn, isWaiting } = rig();
  state.value = 'playing';
  state.value = 'paused';
  turn();
  assert.equal(sent.length, 1);
  state.value = 'playing';
  assert.equal(sent.length, 2);
  assert.ok(isWaiting());
});

test('a reporter that is stopped waits for nothing', () => {
  const { state, stop, isWaiting } = rig();
  state.value = 'playing';
  stop();
  assert.ok(!isWaiting());
});
