import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supervise, type Facts } from './supervisor.ts';

const nowMs = 100_000;

function facts(changes: Partial<Facts> = {}): Facts {
  return {
    nowMs,
    supported: true,
    wanted: true,
    phase: 'live',
    phaseSinceMs: 0,
    reachable: true,
    engine: 'running',
    engineSinceMs: 1000,
    isChange: false,
    heardAtMs: nowMs - 200,
    everPlayed: true,
    hasPlayed: true,
    pausedByViewer: false,
    ended: false,
    isLaterBroadcast: false,
    progressAtMs: nowMs - 100,
    mediaAtMs: nowMs - 200,
    bufferedAheadSeconds: 1.2,
    lastActionAtMs: 0,
    attempts: 0,
    failure: null,
    hasDecodable: false,
    chance: 1,
    ...changes,
  };
}

function lost(atMs: number) {
  return { kind: 'network', detail: 'connection lost', atMs } as const;
}

test('an offline channel is told as such, and starts the moment the server says live', () => {
  assert.deepEqual(supervise(facts({ phase: 'offline', engine: 'none' })), {
    state: 'offline',
    action: 'none',
    urgent: false,
  });
  const started = supervise(facts({ engine: 'none', hasPlayed: false, everPlayed: false }));
  assert.equal(started.state, 'connecting');
  assert.equal(started.action, 'start');
});

test('a page opened while the encoder is away starts too, to show the last picture', () => {
  assert.equal(supervise(facts({ phase: 'away', engine: 'none', hasPlayed: false })).action, 'start');
  assert.equal(supervise(facts({ phase: 'away', hasPlayed: false })).state, 'away');
});

test('a moving playhead is playing, whatever else is thought', () => {
  assert.deepEqual(supervise(facts()), { state: 'playing', action: 'none', urgent: false });
  assert.equal(supervise(facts({ phase: 'away' })).state, 'playing');
});

test('a playhead that stands still is a stall, and the server is asked why', () => {
  assert.equal(supervise(facts({ progressAtMs: nowMs - 800 })).state, 'stalled');
  assert.equal(supervise(facts({ progressAtMs: nowMs - 800 })).urgent, false);
  assert.equal(supervise(facts({ progressAtMs: nowMs - 1100 })).urgent, true);
});

test('a stall on buffered media jumps to the live edge after two seconds, not at once again', () => {
  const stuck = { progressAtMs: nowMs - 2100 };
  assert.equal(supervise(facts(stuck)).action, 'jump');
  assert.equal(supervise(facts({ ...stuck, lastActionAtMs: nowMs - 1000 })).action, 'none');
  assert.equal(supervise(facts({ ...stuck, bufferedAheadSeconds: 0 })).action, 'none');
});

test('a stall without any new media for six seconds starts over', () => {
  const dry = { progressAtMs: nowMs - 7000, mediaAtMs: nowMs - 6500, bufferedAheadSeconds: 0 };
  assert.equal(supervise(facts(dry)).action, 'reload');
  assert.equal(supervise(facts({ ...dry, phaseSinceMs: nowMs - 2000 })).action, 'none');
});

test('a stall that jumping does not cure starts over in the end', () => {
  assert.equal(supervise(facts({ progressAtMs: nowMs - 12_500 })).action, 'reload');
});

test('while the encoder is away the last picture stays and nothing is torn down', () => {
  const away = supervise(facts({ phase: 'away', progressAtMs: nowMs - 40_000, mediaAtMs: nowMs - 40_000 }));
  assert.deepEqual(away, { state: 'away', action: 'none', urgent: true });
});

test('from the return of the encoder to its first picture the viewer is still told to wait for it', () => {
  const back = { progressAtMs: nowMs - 9000, mediaAtMs: nowMs - 9000 };
  assert.equal(supervise(facts({ ...back, phaseSinceMs: nowMs - 500 })).state, 'away');
  assert.equal(supervise(facts({ ...back, phaseSinceMs: nowMs - 3000 })).state, 'stalled');
});

test('the end of the broadcast is shown once its last seconds have been played', () => {
  assert.equal(supervise(facts({ phase: 'offline' })).state, 'playing');
  assert.equal(supervise(facts({ phase: 'offline', ended: true })).action, 'stop');
  assert.equal(supervise(facts({ phase: 'offline', progressAtMs: nowMs - 1500 })).action, 'stop');
  assert.equal(supervise(facts({ phase: 'offline', engine: 'failed', failure: lost(nowMs) })).action, 'stop');
});

test('a broadcast that begins before the page heard of the end of the last one is shown', () => {
  const over = { ended: true, progressAtMs: nowMs - 500 };
  assert.equal(supervise(facts(over)).state, 'away');
  assert.deepEqual(supervise(facts({ ...over, isLaterBroadcast: true })), {
    state: 'connecting',
    action: 'start',
    urgent: true,
  });
  assert.equal(supervise(facts({ ...over, isLaterBroadcast: true, phase: 'away' })).action, 'none');
  assert.equal(supervise(facts({ ...over, progressAtMs: nowMs - 8100 })).action, 'start');
});

test('a viewer who paused is left alone', () => {
  const paused = supervise(facts({ pausedByViewer: true, progressAtMs: nowMs - 60_000, mediaAtMs: 0 }));
  assert.deepEqual(paused, { state: 'paused', action: 'none', urgent: false });
  const restarted = facts({ pausedByViewer: true, hasPlayed: false, engineSinceMs: nowMs - 40_000, mediaAtMs: 0 });
  assert.deepEqual(supervise(restarted), { state: 'paused', action: 'none', urgent: false });
});

test('a broken connection is retried soon, then with growing waits', () => {
  const failed = { engine: 'failed', hasPlayed: false } as const;
  assert.equal(supervise(facts({ ...failed, failure: lost(nowMs - 300) })).action, 'reload');
  assert.equal(supervise(facts({ ...failed, attempts: 3, failure: lost(nowMs - 2700) })).action, 'none');
  assert.equal(supervise(facts({ ...failed, attempts: 3, failure: lost(nowMs - 2900) })).action, 'reload');
  assert.equal(supervise(facts({ ...failed, failure: lost(nowMs) })).state, 'reconnecting');
});

test('while the server does not answer the player waits for it instead of hammering it', () => {
  const gone = supervise(facts({ engine: 'failed', reachable: false, attempts: 2, failure: lost(0) }));
  assert.deepEqual(gone, { state: 'reconnecting', action: 'none', urgent: true });
});

test('after five failures the viewer is told the reason, and retrying goes on', () => {
  const failed = facts({ engine: 'failed', attempts: 5, failure: lost(nowMs - 20_000) });
  assert.equal(supervise(failed).state, 'failed');
  assert.equal(supervise(failed).action, 'reload');
});

test('a codec that this browser cannot decode is not retried until there is another', () => {
  const failure = { kind: 'codec', detail: 'hvc1', atMs: 0 } as const;
  assert.deepEqual(supervise(facts({ engine: 'failed', failure })), { state: 'failed', action: 'none', urgent: false });
  const another = facts({ engine: 'failed', failure, hasDecodable: true });
  assert.equal(supervise(another).action, 'reload');
  assert.equal(
    supervise({ ...another, attempts: 6, nowMs: 3000 }).action,
    'none',
    'one that fails all the same is retried ever more seldom',
  );
});

test('a start that brings no media for eight seconds is tried afresh', () => {
  const starting = { hasPlayed: false, everPlayed: false, mediaAtMs: 0 };
  assert.equal(supervise(facts({ ...starting, engineSinceMs: nowMs - 500 })).state, 'connecting');
  assert.equal(supervise(facts({ ...starting, engineSinceMs: nowMs - 8100 })).action, 'reload');
  assert.equal(supervise(facts({ ...starting, engineSinceMs: nowMs - 8100, phase: 'away' })).action, 'none');
});

test('a change of what is on air is told in no words, then as loading, and as a loss only where nothing is heard of the server', () => {
  const changing = { hasPlayed: false, isChange: true, mediaAtMs: 0 };
  const since = (ms: number, changes: Partial<Facts> = {}) =>
    supervise(facts({ ...changing, engineSinceMs: nowMs - ms, heardAtMs: nowMs - ms, ...changes })).state;
  assert.equal(since(600), 'playing');
  assert.equal(since(800), 'connecting');
  assert.equal(since(1000), 'reconnecting');
  assert.equal(since(3000, { heardAtMs: nowMs - 100 }), 'connecting');
  assert.equal(since(8500, { heardAtMs: nowMs - 100 }), 'reconnecting');
  assert.equal(since(100, { reachable: false }), 'reconnecting');
  assert.equal(since(100, { isChange: false }), 'reconnecting');
  assert.equal(since(100, { phase: 'away' }), 'away');
  assert.equal(since(100, { everPlayed: false }), 'connecting');
});

test('in a change the server is asked before its silence is taken for a loss', () => {
  const starting = { hasPlayed: false, mediaAtMs: 0, engineSinceMs: nowMs - 400 };
  assert.equal(supervise(facts({ ...starting, isChange: true })).urgent, true);
  assert.equal(supervise(facts(starting)).urgent, false);
});

test('a browser without media source extensions is told so', () => {
  assert.equal(supervise(facts({ supported: false })).state, 'unsupported');
});
