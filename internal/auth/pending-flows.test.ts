import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PendingFlows } from './pending-flows.ts';

function build() {
  const state = { nowMs: 0 };
  const limits = { lifeMs: 1_000, capacity: 4, perAddress: 2 };
  return { state, flows: new PendingFlows<string>({ limits, monotonicMs: () => state.nowMs }) };
}

test('a flow is given out once, and not after its time', () => {
  const { state, flows } = build();
  flows.add('a', '192.0.2.1', 'first');
  flows.add('b', '192.0.2.1', 'second');
  assert.deepEqual([flows.take('a'), flows.take('a'), flows.take('none')], ['first', null, null]);
  state.nowMs = 1_000;
  assert.equal(flows.take('b'), null);
});

test('one address has only so many, its newest, and all together have a bound', () => {
  const { state, flows } = build();
  const taken = (key: string) => flows.take(key) !== null;
  for (const key of ['a', 'b', 'c']) assert.equal(flows.add(key, '2001:db8::1', key), true);
  assert.equal(taken('a'), false);
  assert.equal(flows.add('d', '2001:db8::ffff', 'd'), true);
  assert.equal(taken('b'), false);
  assert.deepEqual([flows.add('e', '192.0.2.1', 'e'), flows.isFull], [true, false]);
  assert.deepEqual([flows.add('f', '192.0.2.2', 'f'), flows.isFull], [true, true]);
  assert.equal(flows.add('g', '192.0.2.3', 'g'), false);
  state.nowMs = 1_000;
  assert.equal(flows.add('g', '192.0.2.3', 'g'), true);
});
