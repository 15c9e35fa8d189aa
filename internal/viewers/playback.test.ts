import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { afterReport, type ClientPlayback, type PlayerReport } from './playback.ts';
import { percentOf, spreadOf } from './statistics.ts';

const report: PlayerReport = {
  bandwidthKbps: null,
  latencySeconds: null,
  downloadSeconds: null,
  bitrateKbps: null,
  playerState: null,
  errors: 0,
  qualityChanges: null,
};

describe('Playback in one player', () => {
  it('keeps the latest of each figure and adds up errors', () => {
    const first = afterReport(null, { ...report, latencySeconds: 2, errors: 1, playerState: 'p' }, 10);
    const second = afterReport(first, { ...report, bandwidthKbps: 500, errors: 2 }, 20);
    assert.deepEqual(second, {
      lastUpdateWallMs: 20,
      playerState: 'p',
      bandwidthKbps: 500,
      latencySeconds: 2,
      downloadSeconds: null,
      bitrateKbps: null,
      errorCount: 3,
      lastErrorWallMs: 20,
      qualityChangeCount: 0,
    });
  });

  it('tells changes of rendition from the bitrate, but not from one that was measured anew', () => {
    const changes = (bitrates: (number | null)[]) =>
      bitrates.reduce<ClientPlayback | null>(
        (before, bitrateKbps) => afterReport(before, { ...report, bitrateKbps }, 0),
        null,
      )?.qualityChangeCount;
    assert.equal(changes([1200, 1200, 1260, 480, null, 480, 1200]), 2);
    assert.equal(afterReport(null, { ...report, bitrateKbps: 5, qualityChanges: 4 }, 0).qualityChangeCount, 4);
  });
});

describe('Statistics', () => {
  it('know nothing of nothing', () => {
    assert.equal(spreadOf([]), null);
    assert.equal(percentOf(1, 0), 0);
  });

  it('find the middle of odd and even numbers of figures', () => {
    assert.deepEqual(spreadOf([3]), { lowest: 3, median: 3, highest: 3 });
    assert.deepEqual(spreadOf([9, 1, 4]), { lowest: 1, median: 4, highest: 9 });
    assert.deepEqual(spreadOf([4, 1]), { lowest: 1, median: 2.5, highest: 4 });
  });

  it('put as many figures below the median as above it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { median } = spreadOf(values) ?? { median: Number.NaN };
        assert.ok(values.filter((value) => value < median).length <= values.length / 2);
        assert.ok(values.filter((value) => value > median).length <= values.length / 2);
      }),
    );
  });
});
