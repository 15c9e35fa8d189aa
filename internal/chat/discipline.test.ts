import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressesToBan } from './discipline.ts';
import type { ClientInfo } from './model.ts';
import { chatUser } from './testing.ts';

const client = (id: string, address: string): ClientInfo => ({
  id: 1,
  user: chatUser({ id }),
  address,
  userAgent: '',
  connectedWallMs: 0,
  messageCount: 0,
});

describe('With somebody are banned', () => {
  it('all addresses that they are connected from, of IPv6 the 64 bits of a home', () => {
    const clients = [client('ann', '192.0.2.1'), client('ann', '2001:db8::7'), client('bob', '198.51.100.1')];
    assert.deepEqual(addressesToBan('ann', clients), ['192.0.2.1', '2001:db8::/64']);
  });

  it('public addresses that others share, but no private ones: behind a proxy everybody may have the same', () => {
    const clients = [client('ann', '5.9.0.1'), client('bob', '5.9.0.1')];
    const behindProxy = [client('ann', '172.17.0.1'), client('bob', '172.17.0.1')];
    assert.deepEqual(addressesToBan('ann', clients), ['5.9.0.1']);
    assert.deepEqual(addressesToBan('ann', behindProxy), []);
    assert.deepEqual(addressesToBan('ann', behindProxy.slice(0, 1)), ['172.17.0.1']);
  });

  it('never this machine itself', () => {
    const clients = ['127.0.0.1', '127.8.8.8', '::1', 'unknown'].map((address) => client('ann', address));
    assert.deepEqual(addressesToBan('ann', clients), []);
  });
});
