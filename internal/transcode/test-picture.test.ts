import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { silentLogger } from '../platform/log.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';
import { TestPicture } from './test-picture.ts';

const done: ProcessEnd = { kind: 'exited', code: 0, signal: null, lastWords: '' };
const killed: ProcessEnd = { kind: 'exited', code: null, signal: 'SIGTERM', lastWords: '' };
const failed: ProcessEnd = { kind: 'exited', code: 1, signal: null, lastWords: 'No such filter: drawtext' };

function open() {
  const clock = new ManualClock(1_000_000);
  const doors: string[] = [];
  const runs: { hasLetters: boolean; kills: number; end(how: ProcessEnd): void }[] = [];
  const picture = new TestPicture({
    clock,
    log: silentLogger,
    ffmpegPath: () => 'ffmpeg',
    channelName: () => 'Garden',
    openDoor: () => (doors.push('open'), 'rtmp://127.0.0.1:1/live/key'),
    closeDoor: () => void doors.push('closed'),
    run: (given) => {
      const run = { hasLetters: given.arguments.join(' ').includes('Garden'), kills: 0, end: given.onEnd };
      runs.push(run);
      return { kill: () => void (run.kills += 1) };
    },
  });
  return { picture, clock, doors, runs };
}

describe('The test picture', () => {
  it('starts, is on air, and is over when it is asked to end', () => {
    const { picture, doors, runs } = open();
    assert.deepEqual({ ...picture.state }, { state: 'off', endsWallMs: null, note: null });
    picture.start();
    picture.start();
    assert.deepEqual({ ...picture.state }, { state: 'starting', endsWallMs: 1_600_000, note: null });
    picture.noteOnAir();
    assert.equal(picture.state.state, 'on');
    picture.end(null);
    picture.end(null);
    assert.equal(picture.state.state, 'off');
    runs[0]?.end(killed);
    assert.deepEqual([runs.length, runs[0]?.kills, picture.state.note], [1, 1, null]);
    assert.deepEqual(doors, ['open', 'closed', 'closed']);
  });

  it('ends by itself after ten minutes', () => {
    const { picture, clock, runs } = open();
    picture.start();
    picture.noteOnAir();
    clock.advance(10 * 60_000);
    assert.equal(runs[0]?.kills, 1);
    assert.deepEqual({ ...picture.state }, { state: 'off', endsWallMs: null, note: null });
  });

  it('does without letters where ffmpeg cannot draw them', () => {
    const { picture, runs } = open();
    picture.start();
    runs[0]?.end(failed);
    assert.equal(picture.state.state, 'starting');
    assert.deepEqual(
      runs.map(({ hasLetters }) => hasLetters),
      [true, false],
    );
    runs[1]?.end(failed);
    assert.match(picture.state.note ?? '', /No such filter/);
    assert.equal(runs.length, 2);
  });

  it('says so when it does not get on air in time', () => {
    const { picture, clock, runs } = open();
    picture.start();
    clock.advance(20_000);
    assert.equal(runs[0]?.kills, 1);
    assert.match(picture.state.note ?? '', /not on air after 20 s/);
  });

  it('says so when ffmpeg is not there or dies', () => {
    const { picture, runs } = open();
    picture.start();
    runs[0]?.end({ kind: 'not-started', code: 'ENOENT', lastWords: '' });
    assert.match(picture.state.note ?? '', /install it/);
    picture.start();
    picture.noteOnAir();
    runs[1]?.end(failed);
    assert.match(picture.state.note ?? '', /ended with code 1/);
    assert.equal(runs.length, 2);
  });

  it('comes again when it is asked for while it is ending', () => {
    const { picture, runs } = open();
    picture.start();
    picture.end(null);
    picture.start();
    assert.equal(picture.state.state, 'starting');
    assert.equal(runs.length, 1);
    runs[0]?.end({ ...failed, code: 255 });
    assert.deepEqual([runs.length, runs[1]?.hasLetters, picture.state.state], [2, true, 'starting']);
    picture.end(null);
    runs[1]?.end(done);
    assert.equal(picture.state.state, 'off');
  });
});
