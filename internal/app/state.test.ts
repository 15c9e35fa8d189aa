import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EventHub } from '../platform/event-hub.ts';
import type { AerialEvents } from './events.ts';
import { OnAir } from './state.ts';

test('the state follows a broadcast from its start over a break to its end', () => {
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.ifError(error) });
  const onAir = new OnAir({ events, wallMs: () => 2_000, lastConnectWallMs: 5, lastDisconnectWallMs: 6 });
  const tracks = { video: null, audio: null };
  const phases = [onAir.current.phase];
  events.publish('broadcast.started', {
    broadcastId: 'b',
    isTest: false,
    startedWallMs: 1_000,
    remoteAddress: '::1',
    encoder: null,
    tracks,
  });
  phases.push(onAir.current.phase);
  events.publish('broadcast.paused', { broadcastId: 'b', graceMs: 60_000 });
  phases.push(onAir.current.phase);
  events.publish('broadcast.resumed', { broadcastId: 'b' });
  phases.push(onAir.current.phase);
  assert.equal(onAir.current.lastConnectWallMs, 1_000);
  events.publish('broadcast.ended', { broadcastId: 'b', isTest: false, reason: 'over' });
  phases.push(onAir.current.phase);
  assert.deepEqual(phases, ['offline', 'live', 'away', 'live', 'offline']);
  assert.equal(onAir.current.lastDisconnectWallMs, 2_000);
});

test('a test picture leaves no trace of itself', () => {
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.ifError(error) });
  const onAir = new OnAir({ events, wallMs: () => 2_000, lastConnectWallMs: 5, lastDisconnectWallMs: 6 });
  const test = { broadcastId: 'b', isTest: true };
  const from = { remoteAddress: '::1', encoder: null, tracks: { video: null, audio: null } };
  events.publish('broadcast.started', { ...test, ...from, startedWallMs: 1_000 });
  assert.deepEqual([onAir.current.isTest, onAir.current.lastConnectWallMs], [true, 1_000]);
  events.publish('broadcast.ended', { ...test, reason: 'over' });
  const { isTest, lastConnectWallMs, lastDisconnectWallMs } = onAir.current;
  assert.deepEqual([isTest, lastConnectWallMs, lastDisconnectWallMs], [false, 5, 6]);
});

test('a listener that throws stops neither the others nor the publisher', () => {
  const failures: string[] = [];
  const events = new EventHub<AerialEvents>({ onListenerError: (name) => void failures.push(name) });
  events.on('broadcast.resumed', () => {
    throw new Error('broken listener');
  });
  const onAir = new OnAir({ events, wallMs: () => 0, lastConnectWallMs: null, lastDisconnectWallMs: null });
  events.publish('broadcast.resumed', { broadcastId: 'b' });
  assert.deepEqual(failures, ['broadcast.resumed']);
  assert.equal(onAir.current.phase, 'live');
});
