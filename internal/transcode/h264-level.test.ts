import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smallestLevelIdc } from './h264-level.ts';

describe('the H.264 level', () => {
  it('is the smallest whose limits hold the video', () => {
    const table: [number, number, number, number, number][] = [
      [128, 96, 30, 100, 11],
      [320, 180, 30, 300, 13],
      [426, 240, 30, 350, 21],
      [640, 360, 30, 700, 30],
      [854, 480, 30, 1200, 31],
      [1280, 720, 30, 2500, 31],
      [1280, 720, 60, 3750, 32],
      [1920, 1080, 30, 4500, 40],
      [1920, 1080, 30, 30_000, 41],
      [1920, 1080, 60, 6750, 42],
      [3840, 2160, 60, 20_000, 52],
    ];
    for (const [width, height, frameRate, videoBitrateKbps, levelIdc] of table) {
      assert.equal(smallestLevelIdc({ width, height, frameRate, videoBitrateKbps }), levelIdc, `${width}x${height}`);
    }
  });

  it('minds that a long narrow picture needs more than its area says', () => {
    assert.equal(smallestLevelIdc({ width: 1600, height: 16, frameRate: 5, videoBitrateKbps: 100 }), 22);
  });

  it('is the highest there is for what no level holds', () => {
    assert.equal(smallestLevelIdc({ width: 8192, height: 8192, frameRate: 60, videoBitrateKbps: 1000 }), 52);
  });
});
