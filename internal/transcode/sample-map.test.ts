import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SampleMap } from './sample-map.ts';

describe('a sample map', () => {
  it('counts from the frame that a sample lies in', () => {
    const map = new SampleMap({ sampleRate: 48_000 });
    map.enter(0, 10_000);
    map.enter(1152, 10_024);
    map.enter(2304, 10_047);
    assert.deepEqual(
      [0, 1024, 2048, 2304, 3072].map((sample) => map.timeOf(sample)),
      [10_000, 10_000 + 64 / 3, 10_024 + 56 / 3, 10_047, 10_063],
    );
  });

  it('knows nothing before the first frame', () => {
    const map = new SampleMap({ sampleRate: 48_000 });
    assert.equal(map.timeOf(0), null);
    map.enter(0, 10_000);
    assert.equal(map.timeOf(-1024), null);
  });

  it('follows a hole of the timeline at once', () => {
    const map = new SampleMap({ sampleRate: 48_000 });
    map.enter(0, 10_000);
    map.enter(1152, 17_000);
    assert.equal(map.timeOf(1024), 10_000 + 64 / 3);
    assert.equal(map.timeOf(2048), 17_000 + 56 / 3);
  });
});
