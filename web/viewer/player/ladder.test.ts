import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLadder } from './ladder.ts';

const playlist = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-STREAM-INF:BANDWIDTH=2752648,AVERAGE-BANDWIDTH=2446502,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000
0/stream.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=133740,CODECS="mp4a.40.2"
audio/stream.m3u8
`;

test('a multivariant playlist names its renditions, with and without a picture', () => {
  const [source, audio, ...others] = parseLadder(playlist, 'http://host/hls/stream.m3u8');
  assert.deepEqual(source, {
    id: '0',
    url: 'http://host/hls/0/stream.m3u8',
    width: 1280,
    height: 720,
    frameRate: 30,
    bitsPerSecond: 2_446_502,
    hasVideo: true,
  });
  assert.equal(audio?.id, 'audio');
  assert.equal(audio?.bitsPerSecond, 133_740);
  assert.equal(audio?.hasVideo, false);
  assert.deepEqual(others, []);
});

test('what is no multivariant playlist has no renditions', () => {
  assert.deepEqual(parseLadder('', 'http://host/'), []);
  assert.deepEqual(parseLadder('<html>\nsorry\n</html>', 'http://host/'), []);
  assert.deepEqual(parseLadder('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1', 'http://host/'), []);
});
