import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planLadder } from '../transcode/ladder.ts';
import { onlyCodec } from './only-codec.ts';

const source = { width: 1280, height: 720, frameRate: 30, bitrateKbps: null };
const [large, small] = planLadder(source, {
  ladder: [480, 360].map((heightPixels) => ({ heightPixels, bitrateKbps: 500 })),
  cores: 2,
});
assert.ok(large !== undefined && small !== undefined);
const extra = { ...large, encoder: 'libx265' };

describe('the only codec of a picture', () => {
  const table = [
    { why: 'H.264 is sent', sent: ['avc'], plans: [], states: {}, only: null },
    { why: 'H.264 is sent as well', sent: ['hevc', 'avc'], plans: [], states: {}, only: null },
    { why: 'no picture is sent', sent: [], plans: [], states: {}, only: null },
    { why: 'nothing is made', sent: ['hevc'], plans: [], states: {}, only: 'HEVC' },
    { why: 'only an extra one is made', sent: ['av1'], plans: [extra], states: { 1: 'running' }, only: 'AV1' },
    { why: 'one in H.264 is on its way', sent: ['hevc'], plans: [large], states: {}, only: null },
    { why: 'it has begun', sent: ['hevc'], plans: [large], states: { 1: 'starting' }, only: null },
    { why: 'it is made', sent: ['hevc'], plans: [large], states: { 1: 'running' }, only: null },
    { why: 'it was lost for a moment', sent: ['hevc'], plans: [large], states: { 1: 'lost' }, only: null },
    { why: 'it was given up', sent: ['hevc'], plans: [large], states: { 1: 'shed' }, only: 'HEVC' },
    {
      why: 'another goes on',
      sent: ['hevc'],
      plans: [large, small],
      states: { 1: 'shed', 2: 'running' },
      only: null,
    },
    {
      why: 'an extra one goes on',
      sent: ['hevc'],
      plans: [extra, small],
      states: { 1: 'running', 2: 'shed' },
      only: 'HEVC',
    },
  ] as const;
  for (const { why, sent, plans, states, only } of table) {
    it(`is ${only === null ? 'none' : `named`} where ${why}`, () => {
      const told = Object.entries(states).map(([index, state]) => ({ index: Number(index), state }));
      assert.equal(onlyCodec({ sent, plans, states: told }), only);
    });
  }
});
