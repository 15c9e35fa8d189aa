import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { PictureDemand, type PictureKind } from './picture-demand.ts';

function open() {
  const clock = new ManualClock();
  const demand = new PictureDemand({ clock });
  /** Makes what is due at its time until `untilMs`, and asks before it whatever `ask` says; tells what was made when. */
  const run = (untilMs: number, asks: readonly (readonly [number, PictureKind])[] = []) => {
    const made: (readonly [number, readonly PictureKind[]])[] = [];
    for (let nowMs = clock.monotonicMs(); nowMs <= untilMs; nowMs += 1_000, clock.advance(1_000)) {
      const due = demand.due();
      demand.begin(due);
      if (due.length > 0) made.push([nowMs, due]);
      for (const [atMs, kind] of asks) if (atMs === nowMs) demand.ask(kind);
    }
    return made;
  };
  const others = (made: ReturnType<typeof run>) =>
    made.flatMap(([atMs, kinds]) => {
      const dear = kinds.filter((kind) => kind !== 'still');
      return dear.length === 0 ? [] : [[atMs, ...dear]];
    });
  return { clock, demand, run, others };
}

describe('Pictures of what is on air', () => {
  it('are all made at once, and then only the still every 20 seconds, the others every five minutes', () => {
    const { run, others } = open();
    const made = run(600_000);
    const stills = made.filter(([, kinds]) => kinds.includes('still')).map(([atMs]) => atMs);
    assert.deepEqual(
      stills,
      Array.from({ length: 31 }, (_, index) => index * 20_000),
    );
    const all = ['moving', 'web', 'storyboard'];
    assert.deepEqual(others(made), [
      [0, ...all],
      [300_000, ...all],
      [600_000, ...all],
    ]);
  });

  for (const kind of ['moving', 'web', 'storyboard'] as const) {
    it(`are made anew for who asks, each by itself: ${kind}`, () => {
      const { run, others } = open();
      assert.deepEqual(others(run(200_000, [[100_000, kind]])).slice(1), [[101_000, kind]]);
    });
  }

  it('are made every 20 seconds at most, however often they are asked for, and not once more for those who asked before', () => {
    const { run, others } = open();
    const asks = Array.from({ length: 50 }, (_, index) => [index * 1_000, 'moving'] as const);
    assert.deepEqual(others(run(250_000, asks)).slice(1), [
      [20_000, 'moving'],
      [40_000, 'moving'],
      [60_000, 'moving'],
    ]);
  });

  it('are old, to who asks, from the 20th second to the moment that a new one is begun', () => {
    const { demand, clock } = open();
    const isOld = () => demand.ask('moving');
    assert.equal(isOld(), false);
    demand.begin(demand.due());
    clock.advance(19_999);
    assert.equal(isOld(), false);
    clock.advance(1);
    assert.equal(isOld(), true);
    demand.begin(demand.due());
    assert.equal(isOld(), false);
  });

  it('are tried again after 20 seconds where nothing came of them', () => {
    const { demand, clock } = open();
    demand.begin(demand.due());
    demand.miss(['still', 'storyboard']);
    assert.equal(demand.untilNextMs(), 20_000);
    clock.advance(20_000);
    assert.deepEqual(demand.due(), ['still', 'storyboard']);
  });

  it('are all made anew in the next broadcast', () => {
    const { demand } = open();
    demand.begin(demand.due());
    assert.deepEqual(demand.due(), []);
    demand.reset();
    assert.deepEqual([demand.due().length, demand.untilNextMs()], [4, 0]);
  });
});
