import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conclude, renderTable } from './figures.ts';
import type { Figure } from './figures.ts';
import { readPosition } from './playlist-position.ts';

const FIGURE: Figure = {
  section: 'Serving',
  name: 'segment',
  unit: '/s',
  aerial: [300, 330, 270],
  peer: { name: 'nginx', rounds: [250, 260, 240] },
  goal: { of: 'ratio', atLeast: 1 },
  digits: 0,
};

test('a figure is judged by the ratio of the medians where the goal is one of ratio', () => {
  const outcome = conclude(FIGURE);
  assert.deepEqual([outcome.aerial, outcome.peer, outcome.ratio, outcome.isMet], [300, 250, 1.2, true]);
  assert.equal(conclude({ ...FIGURE, aerial: [200] }).isMet, false);
  assert.match(renderTable([outcome]), /segment\s+300 \/s\s+250 nginx\s+1\.20 x\s+≥ 1 x\s+met/);
});

test('a figure that could not be measured is not called met', () => {
  assert.equal(conclude({ ...FIGURE, aerial: [] }).isMet, null);
});

test('the load generator knows which part a playlist lacks', () => {
  const playlist = [
    '#EXTM3U',
    '#EXT-X-MEDIA-SEQUENCE:10',
    '#EXTINF:2.0,',
    'ten.m4s',
    '#EXT-X-PART:DURATION=0.5,URI="eleven.0.m4s",INDEPENDENT=YES',
    '#EXT-X-PART:DURATION=0.5,URI="eleven.1.m4s"',
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="eleven.2.m4s"',
    '',
  ].join('\n');
  const position = readPosition(playlist);
  assert.deepEqual([position.nextMsn, position.nextPart], [11, 2]);
  assert.equal(position.partUris.get('11.1'), 'eleven.1.m4s');
});
