import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

function position(latencySeconds: number) {
  return { latencySeconds, holdBackSeconds: 1.5, oldestSeconds: 28 };
}

const ample = { bufferedAheadSeconds: 3, nowMs: 1000 };

test('a viewer who drifted far behind is brought back, one who went back is not', () => {
  const pacer = new Pacer();
  assert.deepEqual(pacer.order({ position: position(9), ...ample }), { kind: 'jump' });
  pacer.following = false;
  assert.deepEqual(pacer.order({ position: position(9), ...ample }), { kind: 'rate', rate: 1 });
  assert.equal(pacer.atLive.value, false);
});

test('a stall is remembered for a minute as more distance', () => {
  const pacer = new Pacer();
  pacer.noteStall(1000);
  assert.equal(pacer.targetSeconds(position(2), 2000), 2);
  assert.equal(pacer.targetSeconds(position(2), 62_000), 1.5);
});

test('what eyes see changes once a second, what tests read at each look', () => {
  const pacer = new Pacer();
  pacer.look({ position: position(1.6), nowMs: 1000 });
  pacer.look({ position: position(1.823), nowMs: 1200 });
  assert.deepEqual([pacer.latencySeconds.value, pacer.shownLatencySeconds.value], [1.82, 1.6]);
  pacer.look({ position: position(1.86), nowMs: 2100 });
  assert.equal(pacer.shownLatencySeconds.value, 1.9);
  pacer.look({ position: position(12.3), nowMs: 2300 });
  assert.equal(pacer.shownLatencySeconds.value, 12.3, 'but for a leap');
});

test('what is less than two seconds beyond the distance to keep counts as live', () => {
  const pacer = new Pacer();
  pacer.look({ position: position(9), nowMs: 1000 });
  assert.deepEqual(pacer.reach.value, { oldestSeconds: 28, liveSeconds: 3.5 });
  pacer.noteStall(1500);
  pacer.look({ position: position(9), nowMs: 2000 });
  assert.deepEqual(pacer.reach.value, { oldestSeconds: 28, liveSeconds: 4 });
  pacer.look({ position: null, nowMs: 3000 });
  assert.equal(pacer.reach.value, null);
});

test('an unknown position gives no order', () => {
  assert.equal(new Pacer().order({ position: null, ...ample }), null);
});
