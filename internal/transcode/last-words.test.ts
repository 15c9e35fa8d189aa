import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstWords, LastWords } from './last-words.ts';

describe('last words', () => {
  it('are the last five lines, without control characters', () => {
    const words = new LastWords();
    for (let line = 1; line <= 9; line += 1) words.add(Buffer.from(`line \u001b[31m${line}\r\n`));
    assert.equal(words.text(), [5, 6, 7, 8, 9].map((line) => `line  [31m${line}`).join('\n'));
  });

  it('stay short, however much is said', () => {
    const words = new LastWords();
    for (let count = 0; count < 1_000; count += 1) words.add(Buffer.from('x'.repeat(1_000)));
    assert.equal(words.text().length, 2_000);
  });

  it('begin with why, not with what followed from it', () => {
    const words = new LastWords();
    const said = [
      '[h264_nvenc @ 0x55] Cannot load libcuda.so.1',
      '[vost#0:0/h264_nvenc @ 0x55] Error while opening encoder - maybe incorrect parameters such as bit_rate, rate, width or height.',
      '[vf#0:0 @ 0x55] Error sending frames to consumers: Operation not permitted',
      '[vf#0:0 @ 0x55] Task finished with error code: -1 (Operation not permitted)',
      '[vf#0:0 @ 0x55] Terminating thread with return code -1 (Operation not permitted)',
      '[vost#0:0/h264_nvenc @ 0x55] Could not open encoder before EOF',
      '[out#0/mp4 @ 0x55] Nothing was written into output file, because at least one of its streams received no packets.',
    ];
    words.add(Buffer.from(said.join('\n')));
    assert.equal(firstWords(words.text()), 'Cannot load libcuda.so.1');
    assert.equal(firstWords('file:own-1.png: Invalid data found'), 'Invalid data found');
    const bare = new LastWords();
    bare.add(Buffer.from('Conversion failed!\n'));
    assert.equal(bare.text(), 'Conversion failed!');
  });
});
