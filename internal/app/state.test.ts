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
  events.publish('broadcast.ended', { broadcastId: 'b', reason: 'test' });
  phases.push(onAir.current.phase);
  assert.deepEqual(phases, ['offline', 'live', 'away', 'live', 'offline']);
  assert.equal(onAir.current.lastDisconnectWallMs, 2_000);
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
