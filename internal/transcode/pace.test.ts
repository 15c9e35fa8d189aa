import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgePace, type PaceSample } from './pace.ts';

/** One sample a second; input runs at real time unless told. */
function samples(count: number, sample: (second: number) => Partial<PaceSample>): PaceSample[] {
  return Array.from({ length: count }, (_, second) => ({
    atMs: second * 1_000,
    inputMs: second * 1_000,
    outputMs: second * 1_000 - 150,
    overflows: 0,
    ...sample(second),
  })).slice(-11);
}

describe('the pace of ffmpeg', () => {
  it('is fine while output follows input', () => {
    assert.equal(
      judgePace(
        samples(60, () => ({})),
        0,
      ),
      'fine',
    );
  });

  it('is not judged while it catches up with its backlog', () => {
    assert.equal(
      judgePace(
        samples(5, (second) => ({ outputMs: second * 2_000 - 15_000 })),
        0,
      ),
      'fine',
    );
  });

  it('is slow when the picture is more than 3 s late for some seconds', () => {
    assert.equal(
      judgePace(
        samples(30, (second) => ({ outputMs: second * 1_000 - 3_100 })),
        0,
      ),
      'slow',
    );
  });

  it('is fine when only one sample is late, as on a jump of the timeline', () => {
    const jumping = samples(30, (second) => ({ inputMs: second * 1_000 + (second === 29 ? 40_000 : 0) }));
    assert.equal(judgePace(jumping, 0), 'fine');
  });

  it('is slow below 0.95 of real time over ten seconds', () => {
    assert.equal(
      judgePace(
        samples(20, (second) => ({ outputMs: second * 930 })),
        0,
      ),
      'slow',
    );
    assert.equal(
      judgePace(
        samples(20, (second) => ({ outputMs: second * 960 - 500 })),
        0,
      ),
      'fine',
    );
  });

  it('is fine when it is slow with an input that is itself slow', () => {
    const poor = samples(20, (second) => ({ inputMs: second * 500, outputMs: second * 500 - 1_500 }));
    assert.equal(judgePace(poor, 0), 'fine');
  });

  it('is slow when input had to be dropped twice', () => {
    assert.equal(
      judgePace(
        samples(20, (second) => ({ overflows: Math.floor(second / 6) })),
        0,
      ),
      'slow',
    );
  });

  it('is fine before there is anything to judge', () => {
    assert.equal(judgePace([], 0), 'fine');
  });
});
