import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listedFragments } from './listed-fragments.ts';
import { endOfSlate, type ShownFragment } from './slate-end.ts';

function fragment(cc: number, start: number, relurl: string | null): ShownFragment {
  return { cc, start, initSegment: relurl === null ? null : { relurl } };
}

const live = fragment(3, 10, 'abc-0123.mp4');
const slate = fragment(4, 12, 'abc-slate-4567.mp4');
const back = fragment(5, 14, 'abc-0123.mp4');
const later = fragment(5, 16, 'abc-0123.mp4');

test('the first picture after a slate is where it goes on, whichever fragment of it has come', () => {
  assert.equal(endOfSlate([live, slate, back, later], back), 14.02);
  assert.equal(endOfSlate([live, slate, back, later], later), 14.02);
});

test('a picture whose first segment is not finished is known as well', () => {
  assert.equal(endOfSlate(listedFragments({ fragments: [live, slate], fragmentHint: back }), back), 14.02);
  assert.deepEqual(listedFragments({ fragments: [live, slate, back], fragmentHint: back }), [live, slate, back]);
  assert.deepEqual(listedFragments({ fragments: [live] }), [live]);
});

test('a slate that begins, or anything else that is new, is waited for as usual', () => {
  assert.equal(endOfSlate([live, slate], slate), null);
  assert.equal(endOfSlate([live, fragment(4, 12, 'abc-8888.mp4')], fragment(4, 12, 'abc-8888.mp4')), null);
  assert.equal(endOfSlate([back, later], later), null);
  assert.equal(endOfSlate([], back), null);
  assert.equal(endOfSlate([fragment(4, 12, null), back], back), null);
});
