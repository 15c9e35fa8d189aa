import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAgo, formatBehind, formatBitrate, formatCount, formatDuration, formatLength } from './format.ts';

test('a duration shows hours only when there are any', () => {
  assert.equal(formatDuration(0), '0:00');
  assert.equal(formatDuration(247_999), '4:07');
  assert.equal(formatDuration(3_753_000), '1:02:33');
  assert.equal(formatDuration(-5), '0:00');
});

test('a bitrate changes unit where rounding would show 1000 kbit/s', () => {
  assert.equal(formatBitrate(128_000), '128 kbit/s');
  assert.equal(formatBitrate(999_499), '999 kbit/s');
  assert.equal(formatBitrate(999_500), '1.0 Mbit/s');
  assert.equal(formatBitrate(6_140_000), '6.1 Mbit/s');
  assert.equal(formatBitrate(6_140_000, 'fr'), '6,1 Mbit/s');
});

test('a distance behind live is seconds below a minute and a clock above', () => {
  assert.equal(formatBehind(1.62), '1.6 s');
  assert.equal(formatBehind(-0.2), '0.0 s');
  assert.equal(formatBehind(59.96), '0:59');
  assert.equal(formatBehind(125), '2:05');
  assert.equal(formatBehind(1.62, 'de'), '1,6 s');
});

test('a length is said in words, without the units that are none', () => {
  assert.equal(formatLength(80, 'en'), '1 minute 20 seconds');
  assert.equal(formatLength(120.2, 'en'), '2 minutes');
  assert.equal(formatLength(3_605, 'en'), '1 hour 5 seconds');
  assert.equal(formatLength(-3, 'en'), '0 seconds');
  assert.equal(formatLength(61, 'de'), '1 Minute 1 Sekunde');
});

test('counts are grouped as the language does', () => {
  assert.equal(formatCount(1204, 'en'), '1,204');
});

test('time gone by is told in the largest whole unit, then as a date', () => {
  const nowMs = Date.UTC(2026, 10, 20, 12);
  assert.equal(formatAgo(nowMs - 20_000, nowMs, 'en'), '20 seconds ago');
  assert.equal(formatAgo(nowMs - 3 * 3_600_000, nowMs, 'en'), '3 hours ago');
  assert.equal(formatAgo(nowMs - 40 * 86_400_000, nowMs, 'en'), 'October 11, 2026');
  assert.equal(formatAgo(nowMs + 5000, nowMs, 'en'), 'now');
});

test('yesterday is the day before this one where the reader is, however many hours that are', () => {
  const morningMs = new Date(2026, 10, 25, 10).getTime();
  const ago = (hours: number) => formatAgo(morningMs - hours * 3_600_000, morningMs, 'de');
  assert.deepEqual([ago(25), ago(33), ago(36), ago(60)], ['gestern', 'gestern', 'vorgestern', 'vor 3 Tagen']);
});
