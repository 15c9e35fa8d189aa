import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lowComplexityConfig } from '../media/aac.ts';
import { sampleVideoConfig } from '../media/testing.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import { planLadder } from './ladder.ts';
import { aom } from './encoders/aom.ts';
import { x264 } from './encoders/x264.ts';
import { SoundTwins } from './sound-twins.ts';

const plans = planLadder(
  { width: 1280, height: 720, frameRate: 30, bitrateKbps: null },
  {
    ladder: [
      { heightPixels: 360, bitrateKbps: 700 },
      { heightPixels: 360, bitrateKbps: 400, codec: 'av1' },
    ],
    cores: 2,
    encoders: { h264: x264, av1: aom },
  },
);
const packet = { kind: 'video', dtsMs: 0, ptsMs: 0, isKey: true, data: Buffer.alloc(1) } as const;

const tracks = { video: sampleVideoConfig, audio: null };
const without = { kind: 'config', tracks } as const;
const withBeside = { ...without, soundBeside: lowComplexityConfig(48_000, 2) ?? assert.fail() };

function open() {
  const said: string[] = [];
  const indexes = (list: readonly RenditionPlan[]): string => list.map(({ index }) => index).join();
  const twins = new SoundTwins({
    outputs: {
      declare: (list) => said.push(`declare ${indexes(list)}`),
      revise: (list) => said.push(`revise ${indexes(list)}`),
      config: (index) => said.push(`config ${index}`),
      video: (index) => said.push(`video ${index}`),
      lost: (index) => said.push(`lost ${index}`),
    },
  });
  return { twins, said };
}

describe('renditions with sound that not every player knows', () => {
  it('have a twin with sound that every player knows, where their picture is H.264', () => {
    const { twins, said } = open();
    twins.push(withBeside);
    twins.declare(plans);
    for (const index of [1, 2]) {
      twins.config(index, sampleVideoConfig);
      twins.video(index, packet);
    }
    twins.lost(1);
    const pictures = ['config 1', 'config 101', 'video 1', 'video 101', 'config 2', 'video 2'];
    assert.deepEqual(said, ['declare 1,101,2', ...pictures, 'lost 1', 'lost 101']);
    assert.deepEqual(
      twins.plans.map(({ hasSoundBeside = false }) => hasSoundBeside),
      [false, true, false],
    );
  });

  it('get it, and lose it, when the sound changes on air', () => {
    const { twins, said } = open();
    twins.declare(plans);
    twins.config(1, sampleVideoConfig);
    twins.push(withBeside);
    twins.push(withBeside);
    twins.push(without);
    twins.video(1, packet);
    assert.deepEqual(said, ['declare 1,2', 'config 1', 'revise 1,101,2', 'config 101', 'revise 1,2', 'video 1']);
  });

  it('are not called back when the encoder sends its own sizes in their place, and other sound with them', () => {
    const { twins, said } = open();
    const layers = [1, 2, 3].map((index) => ({ index, config: sampleVideoConfig }));
    twins.declare(plans);
    twins.config(1, sampleVideoConfig);
    twins.push({ ...withBeside, layers });
    twins.push({ ...without, layers });
    assert.deepEqual(said.splice(0), ['declare 1,2', 'config 1']);
    assert.deepEqual(twins.plans, []);
    twins.push(withBeside);
    twins.revise(plans);
    assert.deepEqual(said, ['revise 1,101,2']);
  });
});
