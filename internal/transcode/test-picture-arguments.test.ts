import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { testPictureArguments } from './test-picture-arguments.ts';

const order = { name: 'Garden', hasLetters: true, address: 'rtmp://127.0.0.1:1/live/key', seconds: 600 };

function graph(name: string): string {
  const given = testPictureArguments({ ...order, name });
  return given[given.indexOf('-i') + 1] ?? '';
}

test('the test picture is pushed to an address as an encoder pushes, and ends by itself', () => {
  const given = testPictureArguments(order);
  assert.deepEqual(given.slice(-5), ['-t', '600', '-f', 'flv', order.address]);
});

test('where there are no fonts the test picture has no letters', () => {
  assert.match(testPictureArguments(order).join(' '), /drawtext/);
  assert.doesNotMatch(testPictureArguments({ ...order, hasLetters: false }).join(' '), /drawtext/);
});

test('a long name is written smaller, and cut where it is far too long', () => {
  assert.match(graph('x'.repeat(200)), /text=x{60}:/);
  assert.match(graph('x'.repeat(40)), /fontsize=30/);
  assert.match(graph('x'), /fontsize=60/);
});

test('whatever a channel is called, ffmpeg can draw it', () => {
  const awkward = [`It's 50% "off": [a],b;c\\d %{pts} \n x`, ':::', "''", '\\', '[out];nullsrc', '👋🏽 こんにちは', ''];
  for (const name of awkward) {
    const drawing = [
      ...testPictureArguments({ ...order, name }).slice(0, -5),
      '-frames:v',
      '1',
      '-t',
      '0.1',
      '-f',
      'null',
      '-',
    ];
    assert.doesNotThrow(() => execFileSync('ffmpeg', drawing, { stdio: 'pipe', timeout: 20_000 }), name);
  }
});
