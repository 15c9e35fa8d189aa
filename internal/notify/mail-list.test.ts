import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MailList } from './mail-list.ts';

function build(addresses: string[], secret = 'a secret') {
  let left: readonly string[] = [];
  const list = new MailList({
    addresses: () => addresses,
    secret: { read: () => secret, make: () => secret },
    left: { read: () => left, write: (now) => void (left = now) },
  });
  return { list, left: () => left };
}

describe('The list of e-mails', () => {
  it('is left by whoever has the key of an address, for good', () => {
    const { list, left } = build(['ada@example.org', 'bob@example.org']);
    const key = list.keyFor('ada@example.org');
    assert.equal(list.addressOf(key), 'ada@example.org');
    assert.ok(list.leave(key));
    assert.ok(list.leave(key));
    assert.deepEqual([list.receivers(), left()], [['bob@example.org'], ['ada@example.org']]);
  });

  it('is not left with a key of another address, of another station, or of nothing', () => {
    const { list } = build(['ada@example.org']);
    const key = list.keyFor('ada@example.org');
    const [encoded, signature] = key.split('.');
    const other = Buffer.from('bob@example.org').toString('base64url');
    const foreign = build([], 'another secret').list.keyFor('ada@example.org');
    for (const bad of [`${other}.${signature}`, `${encoded}.`, `${encoded}.${signature}x`, foreign, 'x', ''])
      assert.equal(list.leave(bad), false, bad);
    assert.deepEqual(list.receivers(), ['ada@example.org']);
  });

  it('has who left in it again once the owner takes the address out and writes it down anew', () => {
    const addresses = ['ada@example.org'];
    const { list, left } = build(addresses);
    list.leave(list.keyFor('ada@example.org'));
    list.forget();
    assert.deepEqual(list.receivers(), []);
    addresses.pop();
    list.forget();
    assert.deepEqual(left(), []);
    addresses.push('ada@example.org');
    assert.deepEqual(list.receivers(), ['ada@example.org']);
    assert.ok(list.leave(list.keyFor('gone@example.org')), 'an address that is no longer there');
    assert.deepEqual(left(), []);
  });
});
