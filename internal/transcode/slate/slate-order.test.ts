import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lowComplexityConfig } from '../../media/aac.ts';
import type { AudioConfig, TrackConfig } from '../../media/packet.ts';
import { planLadder } from '../ladder.ts';
import { digestOfOrder, orderSlate, type SlateArt } from './slate-order.ts';

const art: SlateArt = { kind: 'picture', file: 'own-1.png' };
const video = {
  codec: 'avc',
  description: Buffer.of(1),
  codecString: 'avc1.64001f',
  width: 1280,
  height: 720,
  frameRate: null,
} as const;

function sound(sampleRate: number, channels: number): AudioConfig {
  return lowComplexityConfig(sampleRate, channels) ?? assert.fail('no such sound');
}

function order(frameRate: number, tracks: TrackConfig = { video, audio: sound(48_000, 2) }) {
  const ladder = [
    { heightPixels: 720, bitrateKbps: 2500, frameRate: 60 },
    { heightPixels: 360, bitrateKbps: 700, frameRate: 24 },
  ];
  const plans = planLadder({ ...video, frameRate, bitrateKbps: null }, { ladder, cores: 2 });
  return orderSlate(art, { tracks, frameRate, targets: plans.map((plan) => ({ ...plan, codec: 'avc' as const })) });
}

describe('the order of a slate', () => {
  for (const [frameRate, intervals] of [
    [60, [120, 120, 60]],
    [50, [100, 100, 50]],
    [30, [60, 60, 60]],
    [59.94, [120, 120, 60]],
    [25, [50, 50, 50]],
  ] as const) {
    it(`has its key frames at the same times in every rendition of a source of ${frameRate} pictures a second`, () => {
      const renditions = order(frameRate)?.renditions ?? [];
      assert.deepEqual(
        renditions.map(({ keyFrameInterval }) => keyFrameInterval),
        intervals,
      );
      const lengths = renditions.map((rendition) => rendition.keyFrameInterval / rendition.frameRate);
      assert.ok(Math.max(...lengths) - Math.min(...lengths) < 1e-9);
    });
  }

  it('is of the size of each rendition, the source’s first', () => {
    assert.deepEqual(
      order(30)?.renditions.map(({ index, width, height }) => [index, width, height]),
      [
        [0, 1280, 720],
        [1, 1280, 720],
        [2, 640, 360],
      ],
    );
  });

  it('goes on in the broadcast’s own sound track where AAC-LC can, and else in the nearest', () => {
    const stereo = sound(44_100, 2);
    assert.equal(order(30, { video, audio: stereo })?.audio, stereo);
    assert.equal(order(30, { video, audio: sound(48_000, 6) })?.audio?.channels, 2);
    assert.equal(order(30, { video, audio: null })?.audio, null);
  });

  it('is of sound alone where the broadcast is', () => {
    assert.deepEqual(order(30, { video: null, audio: sound(48_000, 1) })?.renditions, []);
  });

  it('is in the codec of each picture and of the sound, since players cannot be trusted to change it', () => {
    const opus = { ...sound(48_000, 2), codec: 'opus', codecString: 'opus', samplesPerFrame: 960 } as const;
    const made = order(30, { video: { ...video, codec: 'av1' }, audio: opus });
    assert.deepEqual(
      made?.renditions.map(({ codec }) => codec),
      ['av1', 'avc', 'avc'],
    );
    assert.equal(made?.audio, opus);
  });

  it('is none where its sound cannot go on', () => {
    assert.equal(order(30, { video, audio: { ...sound(48_000, 2), codec: 'mp3' } }), null);
    assert.equal(order(30, { video: null, audio: null }), null);
  });

  it('is the same for the same, and another for another art, ladder or sound', () => {
    const orders = [order(30), order(60), order(30, { video, audio: null }), order(30)];
    const digests = orders.map((each) => (each === null ? '' : digestOfOrder(each)));
    assert.equal(new Set(digests).size, 3);
    assert.equal(digests[0], digests[3]);
  });
});
