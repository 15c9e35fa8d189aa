import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLadder, playableOf, withoutRepeats } from './ladder.ts';

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
    name: '',
    frameRate: 30,
    bitsPerSecond: 2_446_502,
    codecs: 'avc1.64001f,mp4a.40.2',
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

test('what is listed once more with other sound is offered only where the first cannot be heard', () => {
  const line = (codecs: string, id: string) =>
    `#EXT-X-STREAM-INF:BANDWIDTH=1000,CODECS="${codecs}",RESOLUTION=640x360,FRAME-RATE=30.000\n${id}/stream.m3u8\n`;
  const text = `#EXTM3U\n${line('avc1.64001e,opus', '1')}${line('avc1.64001e,mp4a.40.2', '101')}${line('avc1.64001e,opus', '2')}`;
  const variants = parseLadder(text, 'http://host/hls/stream.m3u8');
  const offered = (withOpus: boolean) =>
    playableOf(variants, (type) => withOpus || !type.includes('opus')).map(({ id }) => id);
  assert.deepEqual([offered(true), offered(false)], [['1', '2'], ['101']]);
  const listed = (withOpus: boolean) => {
    const shorter = withoutRepeats(text, 'http://host/hls/stream.m3u8', (type) => withOpus || !type.includes('opus'));
    return parseLadder(shorter, 'http://host/hls/stream.m3u8').map(({ id }) => id);
  };
  assert.deepEqual([listed(true), listed(false)], [['1', '2'], ['101']]);
});

test('what the browser has no decoder for is not offered, unless it has none for anything', () => {
  const variants = parseLadder(playlist.replace('avc1.64001f', 'hvc1.1.6.L93.B0'), 'http://host/hls/stream.m3u8');
  const asked: string[] = [];
  const withoutHevc = (type: string) => (asked.push(type), !type.includes('hvc1'));
  assert.deepEqual(
    playableOf(variants, withoutHevc).map(({ id }) => id),
    ['audio'],
  );
  assert.deepEqual(asked, ['video/mp4; codecs="hvc1.1.6.L93.B0,mp4a.40.2"', 'audio/mp4; codecs="mp4a.40.2"']);
  assert.deepEqual(
    playableOf(variants, () => false),
    variants,
  );
});
