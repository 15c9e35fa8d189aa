import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newRung } from './ladder-text.ts';
import { trialSpeeds } from './trial-speeds.ts';

const hd = { codec: 'h264', width: 1280, height: 720 };

describe('The speed that a quality had in a trial', () => {
  it('is its own, also where another has the same size', () => {
    const rungs = [newRung('720', '1500'), newRung('720', '2500'), { ...newRung('720', '2500'), codec: 'av1' }];
    const renditions = [
      { ...hd, videoBitrateKbps: 2500, speed: 2 },
      { ...hd, codec: 'av1', videoBitrateKbps: 2500, speed: 1 },
      { ...hd, videoBitrateKbps: 1500, speed: 3 },
    ];
    assert.deepEqual(trialSpeeds(rungs, { source: { width: 1920, height: 1080 }, renditions }), [3, 2, 1]);
  });

  it('is told apart by the place in the list where only the pictures a second differ', () => {
    const fast = { ...newRung('720', '2500'), fps: '60' };
    const slow = { ...newRung('720', '2500'), fps: '30' };
    const renditions = [
      { ...hd, videoBitrateKbps: 2500, speed: 1.2 },
      { ...hd, videoBitrateKbps: 2500, speed: 2.4 },
    ];
    const source = { width: 1920, height: 1080 };
    assert.deepEqual(trialSpeeds([fast, slow, fast], { source, renditions }), [1.2, 2.4, 1.2]);
  });

  it('is found for a picture that stands upright, and for one as large as the source', () => {
    const source = { width: 720, height: 1280 };
    const upright = { ...hd, width: 480, height: 854, videoBitrateKbps: 1200, speed: 4 };
    const full = { ...hd, ...source, videoBitrateKbps: 2500, speed: 2 };
    const rungs = [newRung('full', '2500'), newRung('480', '1200'), newRung('1080', '4500')];
    assert.deepEqual(trialSpeeds(rungs, { source, renditions: [full, upright] }), [2, 4, null]);
  });
});
