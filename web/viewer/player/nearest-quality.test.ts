import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestQuality } from './nearest-quality.ts';
import type { Variant } from './qualities.ts';

function variant(id: string, height: number, changes: Partial<Variant> = {}): Variant {
  const width = Math.round((height * 16) / 9);
  const base = { id, url: '', width, height, name: '', frameRate: 30, bitsPerSecond: 1, hasVideo: height > 0 };
  return { ...base, codecs: 'avc1.64001f,mp4a.40.2', ...changes };
}

const sound = variant('audio', 0);
const large = [variant('0', 480), variant('1', 360), variant('2', 240), sound];

test('a size is found again under whatever index it has now', () => {
  assert.equal(nearestQuality(variant('1', 240), large)?.id, '2');
  assert.equal(nearestQuality(variant('1', 360), large)?.id, '1');
  const upright = variant('3', 0, { width: 240, height: 426, hasVideo: true });
  assert.equal(nearestQuality(upright, large)?.id, '2', 'the shorter side counts');
});

test('where a size is gone the next smaller one is taken, and the smallest where there is none', () => {
  assert.equal(nearestQuality(variant('1', 400), large)?.id, '1');
  assert.equal(nearestQuality(variant('1', 1080), large)?.id, '0');
  assert.equal(nearestQuality(variant('1', 144), large)?.id, '2');
});

test('the source stays the source in whatever size, also with the sound that every player knows', () => {
  assert.equal(nearestQuality(variant('0', 240), large)?.id, '0');
  assert.equal(nearestQuality(variant('0', 240), [variant('100', 480), variant('1', 240)])?.id, '100');
});

test('the same name is the same quality, and another name of the same one is as well', () => {
  const named = [variant('0', 480), variant('1', 240), variant('2', 180, { name: 'Thrifty' })];
  assert.equal(nearestQuality(variant('1', 240, { name: 'Thrifty' }), named)?.id, '2');
  assert.equal(nearestQuality(variant('1', 240, { name: 'Small' }), named)?.id, '1');
});

test('of two of a size, the one in the codec that was chosen is taken', () => {
  const both = [variant('0', 480), variant('1', 240), variant('2', 240, { codecs: 'av01.0.04M.08,mp4a.40.2' })];
  assert.equal(nearestQuality(variant('4', 240, { codecs: 'av01.0.00M.08,mp4a.40.2' }), both)?.id, '2');
  assert.equal(nearestQuality(variant('4', 240), both)?.id, '1');
});

test('who listens only goes on listening where there is sound alone to be had', () => {
  assert.equal(nearestQuality(sound, large)?.id, 'audio');
  assert.equal(nearestQuality(sound, large.slice(0, 3)), undefined);
  assert.equal(nearestQuality(variant('1', 240), [sound]), undefined);
});
