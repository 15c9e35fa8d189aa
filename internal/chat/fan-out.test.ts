import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { FanOut, type FanOutTarget } from './fan-out.ts';
import { textOfFrame } from './testing.ts';

interface Stage {
  readonly clock: ManualClock;
  readonly targets: Set<FanOutTarget>;
  readonly fanOut: FanOut;
  readonly drops: () => number;
  /** Runs the next slice; false when nothing waits. */
  readonly step: () => boolean;
  readonly settle: () => void;
  readonly say: (text: string, weight?: 'light' | 'usual' | 'heavy') => void;
  readonly add: (count: number, costMs?: number) => Listener[];
}

/** Takes frames, each in its time. */
class Listener implements FanOutTarget {
  readonly lastForeignFrame: number;
  readonly heard: string[] = [];
  readonly #onFrame: () => void;

  constructor(lastForeignFrame: number, onFrame: () => void) {
    this.lastForeignFrame = lastForeignFrame;
    this.#onFrame = onFrame;
  }

  deliver(frame: Buffer): void {
    this.heard.push(textOfFrame(frame));
    this.#onFrame();
  }
}

function stage(): Stage {
  const clock = new ManualClock();
  const targets = new Set<FanOutTarget>();
  const deferred: (() => void)[] = [];
  let dropCount = 0;
  const fanOut = new FanOut({
    clock,
    targets,
    defer: (callback) => void deferred.push(callback),
    onDropped: () => void (dropCount += 1),
    onSwept: () => {},
  });
  const step = (): boolean => {
    const next = deferred.shift();
    next?.();
    return next !== undefined;
  };
  return {
    clock,
    targets,
    fanOut,
    drops: () => dropCount,
    step,
    settle: () => {
      while (step());
    },
    say: (text, weight = 'usual') => fanOut.push({ text, weight }),
    add: (count, costMs = 0) =>
      Array.from({ length: count }, () => {
        const listener = new Listener(fanOut.frameNumber, () => clock.advance(costMs));
        targets.add(listener);
        return listener;
      }),
  };
}

describe('The fan-out', () => {
  it('sends at once what is said in a small room, one frame for the events of a moment', () => {
    const { add, say, settle } = stage();
    const listeners = add(3);
    say('a');
    say('b');
    settle();
    say('c');
    settle();
    for (const { heard } of listeners) assert.deepEqual(heard, ['a\nb', 'c']);
  });

  it('lets a crowd wait for at most a tenth of a second, and puts what is said meanwhile into one frame', () => {
    const { add, clock, say, settle } = stage();
    const [first] = add(5000);
    say('a');
    settle();
    say('b');
    clock.advance(99);
    say('c');
    settle();
    assert.deepEqual(first?.heard, ['a']);
    clock.advance(1);
    settle();
    assert.deepEqual(first?.heard, ['a', 'b\nc']);
  });

  it('never keeps the event loop for more than a few milliseconds', () => {
    const { add, clock, say, step } = stage();
    add(10_000, 0.01);
    say('a');
    let longestMs = 0;
    let slices = 0;
    for (let startMs = clock.monotonicMs(); step(); startMs = clock.monotonicMs()) {
      longestMs = Math.max(longestMs, clock.monotonicMs() - startMs);
      slices += 1;
    }
    assert.ok(slices > 40, `${slices} slices`);
    assert.ok(longestMs < 2.5, `${longestMs} ms`);
  });

  it('sends everybody every event once and in order, whoever comes and goes in the middle of it', () => {
    const { add, clock, say, settle, step, targets } = stage();
    const early = add(1000, 0.01);
    say('a');
    step();
    const [late] = add(1);
    const leaver = early.at(-1);
    if (leaver !== undefined) targets.delete(leaver);
    say('b');
    settle();
    clock.advance(100);
    settle();
    assert.deepEqual(early[0]?.heard, ['a', 'b']);
    assert.deepEqual(late?.heard, ['b']);
    assert.deepEqual(leaver?.heard, []);
  });

  it('fills the next frame while one is handed out, and splits one that gets too large', () => {
    const { add, clock, say, settle } = stage();
    const [listener] = add(200, 0.01);
    for (let count = 0; count < 3; count++) say('x'.repeat(30_000));
    settle();
    clock.advance(100);
    settle();
    assert.deepEqual(
      listener?.heard.map(({ length }) => length),
      [60_001, 30_000],
    );
  });

  it('leaves out comings and goings first, then messages, and keeps what it holds bounded', () => {
    const { add, drops, fanOut, say } = stage();
    add(1);
    const text = 'x'.repeat(65_536);
    for (let count = 0; count < 3; count++) say(text, 'light');
    assert.equal(drops(), 1);
    for (let count = 0; count < 16; count++) say(text, 'usual');
    assert.equal(drops(), 3);
    for (let count = 0; count < 100; count++) say(text, 'heavy');
    assert.equal(drops(), 55);
    fanOut.stop();
  });

  it('hands out everything at the end, also what it was in the middle of, and takes no more', () => {
    const { add, fanOut, say, settle, step } = stage();
    const listeners = add(1000, 0.01);
    say('a');
    step();
    say('b');
    fanOut.stop();
    say('c');
    settle();
    for (const { heard } of listeners) assert.deepEqual(heard, ['a', 'b']);
  });
});
