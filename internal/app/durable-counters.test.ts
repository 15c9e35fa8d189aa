import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';

import { silentLogger } from '../platform/log.ts';
import { testStore } from '../store/testing.ts';
import { DurableCounters } from './durable-counters.ts';

/** The database's counters, on a disk that can be full: then they can be read, and no more. */
function rig(t: TestContext) {
  const { counters: stored } = testStore(t);
  const full = () => {
    throw new Error('disk full');
  };
  return {
    stored,
    counters: new DurableCounters({ stored, log: silentLogger }),
    /** Returns what frees space again. */
    fill: () => {
      const mocks = (['reserve', 'release'] as const).map((method) => t.mock.method(stored, method, full));
      return () => mocks.forEach((mock) => mock.mock.restore());
    },
  };
}

test('numbers go on from memory while the disk fails and never come twice afterwards', (t) => {
  const { counters, stored, fill } = rig(t);
  assert.equal(counters.reserve('msn', 10), 0);
  const free = fill();
  assert.equal(counters.reserve('msn', 10), 10);
  assert.equal(counters.reserve('msn', 10), 20);
  free();
  assert.equal(counters.reserve('msn', 10), 30);
  assert.equal(stored.next('msn'), 40, 'nor after a crash that follows');
});

test('numbers that were given while the disk failed are written down when the rest is given back', (t) => {
  const { counters, stored, fill } = rig(t);
  counters.reserve('msn', 10);
  const free = fill();
  counters.reserve('msn', 10);
  free();
  counters.release('msn', 14);
  assert.equal(stored.next('msn'), 14);
});

test('numbers go on from those of the last run, also where the disk is full from the first on', (t) => {
  const { counters, stored, fill } = rig(t);
  stored.reserve('msn', 100);
  fill();
  assert.equal(counters.reserve('msn', 10), 100);
  assert.equal(counters.reserve('msn', 10), 110);
});

test('what is given back is given out again', (t) => {
  const { counters } = rig(t);
  counters.reserve('msn', 100);
  counters.release('msn', 7);
  assert.equal(counters.reserve('msn', 100), 7);
});
