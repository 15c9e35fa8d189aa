import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineWatch } from './line-watch.ts';

const bitrates = [700_000, 1_400_000, 6_000_000];
const source = 2;

/** A part of half a second that came at `bitsPerSecond`, of a rendition of `bitrate`. */
function part(atMs: number, bitrate: number, bitsPerSecond: number) {
  return { bytes: bitrate / 16, transferMs: (bitrate * 500) / bitsPerSecond, durationMs: 500, atMs };
}

test('a fast line is not limited', () => {
  const watch = new LineWatch();
  for (let atMs = 0; atMs < 10_000; atMs += 500) {
    assert.equal(watch.take(part(atMs, 6_000_000, 50_000_000), source, bitrates), null);
  }
  assert.equal(Math.round(watch.bitsPerSecond ?? 0), 50_000_000);
});

test('one part that takes longer than it plays limits to what the line carries', () => {
  const watch = new LineWatch();
  watch.take(part(0, 6_000_000, 100_000_000), source, bitrates);
  assert.equal(watch.take(part(500, 6_000_000, 2_000_000), source, bitrates), 1);
});

test('the short last part of a segment proves nothing', () => {
  const last = { bytes: 3500, transferMs: 70, durationMs: 52, atMs: 0 };
  assert.equal(new LineWatch().take(last, source, bitrates), null);
});

test('a line too slow for anything gets the smallest rendition', () => {
  assert.equal(new LineWatch().take(part(0, 6_000_000, 300_000), source, bitrates), 0);
  assert.equal(new LineWatch().take(part(0, 700_000, 300_000), 0, bitrates), null);
});

test('a recovered line is trusted again after eight seconds, step by step', () => {
  const watch = new LineWatch();
  watch.take(part(0, 6_000_000, 800_000), source, bitrates);
  const caps: (number | null)[] = [];
  for (let atMs = 500; atMs <= 17_000; atMs += 500) {
    caps.push(watch.take(part(atMs, 700_000, 40_000_000), 0, bitrates));
  }
  assert.equal(caps[0], 0);
  assert.equal(caps[14], 0);
  assert.equal(caps[15], 1);
  assert.equal(caps.at(-1), null);
});

test('a line that carries only a little more than now is not tried with more', () => {
  const watch = new LineWatch();
  watch.take(part(0, 6_000_000, 800_000), source, bitrates);
  let cap: number | null = null;
  for (let atMs = 500; atMs < 60_000; atMs += 500) cap = watch.take(part(atMs, 700_000, 1_600_000), 0, bitrates);
  assert.equal(cap, 0);
});

test('a line that fails again right after being trusted is left alone for longer', () => {
  const watch = new LineWatch();
  watch.take(part(0, 1_400_000, 1_000_000), 1, bitrates);
  watch.take(part(8000, 700_000, 40_000_000), 0, bitrates);
  watch.take(part(9000, 1_400_000, 1_000_000), 1, bitrates);
  let cap: number | null = null;
  for (let atMs = 9500; atMs < 24_500; atMs += 500) cap = watch.take(part(atMs, 700_000, 40_000_000), 0, bitrates);
  assert.equal(cap, 0);
  assert.equal(watch.take(part(25_500, 700_000, 40_000_000), 0, bitrates), 1);
});
