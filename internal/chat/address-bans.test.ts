import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AddressBan, AddressBans, readRange } from './address-bans.ts';

function shelfOf(addresses: readonly string[]) {
  const ban = (address: string): AddressBan => ({ address, notes: '', createdWallMs: 0, userId: null });
  let kept = addresses.map(ban);
  return {
    list: () => kept,
    add: (added: AddressBan) => {
      if (kept.some(({ address }) => address === added.address)) return false;
      kept = [added, ...kept];
      return true;
    },
    remove: (address: string) => {
      const before = kept.length;
      kept = kept.filter((entry) => entry.address !== address);
      return kept.length < before;
    },
    removeOf: (userId: string) => void (kept = kept.filter((entry) => entry.userId !== userId)),
  };
}

describe('Bans of addresses', () => {
  it('hold for addresses and for ranges, of both versions', () => {
    const bans = new AddressBans({ shelf: shelfOf(['192.0.2.1', '198.51.100.0/24', '2001:db8:1::/48', 'nonsense']) });
    for (const address of ['192.0.2.1', '198.51.100.77', '2001:db8:1:2::3']) assert.equal(bans.has(address), true);
    for (const address of ['192.0.2.2', '198.51.101.1', '2001:db8:2::1', 'unknown', ''])
      assert.equal(bans.has(address), false);
  });

  it('hold at once when they are made, and no longer when they are taken back', () => {
    const bans = new AddressBans({ shelf: shelfOf([]) });
    const ban = { notes: '', createdWallMs: 1 };
    assert.equal(bans.add({ ...ban, address: '192.0.2.0/24', userId: null }), true);
    assert.equal(bans.add({ ...ban, address: '192.0.2.0/24', userId: null }), false);
    bans.add({ ...ban, address: '2001:db8::1', userId: 'ann' });
    assert.deepEqual([bans.has('192.0.2.9'), bans.has('2001:db8::1')], [true, true]);
    bans.removeOf('ann');
    assert.equal(bans.remove('192.0.2.0/24'), true);
    assert.equal(bans.remove('192.0.2.0/24'), false);
    assert.deepEqual([bans.has('192.0.2.9'), bans.has('2001:db8::1')], [false, false]);
  });
});

describe('A range', () => {
  it('is read in its usual form', () => {
    assert.equal(readRange(' 192.0.2.1 '), '192.0.2.1');
    assert.equal(readRange('192.0.2.1/32'), '192.0.2.1');
    assert.equal(readRange('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(readRange('192.0.2.0/24'), '192.0.2.0/24');
    assert.equal(readRange('2001:0DB8:0::/048'), '2001:db8::/48');
  });

  it('is neither nonsense nor everybody', () => {
    for (const text of [
      '',
      'example.org',
      '192.0.2',
      '192.0.2.1/33',
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/7',
      'fe80::1%eth0',
    ])
      assert.equal(readRange(text), null, text);
  });
});
