import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockingUrl } from './blocking-url.ts';

const url = 'http://host/hls/0/stream.m3u8';
const stale = { url: `${url}?_HLS_msn=6&_HLS_part=2`, age: 9, endSN: 6, lastPartSn: 7, lastPartIndex: 1 };

test('a stale playlist is asked for its next part', () => {
  assert.equal(blockingUrl(url, stale), `${url}?_HLS_msn=7&_HLS_part=2`);
  assert.equal(blockingUrl(`${url}?_HLS_skip=YES`, stale), `${url}?_HLS_skip=YES&_HLS_msn=7&_HLS_part=2`);
});

test('after a whole segment the first part of the next one is asked for', () => {
  assert.equal(blockingUrl(url, { ...stale, lastPartSn: 6, lastPartIndex: 3 }), `${url}?_HLS_msn=7&_HLS_part=0`);
  assert.equal(blockingUrl(url, { ...stale, lastPartSn: 0, lastPartIndex: -1 }), `${url}?_HLS_msn=7&_HLS_part=0`);
});

test('fresh playlists, blocking questions and other resources are left alone', () => {
  assert.equal(blockingUrl(url, { ...stale, age: 0.4 }), null);
  assert.equal(blockingUrl(`${url}?_HLS_msn=7`, stale), null);
  assert.equal(blockingUrl('http://host/hls/1/stream.m3u8', stale), null);
  assert.equal(blockingUrl('http://host/hls/0/a-7.m4s', stale), null);
});
