import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ConnectionTable } from './connection-table.ts';

function guest(group: string, isPublishing = false) {
  return {
    group,
    isPublishing,
    evictions: 0,
    evict() {
      this.evictions += 1;
    },
  };
}

describe('ConnectionTable', () => {
  it('makes room for a newcomer by ending the oldest of its address that does not publish', () => {
    const table = new ConnectionTable<ReturnType<typeof guest>>({ maxConnections: 10, maxConnectionsPerAddress: 2 });
    const publisher = guest('a', true);
    const idle = guest('a');
    const newcomer = guest('a');
    table.add(publisher);
    table.add(idle);
    assert.equal(table.add(newcomer), idle);
    assert.deepEqual([publisher.evictions, idle.evictions, newcomer.evictions], [0, 1, 0]);
    assert.deepEqual([...table], [publisher, newcomer]);
  });

  it('holds the bound over all addresses, and never ends a publisher', () => {
    const table = new ConnectionTable<ReturnType<typeof guest>>({ maxConnections: 3, maxConnectionsPerAddress: 2 });
    const publisher = guest('a', true);
    table.add(publisher);
    for (let index = 0; index < 100; index += 1) table.add(guest(`stranger ${index}`));
    assert.equal(table.size, 3);
    assert.equal(publisher.evictions, 0);
  });

  it('forgets who has left, once', () => {
    const table = new ConnectionTable<ReturnType<typeof guest>>({ maxConnections: 3, maxConnectionsPerAddress: 1 });
    const first = guest('a');
    table.add(first);
    table.remove(first);
    table.remove(first);
    assert.equal(table.add(guest('a')), null);
    assert.equal(table.size, 1);
  });
});
