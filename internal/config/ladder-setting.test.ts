import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLadder } from './ladder-setting.ts';

test('words and lists are read, tallest first', () => {
  assert.equal(parseLadder('auto'), 'auto');
  assert.equal(parseLadder(' OFF '), 'off');
  assert.deepEqual(parseLadder('480p:1200, 720p:2500k'), [
    { heightPixels: 720, bitrateKbps: 2500 },
    { heightPixels: 480, bitrateKbps: 1200 },
  ]);
});

for (const text of [
  '',
  'on',
  '720p',
  '720:2500',
  '721p:2500',
  '720p:2500,720p:1200',
  '720p:1',
  '4321p:9000',
  '720p:2500,,',
  '720p:-5',
]) {
  test(`${JSON.stringify(text)} is no ladder`, () => assert.equal(parseLadder(text), null));
}

test('a list of six renditions is too long', () => {
  assert.equal(parseLadder('1080p:5000,900p:4000,720p:2500,540p:1600,480p:1200,360p:700'), null);
});

test('whatever is typed is answered, not thrown at', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseLadder(text)));
});
