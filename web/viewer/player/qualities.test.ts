import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speakEnglish } from '../../shared/testing.ts';
import { qualityButtonLabel, qualityOptions, resolutionName, variantId, type Variant } from './qualities.ts';

speakEnglish();

function variant(id: string, changes: Partial<Variant> = {}): Variant {
  return {
    id,
    url: `/hls/${id}/stream.m3u8`,
    width: 1280,
    height: 720,
    name: '',
    frameRate: 30,
    bitsPerSecond: 3_000_000,
    codecs: '',
    hasVideo: true,
    ...changes,
  };
}

const ladder = [
  variant('0', { width: 1920, height: 1080, frameRate: 60, bitsPerSecond: 6_100_000 }),
  variant('2', { width: 640, height: 360, bitsPerSecond: 700_000 }),
  variant('1', { width: 854, height: 480, bitsPerSecond: 1_400_000 }),
  variant('audio', { width: 0, height: 0, frameRate: 0, bitsPerSecond: 128_000, hasVideo: false }),
];

test('the menu lists auto, the source, smaller renditions from large to small, and audio', () => {
  assert.deepEqual(
    qualityOptions(ladder, '1').map(({ choice, label, detail }) => `${choice}: ${label} (${detail})`),
    [
      'auto: Auto (480p now)',
      '0: 1080p60 · source (6.1 Mbit/s)',
      '1: 480p (1.4 Mbit/s)',
      '2: 360p (700 kbit/s)',
      'audio: Audio only (128 kbit/s)',
    ],
  );
});

test('a rendition that the owner named shows its size beside its bitrate', () => {
  const named = [variant('0'), variant('1', { name: 'Good enough', height: 480, width: 854, bitsPerSecond: 900_000 })];
  assert.deepEqual(qualityOptions(named, '1').slice(1), [
    { choice: '0', label: '720p · source', detail: '3.0 Mbit/s' },
    { choice: '1', label: 'Good enough', detail: '480p · 900 kbit/s' },
  ]);
  assert.equal(qualityButtonLabel(named, 'auto', '1'), 'Auto Good enough');
});

test('a single rendition offers no auto', () => {
  assert.deepEqual(
    qualityOptions([variant('0')], '0').map((option) => option.choice),
    ['0'],
  );
});

test('a rendition is known by the folder of its playlist', () => {
  assert.equal(variantId('https://x.org/hls/0/stream.m3u8?_HLS_msn=4'), '0');
  assert.equal(variantId('/hls/audio/stream.m3u8'), 'audio');
  assert.equal(variantId('nonsense'), '');
});

test('an upright picture is named by its shorter side', () => {
  assert.equal(resolutionName(variant('0', { width: 720, height: 1280 })), '720p');
  assert.equal(resolutionName(variant('0', { frameRate: 59.94 })), '720p60');
});

test('the button says what is on screen and whether it was chosen', () => {
  assert.equal(qualityButtonLabel(ladder, 'auto', '1'), 'Auto 480p');
  assert.equal(qualityButtonLabel(ladder, '0', '1'), '1080p60');
  assert.equal(qualityButtonLabel(ladder, 'audio', 'audio'), 'Audio only');
  assert.equal(qualityButtonLabel(ladder, 'auto', ''), 'Auto');
});
