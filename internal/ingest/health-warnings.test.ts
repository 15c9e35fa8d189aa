import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HealthWarning, type InboundFigures, inboundWarnings } from './health-warnings.ts';

const well: InboundFigures = {
  keyFrameIntervalMs: 2000,
  awaitsKeyFrame: false,
  keyFrameJitterMs: 40,
  driftMs: 30,
  silentForMs: 0,
  blindForMs: 0,
  videoCodec: 'avc1.64001F',
  isInterlaced: false,
};

const cases: readonly (readonly [string, Partial<InboundFigures>, readonly HealthWarning['kind'][]])[] = [
  ['all is well', {}, []],
  ['nothing is known', { keyFrameIntervalMs: null, keyFrameJitterMs: null, driftMs: null }, []],
  ['key frames are at the limit', { keyFrameIntervalMs: 4000 }, []],
  ['key frames are far apart', { keyFrameIntervalMs: 4001 }, ['key-frames']],
  ['key frames are far apart and irregular', { keyFrameIntervalMs: 9000, keyFrameJitterMs: 5000 }, ['key-frames']],
  ['key frames are irregular', { keyFrameJitterMs: 1500 }, ['key-frame-jitter']],
  ['the sound is late', { driftMs: -501 }, ['drift']],
  ['the sound is later than players wait', { driftMs: -801 }, ['late-sound']],
  ['the picture is late', { driftMs: 900 }, ['drift']],
  ['somebody draws breath', { silentForMs: 20_000 }, []],
  ['the picture stops for a moment', { blindForMs: 10_000 }, []],
  ['the picture is gone', { blindForMs: 11_000 }, ['no-picture']],
  ['there is no picture', { videoCodec: null }, []],
  ['the picture is in HEVC', { videoCodec: 'hvc1.2.4.L93.90' }, []],
  ['the picture has 10 bits a colour', { videoCodec: 'avc1.6E001F' }, ['rare-profile']],
  ['the picture has all of its chroma', { videoCodec: 'avc1.F4001F' }, ['rare-profile']],
  ['the picture is interlaced', { isInterlaced: true }, ['interlaced']],
  ['the microphone is muted', { silentForMs: 21_000 }, ['silence']],
  [
    'everything is wrong',
    { keyFrameIntervalMs: 8000, driftMs: 900, silentForMs: 30_000 },
    ['key-frames', 'drift', 'silence'],
  ],
];

describe('the warnings about what arrives', () => {
  for (const [when, figures, kinds] of cases) {
    it(`are ${kinds.length === 0 ? 'none' : kinds.join(' and ')} when ${when}`, () => {
      const warnings = inboundWarnings({ ...well, ...figures });
      assert.deepEqual(
        warnings.map(({ kind }) => kind),
        kinds,
      );
      // What is wrong, and what to do about it.
      for (const { sentence } of warnings) assert.match(sentence, /\d.*(Set|[Cc]heck) .*\.$/);
    });
  }

  it('say how far key frames are apart, or more than how far while that is not known', () => {
    const said = (figures: Partial<InboundFigures>): string | undefined =>
      inboundWarnings({ ...well, ...figures })[0]?.sentence;
    assert.match(
      said({ keyFrameIntervalMs: 4100, awaitsKeyFrame: true }) ?? '',
      /^Key frames come more than 4 s apart\./,
    );
    assert.match(said({ keyFrameIntervalMs: 10_000 }) ?? '', /^Key frames come 10\.0 s apart\./);
  });

  it('stay until the figures are well below their limits', () => {
    const kindsOf = (figures: Partial<InboundFigures>, standing: readonly HealthWarning['kind'][]) =>
      inboundWarnings({ ...well, ...figures }, new Set(standing)).map(({ kind }) => kind);
    assert.deepEqual(kindsOf({ driftMs: 450 }, []), []);
    assert.deepEqual(kindsOf({ driftMs: 450 }, ['drift']), ['drift']);
    assert.deepEqual(kindsOf({ driftMs: -399 }, ['drift']), []);
    assert.deepEqual(kindsOf({ driftMs: -750 }, ['drift']), ['drift']);
    assert.deepEqual(kindsOf({ driftMs: -750 }, ['late-sound']), ['late-sound']);
    assert.deepEqual(kindsOf({ driftMs: -700 }, ['late-sound']), ['drift']);
    assert.deepEqual(kindsOf({ keyFrameIntervalMs: 3999 }, ['key-frames']), ['key-frames']);
    assert.deepEqual(kindsOf({ keyFrameIntervalMs: 3000 }, ['key-frames']), []);
    assert.deepEqual(kindsOf({ keyFrameJitterMs: 600 }, ['key-frame-jitter']), ['key-frame-jitter']);
    assert.deepEqual(kindsOf({ keyFrameJitterMs: 400 }, ['key-frame-jitter']), []);
  });
});
