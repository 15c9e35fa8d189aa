import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  advancePartLimit,
  DirectivesReader,
  judgeDirectives,
  parseDirectives,
  type Readiness,
} from './delivery-directives.ts';

describe('parseDirectives', () => {
  const good: [query: string, mediaSequence: number | null, part: number | null, skip: boolean][] = [
    ['', null, null, false],
    ['token=abc', null, null, false],
    ['_HLS_msn=12', 12, null, false],
    ['_HLS_msn=12&_HLS_part=3', 12, 3, false],
    ['_HLS_part=0&_HLS_msn=0&_HLS_skip=YES', 0, 0, true],
    ['_HLS_skip=v2', null, null, true],
  ];
  for (const [query, mediaSequence, part, skip] of good) {
    test(`reads "${query}"`, () => assert.deepEqual(parseDirectives(query), { mediaSequence, part, skip }));
  }

  const bad = ['_HLS_part=1', '_HLS_msn=', '_HLS_msn=-1', '_HLS_msn=1.5', '_HLS_msn=1e3', '_HLS_msn=9999999999999999'];
  for (const query of [...bad, '_HLS_msn=1&_HLS_part=x', '_HLS_skip=no', `a=${'b'.repeat(2100)}`]) {
    test(`refuses "${query.slice(0, 30)}"`, () => assert.equal(parseDirectives(query), null));
  }
});

test('the same directives are read once, others anew', () => {
  const reader = new DirectivesReader();
  for (const query of ['', '_HLS_msn=1', '_HLS_msn=1', '_HLS_msn=2', '_HLS_msn=x', '_HLS_msn=x', ''])
    assert.deepEqual(reader.read(query), parseDirectives(query), query);
  assert.equal(reader.read('_HLS_msn=3'), reader.read('_HLS_msn=3'));
});

describe('judgeDirectives', () => {
  /** The playlist ends with part 2 of segment 10, half a second each. */
  const open = { last: { mediaSequence: 10, part: 2 }, isLastComplete: false, partTargetMs: 502 };
  const complete = { ...open, isLastComplete: true };
  const table: [edge: typeof open, mediaSequence: number | null, part: number | null, expected: Readiness][] = [
    [open, null, null, 'ready'],
    [open, 3, null, 'ready'],
    [open, 9, 50, 'ready'],
    [open, 10, 2, 'ready'],
    [open, 10, 3, 'wait'],
    [open, 10, 8, 'wait'],
    [open, 10, 9, 'too-far'],
    [open, 10, null, 'wait'],
    [complete, 10, null, 'ready'],
    [complete, 10, 3, 'wait'],
    [open, 11, 0, 'wait'],
    [open, 12, null, 'wait'],
    [open, 13, null, 'too-far'],
  ];
  for (const [edge, mediaSequence, part, expected] of table) {
    const state = edge.isLastComplete ? 'complete' : 'open';
    test(`says ${expected} to segment ${mediaSequence} part ${part} while 10 is ${state}`, () => {
      assert.equal(judgeDirectives({ mediaSequence, part, skip: false }, edge), expected);
    });
  }

  test('allows three parts ahead, or three seconds of shorter ones', () => {
    assert.equal(advancePartLimit(1002), 3);
    assert.equal(advancePartLimit(502), 6);
    assert.equal(advancePartLimit(202), 15);
  });
});
