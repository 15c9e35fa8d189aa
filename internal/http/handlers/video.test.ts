import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellTrial } from './video.ts';

const source = { width: 640, height: 360, frameRate: 30 };

test('a trial says which qualities the source is too small for, and what the others come to', () => {
  assert.deepEqual(tellTrial({ source, speed: null, tooLarge: ['720p', '480p'] }), {
    verdict: 'fits',
    message:
      '720p and 480p are larger than the source, so they are left out: the source has 640 × 360. Nothing has to be made: the picture is passed on as it comes.',
  });
  const { verdict, message } = tellTrial({ source, speed: 1.2, tooLarge: ['480p'] });
  assert.equal(verdict, 'tight');
  assert.match(message, /^480p is larger than the source, so it is left out: .* 1\.2 times as fast/);
  assert.match(tellTrial({ source, speed: 2, tooLarge: [] }).message, /^This machine makes it 2\.0 times/);
});
