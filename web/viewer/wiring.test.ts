import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import type { PlayerState } from './player/supervisor.ts';
import { parseStatus } from './status.ts';
import { announceToSystem } from './wiring.ts';

test('a lock screen is told the title when it changes, and not with every answer of the server', (t) => {
  const told: string[] = [];
  const mediaSession = {
    playbackState: 'none',
    set metadata({ title }: { title: string }) {
      told.push(title);
    },
    setActionHandler: () => undefined,
  };
  const metadata = function (this: object, facts: object) {
    Object.assign(this, facts);
  };
  Object.defineProperty(navigator, 'mediaSession', { value: mediaSession, configurable: true });
  Object.defineProperty(globalThis, 'MediaMetadata', { value: metadata, configurable: true });
  t.after(() => {
    Reflect.deleteProperty(navigator, 'mediaSession');
    Reflect.deleteProperty(globalThis, 'MediaMetadata');
  });
  const answer = (streamTitle: string) => parseStatus({ phase: 'live', streamTitle }) ?? assert.fail();
  const status = signal(answer(''));
  const player = { state: signal<PlayerState>('playing'), paused: signal(false), play: () => {}, pause: () => {} };
  announceToSystem({ name: 'Nine', status }, player);
  status.value = answer('');
  status.value = answer('Trains');
  status.value = answer('Trains');
  assert.deepEqual([told, mediaSession.playbackState], [['Nine', 'Trains'], 'playing']);
});
