import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RenditionPlan } from '../media/rendition.ts';
import { planLadder } from './ladder.ts';
import { pixelRate } from './ladder-budget.ts';
import { cheaperPlan, isOnlyOne } from './stand-in.ts';

const source = { width: 1920, height: 1080, frameRate: 30, bitrateKbps: 6000, playsEverywhere: false };

function planned(heightPixels: number, frameRate = 30): RenditionPlan {
  const ladder = [{ heightPixels, bitrateKbps: heightPixels * 3, frameRate }];
  const [plan] = planLadder({ ...source, frameRate: 60 }, { ladder, cores: 2 });
  return plan ?? assert.fail('no plan');
}

/** All that stand in for a rendition, one after the other. */
function standIns(plan: RenditionPlan): string[] {
  const ladder = { source, others: [], names: [] };
  const next = cheaperPlan(plan, ladder);
  if (next === null) return [];
  const { name, width, height, frameRate, videoBitrateKbps, effort } = next;
  assert.ok(pixelRate(next) < pixelRate(plan) || effort < plan.effort, 'it is cheaper');
  const line = `${name} ${width}×${height} ${frameRate}/s ${videoBitrateKbps}k ${effort}`;
  return [line, ...standIns({ ...next, index: plan.index + 1 })];
}

describe('what stands in for the only rendition that every browser shows', () => {
  it('is smaller with the least effort, and then smallest with half of the pictures', () => {
    assert.deepEqual(standIns(planned(1080)), [
      '720p 1280×720 30/s 1760k 0',
      '480p 854×480 30/s 960k 0',
      '240p 426×240 15/s 200k 0',
    ]);
    assert.deepEqual(standIns(planned(480)), ['240p 426×240 30/s 510k 0', '240p 426×240 15/s 300k 0']);
  });

  it('ends with what is as small and as slow as may be', () => {
    assert.deepEqual(standIns(planned(240, 15)), ['144p 256×144 15/s 340k 0']);
    assert.deepEqual(standIns({ ...planned(144, 15), effort: 0 }), []);
  });

  it('has a name of its own', () => {
    const ladder = { source, others: [], names: ['480p', '240p'] };
    assert.equal(cheaperPlan(planned(480), ladder)?.name, '240p 510k');
  });

  it('is wanted where neither the source nor another rendition can be seen everywhere', () => {
    const plan = planned(480);
    const around = { source, others: [] as RenditionPlan[], names: [] };
    assert.equal(isOnlyOne(plan, around), true);
    assert.equal(isOnlyOne(plan, { ...around, source: { ...source, playsEverywhere: true } }), false);
    assert.equal(isOnlyOne(plan, { ...around, others: [planned(360)] }), false);
    const hevc = { ...planned(360), encoder: 'libx265' };
    assert.equal(isOnlyOne(plan, { ...around, others: [hevc] }), true);
    assert.equal(isOnlyOne(hevc, around), false);
  });
});
