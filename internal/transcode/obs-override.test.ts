import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { obsOverride } from './obs-override.ts';

const fullHd = { width: 1920, height: 1080, frameRate: 30, bitrateKbps: null };

describe('what OBS is to encode', () => {
  const table = [
    { ladder: 'auto', sizes: ['1920x1080 4498', '1280x720 2500', '854x480 1200', '640x360 700', '426x240 350'] },
    { ladder: 'off', sizes: ['1920x1080 4498'] },
    { ladder: [{ heightPixels: 480, bitrateKbps: 1000 }], sizes: ['1920x1080 4498', '854x480 1000'] },
  ] as const;
  for (const { ladder, sizes } of table) {
    it(`is the source and, with the ladder ${JSON.stringify(ladder)}, ${sizes.length - 1} more sizes`, () => {
      const override = obsOverride(fullHd, ladder);
      assert.deepEqual(
        override.encoder_configurations.map(
          ({ width, height, settings }) => `${width}x${height} ${settings['bitrate']}`,
        ),
        sizes,
      );
      for (const { settings, canvas_index: canvas } of override.encoder_configurations) {
        assert.deepEqual([settings['keyint_sec'], canvas], [2, 0]);
      }
      assert.equal(override.audio_configurations.live.length, 1);
    });
  }

  it('has the source’s own bit rate and the frame rates of television as fractions', () => {
    const [main, second] = obsOverride({ ...fullHd, frameRate: 60_000 / 1001, bitrateKbps: 6000 }, [
      { heightPixels: 360, bitrateKbps: 600 },
    ]).encoder_configurations;
    assert.equal(main?.settings['bitrate'], 6000);
    assert.deepEqual(main?.framerate, { numerator: 60_000, denominator: 1001 });
    assert.deepEqual(second?.framerate, { numerator: 30_000, denominator: 1001 });
  });

  it('has a main picture that is no weaker than what is sent now, also where that is in another codec', () => {
    const small = { width: 640, height: 360, frameRate: 30 };
    const mainKbps = (source: Parameters<typeof obsOverride>[0]) =>
      obsOverride(source, 'auto').encoder_configurations[0]?.settings['bitrate'];
    assert.equal(mainKbps({ ...small, bitrateKbps: null }), 500);
    assert.equal(mainKbps({ ...small, bitrateKbps: 1183 }), 1200);
    assert.equal(mainKbps({ ...small, bitrateKbps: 300, playsEverywhere: false }), 500);
    assert.equal(mainKbps({ ...small, bitrateKbps: 900, playsEverywhere: false }), 900);
  });

  it('has the full size only once where the source is not in H.264 now, as what OBS is to send is', () => {
    const exotic = { ...fullHd, bitrateKbps: 3000, playsEverywhere: false };
    const sizes = (ladder: Parameters<typeof obsOverride>[1]) =>
      obsOverride(exotic, ladder).encoder_configurations.map(
        ({ width, height, settings }) => `${width}x${height} ${settings['bitrate']}`,
      );
    assert.deepEqual(sizes('auto'), ['1920x1080 4498', '1280x720 2500', '854x480 1200', '640x360 700', '426x240 350']);
    const extras = (['hevc', 'av1'] as const).map((codec) => ({ heightPixels: 720, bitrateKbps: 1500, codec }));
    assert.deepEqual(sizes(extras), ['1920x1080 4498'], 'nothing is added for those who see no HEVC');
  });
});
