import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RenditionPlan } from '../media/rendition.ts';
import { firstToGo } from './expendable.ts';
import { isLadderOf, nextIndex, replanLadder, reviseLadder } from './ladder-revision.ts';
import { planLadder } from './ladder.ts';
import { RenditionTrack } from './rendition-track.ts';
import { Recorder } from './testing.ts';

describe('the index of a new rendition', () => {
  it('is the next that none has', () => {
    assert.equal(nextIndex(2, new Set([1, 2])), 3);
    assert.equal(nextIndex(2, new Set([1, 3, 4])), 5);
  });

  it('begins anew before it could be taken for that of a twin with other sound', () => {
    assert.equal(nextIndex(98, new Set([1, 2])), 99);
    assert.equal(nextIndex(99, new Set([1, 2])), 3);
  });
});

describe('the ladder for an encoder that comes back with another picture', () => {
  const outputs = new Recorder();
  const requested = [
    { heightPixels: 720, bitrateKbps: 2500 },
    { heightPixels: 480, bitrateKbps: 1200 },
    { heightPixels: 240, bitrateKbps: 300 },
  ];
  const plansOf = (width: number, height: number): RenditionPlan[] =>
    planLadder({ width, height, frameRate: 30, bitrateKbps: null }, { ladder: requested, cores: 8 });
  const addresses = (tracks: readonly RenditionTrack[]) =>
    tracks.map(({ plan }) => `${plan.index} ${plan.name} ${plan.width}`);

  it('numbers from 1 what is the first', () => {
    const { tracks, lastIndex } = replanLadder([], plansOf(1920, 1080), { lastIndex: 0, outputs });
    assert.deepEqual([addresses(tracks), lastIndex], [['1 720p 1280', '2 480p 854', '3 240p 426'], 3]);
  });

  it('keeps the address of what has the same name, size and codec, and gives none to anything else, ever', () => {
    const first = replanLadder([], plansOf(1920, 1080), { lastIndex: 0, outputs });
    const smaller = replanLadder(first.tracks, plansOf(854, 480), { lastIndex: first.lastIndex, outputs });
    assert.deepEqual(addresses(smaller.tracks), ['2 480p 854', '3 240p 428']);
    const square = replanLadder(smaller.tracks, plansOf(640, 480), { lastIndex: smaller.lastIndex, outputs });
    assert.deepEqual(addresses(square.tracks), ['4 480p 640', '5 240p 320']);
    const again = replanLadder(square.tracks, plansOf(1920, 1080), { lastIndex: square.lastIndex, outputs });
    assert.deepEqual(addresses(again.tracks), ['6 720p 1280', '7 480p 854', '8 240p 426']);
  });

  it('makes those in another codec, and those that were given up, at an address of their own', () => {
    const { tracks, lastIndex } = replanLadder([], plansOf(1920, 1080), { lastIndex: 0, outputs });
    tracks[1]?.shed('too slow');
    const plans = plansOf(1920, 1080).map((plan) => (plan.name === '240p' ? { ...plan, encoder: 'libx265' } : plan));
    const { tracks: next } = replanLadder(tracks, plans, { lastIndex, outputs });
    assert.deepEqual(addresses(next), ['1 720p 1280', '4 480p 854', '5 240p 426']);
  });

  it('is judged anew as a whole: what came back after it was given up does not go before what is put back beside it', () => {
    for (const revise of [reviseLadder, replanLadder]) {
      const { tracks, lastIndex } = replanLadder([], plansOf(1920, 1080), { lastIndex: 0, outputs });
      const [large, middle] = tracks;
      assert.ok(large !== undefined && middle !== undefined);
      large.shed('too slow');
      middle.tries = 1;
      const { tracks: next } = revise(tracks, plansOf(1920, 1080), { lastIndex, outputs });
      assert.deepEqual(addresses(next), ['4 720p 1280', '2 480p 854', '3 240p 426']);
      assert.deepEqual(firstToGo(next), [], 'none goes before the others');
    }
  });

  it('is the one there is while it comes to the same pictures and names, whatever was given up or stands in', () => {
    const { tracks } = replanLadder([], plansOf(1920, 1080), { lastIndex: 0, outputs });
    const [first] = tracks;
    assert.ok(first !== undefined);
    first.shed('too slow');
    const standIn = new RenditionTrack({ plan: { ...first.plan, index: 9, width: 640, isStandIn: true }, outputs });
    const now = [first, standIn, ...tracks.slice(1)];
    const plans = plansOf(1920, 1080);
    assert.equal(isLadderOf(now, plans), true);
    const others = [
      plans.slice(1),
      [...plans, { ...standIn.plan, isStandIn: false }],
      plansOf(1280, 720).map((plan) => ({ ...plan, videoBitrateKbps: 1000 })),
      plans.map((plan) => ({ ...plan, encoder: 'h264_vaapi' })),
      plans.map((plan) => ({ ...plan, name: `Fine ${plan.name}` })),
      plans.map((plan) => ({ ...plan, givenName: plan.name })),
    ];
    for (const other of others) assert.equal(isLadderOf(now, other), false);
  });
});
