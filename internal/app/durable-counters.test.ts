import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLogger } from '../platform/log.ts';
import { DurableCounters, type Counters } from './durable-counters.ts';

class StoredCounters implements Counters {
  next = 0;
  isBroken = false;

  reserve(_name: string, count: number): number {
    if (this.isBroken) throw new Error('disk full');
    const first = this.next;
    this.next += count;
    return first;
  }

  release(_name: string, next: number): void {
    if (this.isBroken) throw new Error('disk full');
    this.next = next;
  }
}

test('numbers go on from memory while the disk fails and never come twice afterwards', () => {
  const stored = new StoredCounters();
  const counters = new DurableCounters({ stored, log: silentLogger });
  assert.equal(counters.reserve('msn', 10), 0);
  stored.isBroken = true;
  assert.equal(counters.reserve('msn', 10), 10);
  assert.equal(counters.reserve('msn', 10), 20);
  stored.isBroken = false;
  assert.equal(counters.reserve('msn', 10), 30);
  assert.equal(stored.next, 40);
});

test('what is given back is given out again', () => {
  const stored = new StoredCounters();
  const counters = new DurableCounters({ stored, log: silentLogger });
  counters.reserve('msn', 100);
  counters.release('msn', 7);
  assert.equal(counters.reserve('msn', 100), 7);
});
