import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { addressGroup, plainAddress } from './address.ts';

describe('addressGroup', () => {
  const table: readonly (readonly [string, string])[] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0DB8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ];
  for (const [address, group] of table) {
    it(`puts ${address} into ${group}`, () => {
      assert.equal(addressGroup(address), group);
    });
  }
});

describe('plainAddress', () => {
  it('shows IPv4 without the prefix of a dual-stack socket', () => {
    assert.equal(plainAddress('::ffff:192.0.2.7'), '192.0.2.7');
    assert.equal(plainAddress('2001:db8::1'), '2001:db8::1');
  });
});
