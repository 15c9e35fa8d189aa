import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeTrial, type TrialRun } from './trial-verdict.ts';

const good: TrialRun = {
  frames: 30,
  keyFrames: [0, 15],
  garbled: null,
  lateAfterMs: null,
  end: { kind: 'exited', code: 0, signal: null, lastWords: '' },
};
const wanted = { frames: 30, keyFrame: 15, needs: 'a chip' };

function ended(lastWords: string): TrialRun {
  return { ...good, frames: 0, keyFrames: [], end: { kind: 'exited', code: 1, signal: null, lastWords } };
}

const cases: readonly (readonly [string, TrialRun, string | null])[] = [
  ['a second with its key frames', good, null],
  ['a chip that keeps the last pictures', { ...good, frames: 26 }, null],
  ['half a second', { ...good, frames: 15 }, 'It gave 15 of 30 pictures.'],
  [
    'key frames of its own',
    { ...good, keyFrames: [0, 12, 24] },
    'It does not set key frames where it is told to, so that its segments would not fit the others.',
  ],
  [
    'no end',
    { ...good, frames: 12, lateAfterMs: 10_000 },
    'It could not be tried in time: after 10 s it had given 12 of 30 small pictures. The machine is busy, or it hangs.',
  ],
  ['garbage', { ...good, garbled: 'No box.' }, 'What it wrote cannot be used: No box.'],
  ['an encoder that is not there', ended("Unknown encoder 'h264_omx'"), 'This ffmpeg was built without it.'],
  [
    'a device that is not there',
    ended('[AVHWDeviceContext @ 0x558936fc4a40] No VA display found.\nError parsing global options'),
    'It needs a chip. ffmpeg says: No VA display found.',
  ],
  ['silence', ended(''), 'It needs a chip. ffmpeg gave up without a word.'],
  [
    'no program',
    { ...good, end: { kind: 'not-started', code: 'ENOENT', lastWords: 'spawn ENOENT' } },
    'ffmpeg could not be started: spawn ENOENT',
  ],
];

describe('the verdict on an encoder', () => {
  for (const [what, run, verdict] of cases) {
    it(`on ${what} is ${verdict === null ? 'good' : 'told in words'}`, () => {
      assert.equal(judgeTrial(run, wanted), verdict);
    });
  }
});
