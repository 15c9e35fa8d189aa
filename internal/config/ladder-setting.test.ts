import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ladderRung, parseLadder, writeLadder } from './ladder-setting.ts';

test('words and lists are read, tallest first', () => {
  assert.equal(parseLadder('auto'), 'auto');
  assert.equal(parseLadder(' OFF '), 'off');
  assert.deepEqual(parseLadder('480p:1200, 720p:2500k'), {
    sourceName: null,
    rungs: [ladderRung({ heightPixels: 720, bitrateKbps: 2500 }), ladderRung({ heightPixels: 480, bitrateKbps: 1200 })],
  });
});

test('a rendition can say more than its size and bitrate', () => {
  const text = 'source:name=As it comes,full:12000,720p:2500:width=1280:fps=30:cpu=1:audio=128:name=HD, calm';
  assert.equal(parseLadder(text), null, 'a comma ends a rendition');
  assert.deepEqual(parseLadder(text.replace('HD, ', 'HD%2C ')), {
    sourceName: 'As it comes',
    rungs: [
      ladderRung({ heightPixels: null, bitrateKbps: 12_000 }),
      {
        codec: 'h264',
        heightPixels: 720,
        bitrateKbps: 2500,
        widthPixels: 1280,
        frameRate: 30,
        effort: 1,
        audioKbps: 128,
        name: 'HD, calm',
      },
    ],
  });
});

test('what is written is read as the same', () => {
  for (const text of [
    'auto',
    'off',
    '720p:2500,480p:1200',
    '720p:1500,720p:1500:codec=hevc,720p:1500:codec=av1:cpu=0',
    'full:9000:fps=50:name=50%25%3A best',
    'source:name=A%2CB',
  ]) {
    const parsed = parseLadder(text);
    assert.ok(parsed !== null, text);
    assert.equal(writeLadder(parsed), text);
  }
});

for (const text of [
  '',
  'on',
  '720p',
  '720:2500',
  '720p:2500:codec=vp9',
  '721p:2500',
  '720p:2500,720p:2500',
  '720p:1',
  '4321p:9000',
  '720p:2500,,',
  '720p:-5',
  '720p:2500:fps=5',
  '720p:2500:fps=30:fps=60',
  '720p:2500:cpu=5',
  '720p:2500:cpu',
  '720p:2500:depth=10',
  '720p:2500:name=',
  '720p:2500,source:name=Late',
]) {
  test(`${JSON.stringify(text)} is no ladder`, () => assert.equal(parseLadder(text), null));
}

test('a list of six renditions is too long', () => {
  assert.equal(parseLadder('1080p:5000,900p:4000,720p:2500,540p:1600,480p:1200,360p:700'), null);
});

test('whatever is typed is answered, not thrown at', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseLadder(text)));
});
