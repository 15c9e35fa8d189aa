import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameLog } from './frame-log.ts';
import { frameNumberPixels } from './frame-number.ts';
import { quantile, spread } from './statistics.ts';

test('a number seen on the screen means its latest sending before that moment', () => {
  const log = new FrameLog();
  log.record(7, 1000);
  log.record(7, 33_000);
  assert.equal(log.delayMs(7, 2500), 1500);
  assert.equal(log.delayMs(7, 34_000), 1000);
  assert.equal(log.delayMs(7, 900), null);
  assert.equal(log.delayMs(8, 2500), null);
});

test('the most significant bit of a frame number is drawn at the left', () => {
  const pixels = frameNumberPixels(0x8001);
  assert.deepEqual([pixels[0], pixels[1], pixels[14], pixels[15]], [255, 0, 0, 255]);
});

test('quantiles take the nearest rank and the spread is relative to the median', () => {
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2);
  assert.equal(quantile([4, 1, 3, 2], 1), 4);
  assert.equal(spread([90, 100, 120]), 0.3);
  assert.equal(spread([0, 0, 0]), 0);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});
