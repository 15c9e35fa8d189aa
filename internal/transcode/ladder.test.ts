import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { aom } from './encoders/aom.ts';
import type { LadderEncoders } from './encoders/catalogue.ts';
import { x264 } from './encoders/x264.ts';
import { x265 } from './encoders/x265.ts';
import { type LadderSource, planLadder, tooLargeFor } from './ladder.ts';

function auto(
  width: number,
  height: number,
  frameRate: number | null,
  cores: number,
  bitrateKbps: number | null = null,
) {
  return planLadder({ width, height, frameRate, bitrateKbps }, { ladder: 'auto', cores });
}

function names(...source: Parameters<typeof auto>): string {
  return auto(...source)
    .map((plan) => plan.name)
    .join(' ');
}

describe('the automatic ladder', () => {
  it('is what the cores hold', () => {
    const table: [number, number, number, number, string][] = [
      [1920, 1080, 60, 1, '360p'],
      [1920, 1080, 60, 2, '480p 360p'],
      [1920, 1080, 60, 4, '720p 480p 360p'],
      [1920, 1080, 60, 8, '720p60 480p 360p 240p'],
      [1920, 1080, 30, 1, '480p'],
      [1920, 1080, 30, 2, '720p 360p'],
      [1920, 1080, 30, 4, '720p 480p 360p'],
      [1280, 720, 30, 1, '480p'],
      [1280, 720, 30, 2, '480p 360p'],
      [1280, 720, 60, 2, '480p 360p'],
      [1280, 720, 30, 16, '480p 360p 240p'],
      [2560, 1440, 30, 8, '1080p 720p 480p 360p'],
      [3840, 2160, 60, 2, ''],
      [3840, 2160, 60, 16, '1080p60 720p 480p 360p'],
    ];
    for (const [width, height, frameRate, cores, expected] of table) {
      assert.equal(names(width, height, frameRate, cores), expected, `${width}x${height} at ${frameRate} on ${cores}`);
    }
  });

  it('has no rung that is nearly the source, and none above it', () => {
    assert.equal(names(854, 480, 30, 16), '360p 240p');
    assert.equal(names(960, 540, 30, 16), '360p 240p');
    assert.equal(names(640, 360, 30, 16), '240p');
    assert.equal(names(426, 240, 30, 16), '');
  });

  it('measures a portrait picture by its shorter side', () => {
    const plans = auto(1080, 1920, 30, 2);
    assert.deepEqual(
      plans.map((plan) => [plan.name, plan.width, plan.height]),
      [
        ['720p', 720, 1280],
        ['360p', 360, 640],
      ],
    );
  });

  it('halves a fast source for the small renditions, and keeps what lies near thirty', () => {
    assert.deepEqual(
      [60, 59.94, 50, 48, 30, 29.97, 25, 24, 120, null].map((frameRate) => auto(1280, 720, frameRate, 2)[0]?.frameRate),
      [30, 29.97, 25, 24, 30, 29.97, 25, 24, 30, 30],
    );
  });

  it('stays below a poor source’s bitrate, and omits rungs that would save nothing', () => {
    const plans = auto(1280, 720, 30, 8, 600);
    assert.deepEqual(
      plans.map((plan) => [plan.name, plan.videoBitrateKbps]),
      [
        ['480p', 420],
        ['240p', 350],
      ],
    );
  });
});

describe('a ladder asked for', () => {
  const source: LadderSource = { width: 1280, height: 720, frameRate: 60, bitrateKbps: 3000 };

  it('is made as asked, best first, but never above the source and never twice the same', () => {
    const ladder = [
      { heightPixels: 360, bitrateKbps: 600 },
      { heightPixels: 1080, bitrateKbps: 5000 },
      { heightPixels: 720, bitrateKbps: 1800 },
      { heightPixels: 360, bitrateKbps: 600 },
    ];
    assert.deepEqual(tooLargeFor(source, ladder), ['1080p']);
    const plans = planLadder(source, { ladder, cores: 1 });
    assert.deepEqual(
      plans.map((plan) => [plan.index, plan.name, plan.frameRate, plan.videoBitrateKbps]),
      [
        [1, '720p60', 60, 1800],
        [2, '360p', 30, 600],
      ],
    );
  });

  it('may have the source’s own size, a width, and two of one size, which then differ by name', () => {
    const ladder = [
      { heightPixels: null, bitrateKbps: 2400, frameRate: 24 },
      { heightPixels: null, bitrateKbps: 800, widthPixels: 640 },
      { heightPixels: null, bitrateKbps: 9000, widthPixels: 1920 },
      { heightPixels: 480, bitrateKbps: 700, effort: 0 },
      { heightPixels: 480, bitrateKbps: 1300, effort: 4, name: 'Fine' },
      { heightPixels: 720, bitrateKbps: 1800, frameRate: 24 },
    ] as const;
    const plans = planLadder(source, { ladder, cores: 1 });
    assert.deepEqual(
      plans.map(({ name, width, frameRate, effort }) => [name, width, frameRate, effort]),
      [
        ['720p 2400k', 1280, 30, 2],
        ['720p 1800k', 1280, 30, 2],
        ['Fine', 854, 30, 4],
        ['480p', 854, 30, 0],
        ['360p', 640, 30, 2],
      ],
    );
  });

  it('comes near to the frame rate asked for, by dropping frames evenly, and never gets faster downwards', () => {
    const rateOf = (sourceRate: number, ...wished: (number | null)[]) =>
      planLadder(
        { ...source, frameRate: sourceRate },
        {
          cores: 1,
          ladder: wished.map((frameRate, at) => ({ heightPixels: 720 - 100 * at, bitrateKbps: 900, frameRate })),
        },
      ).map((plan) => plan.frameRate);
    assert.deepEqual(rateOf(60, 24), [30]);
    assert.deepEqual(rateOf(50, 30), [25]);
    assert.deepEqual(rateOf(30, 24), [30]);
    assert.deepEqual(rateOf(24, 60), [24]);
    assert.deepEqual(rateOf(120, 60, 30, 24), [60, 30, 30]);
    assert.deepEqual(rateOf(60, 30, 60, null), [30, 30, 30]);
  });

  it('has extras in other codecs where something makes them, told apart by name, and H.264 for everybody', () => {
    const ladder = [
      { heightPixels: 720, bitrateKbps: 2500 },
      { heightPixels: 720, bitrateKbps: 1500, codec: 'av1' as const },
      { heightPixels: 720, bitrateKbps: 1600, codec: 'hevc' as const },
    ];
    const said = (of: Partial<LadderSource>, encoders: LadderEncoders) =>
      planLadder(
        { width: 1920, height: 1080, frameRate: 30, bitrateKbps: null, ...of },
        { ladder, cores: 2, encoders },
      ).map(({ name, givenName, encoder, codecString }) => [name, givenName, encoder, codecString].join());
    assert.deepEqual(said({}, { h264: x264 }), ['720p,,libx264,avc1.64001f']);
    assert.deepEqual(said({}, { h264: x264, av1: aom, hevc: x265 }), [
      '720p,,libx264,avc1.64001f',
      '720p HEVC,720p HEVC,libx265,hvc1.1.6.L93.90',
      '720p AV1,720p AV1,libaom-av1,av01.0.05M.08',
    ]);
    const exotic = { playsEverywhere: false };
    const alone = planLadder(
      { width: 1280, height: 720, frameRate: 30, bitrateKbps: null, ...exotic },
      { ladder: ladder.slice(1), cores: 2, encoders: { h264: x264, av1: aom } },
    );
    assert.deepEqual(
      alone.map(({ name, encoder }) => `${name} ${encoder}`),
      ['720p AV1 libaom-av1', '480p libx264'],
    );
  });

  it('is empty when it is off', () => {
    assert.deepEqual(planLadder(source, { ladder: 'off', cores: 8 }), []);
  });
});

describe('every ladder', () => {
  const sources = fc.record({
    width: fc.integer({ min: 1, max: 8192 }),
    height: fc.integer({ min: 1, max: 8192 }),
    frameRate: fc.option(fc.double({ min: 4, max: 250, noNaN: true }), { nil: null }),
    bitrateKbps: fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: null }),
  });
  const wishes = fc.array(
    fc.record({
      heightPixels: fc.option(fc.integer({ min: -10, max: 5000 })),
      widthPixels: fc.option(fc.integer({ min: 0, max: 5000 })),
      bitrateKbps: fc.integer({ min: 1, max: 50_000 }),
      frameRate: fc.option(fc.integer({ min: 24, max: 120 })),
    }),
    { maxLength: 12 },
  );
  const settings = fc.record({
    ladder: fc.oneof(fc.constant('auto' as const), wishes),
    cores: fc.integer({ min: 1, max: 128 }),
  });

  it('never scales up, never speeds up, keeps the shape, and can be coded', () => {
    fc.assert(
      fc.property(sources, settings, (source, setting) => {
        for (const plan of planLadder(source, setting)) {
          assert.ok(plan.width <= source.width && plan.height <= source.height);
          assert.ok(plan.frameRate <= (source.frameRate ?? 30) + 0.001 && plan.frameRate > 0);
          assert.ok(plan.width % 2 === 0 && plan.height % 2 === 0 && plan.width >= 2 && plan.height >= 2);
          assert.match(plan.codecString, /^avc1\.6400[0-9a-f]{2}$/);
          const shownShape = plan.width / plan.height;
          const leastShape = (plan.width - 2) / (plan.height + 2);
          const mostShape = (plan.width + 2) / Math.max(1, plan.height - 2);
          const shape = source.width / source.height;
          assert.ok(shape >= leastShape && shape <= mostShape, `${shape} became ${shownShape}`);
        }
      }),
    );
  });

  it('goes down from rung to rung, numbered from 1, and is the same every time', () => {
    fc.assert(
      fc.property(sources, settings, (source, setting) => {
        const plans = planLadder(source, setting);
        assert.deepEqual(plans, planLadder(source, setting));
        assert.ok(plans.length <= 6);
        for (const [position, plan] of plans.entries()) {
          assert.equal(plan.index, position + 1);
          const above = plans[position - 1];
          if (above === undefined) continue;
          assert.ok(plan.width * plan.height <= above.width * above.height);
          assert.ok(plan.frameRate <= above.frameRate);
        }
      }),
    );
  });

  it('has with more cores no fewer renditions', () => {
    fc.assert(
      fc.property(sources, fc.integer({ min: 1, max: 64 }), (source, cores) => {
        const fewer = planLadder({ ...source, bitrateKbps: null }, { ladder: 'auto', cores });
        const more = planLadder({ ...source, bitrateKbps: null }, { ladder: 'auto', cores: cores + 1 });
        assert.ok(more.length >= fewer.length);
      }),
    );
  });
});
