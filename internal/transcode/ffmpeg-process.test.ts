import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';

test('one that could not be started is told as such, and ending it signals nobody', async (t) => {
  const signals: string[] = [];
  const note = (signal: string) => void signals.push(signal);
  process.on('SIGTERM', note);
  t.after(() => process.off('SIGTERM', note));
  const clock = new ManualClock();
  const ends: ProcessEnd[] = [];
  for (let count = 0; count < 20; count++) {
    const ffmpeg = new FfmpegProcess({
      clock,
      ffmpegPath: '/nowhere/ffmpeg',
      arguments: [],
      outputCount: 1,
      onOutput: () => assert.fail('nothing runs'),
      onDrain: () => {},
      onEnd: (end) => void ends.push(end),
    });
    // The failure is only told after this turn of the event loop.
    ffmpeg.kill();
    assert.equal(ffmpeg.pid, null);
  }
  // Two turns: the failures are told, and a signal that was sent has arrived.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(new Set(ends.map((end) => end.kind === 'not-started' && end.code)), new Set(['ENOENT']));
  assert.deepEqual([ends.length, signals], [20, []]);
});
