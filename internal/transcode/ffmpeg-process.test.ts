import assert from 'node:assert/strict';
import { ChildProcess } from 'node:child_process';
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

/** What a process tells that cannot be started. */
async function endsOf(ffmpegPath: string): Promise<ProcessEnd[]> {
  const ends: ProcessEnd[] = [];
  const ffmpeg = new FfmpegProcess({
    clock: new ManualClock(),
    ffmpegPath,
    arguments: [],
    outputCount: 1,
    onOutput: () => assert.fail('nothing runs'),
    onDrain: () => {},
    onEnd: (end) => void ends.push(end),
  });
  ffmpeg.write(Buffer.of(1));
  assert.deepEqual([ffmpeg.pid, ffmpeg.hasRoom, ends.length], [null, false, 0]);
  ffmpeg.finish(1_000);
  await new Promise((resolve) => setImmediate(resolve));
  return ends;
}

test('one that the system refuses to try at all ends as any other that could not be started', async () => {
  const within = `${import.meta.filename}/ffmpeg`;
  assert.deepEqual(await endsOf(within), [{ kind: 'not-started', code: 'ENOTDIR', lastWords: 'spawn ENOTDIR' }]);
});

test('one that could not be started as there was no file left to open for its pipes is no fault of the program', async (t) => {
  // Node gives a child without pipes then, and tells of it as of a program that there is not.
  const made = ChildProcess.prototype as ChildProcess & { spawn(): void };
  t.mock.method(made, 'spawn', function (this: ChildProcess) {
    process.nextTick(() => this.emit('error', Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' })));
  });
  assert.deepEqual(await endsOf('ffmpeg'), [{ kind: 'not-started', code: 'EMFILE', lastWords: 'spawn EMFILE' }]);
});
