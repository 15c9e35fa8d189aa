import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../config/settings.ts';
import type { OnAirState } from './state.ts';
import { listVariants } from './variants.ts';

const offAir: OnAirState = {
  phase: 'offline',
  broadcastId: null,
  isTest: false,
  tracks: null,
  renditions: [],
  lastConnectWallMs: null,
  lastDisconnectWallMs: null,
};
const settings = (ladder: string) => new Settings({ flags: { ladder } });

test('off air the source and what the ladder names are told', () => {
  assert.deepEqual(listVariants(offAir, settings('auto')), [{ index: 0, name: 'Source' }]);
  assert.deepEqual(
    listVariants(offAir, settings('720p:2500,480p:1200')).map(({ name }) => name),
    ['Source', '720p', '480p'],
  );
});

test('on air only what is being made is told', () => {
  const state = (index: number, word: 'running' | 'shed') => ({ index, name: `${index}`, state: word, reason: null });
  const live = { ...offAir, phase: 'live' as const, renditions: [state(1, 'running'), state(2, 'shed')] };
  assert.deepEqual(
    listVariants(live, settings('auto')).map(({ index }) => index),
    [0, 1],
  );
});
