import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isPublicAddress } from './public-address.ts';

test('addresses of the open internet are public', () => {
  for (const address of [
    '1.1.1.1',
    '100.128.0.1',
    '172.32.0.1',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450::1',
    '64:ff9b::1.1.1.1',
    '2001:4860:4860::8888',
  ])
    assert.equal(isPublicAddress(address), true, address);
});

test('addresses of this machine, its neighbours and of no single machine are not', () => {
  for (const address of [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '2001:db8::1',
  ])
    assert.equal(isPublicAddress(address), false, address);
});

test('an address within an address does not hide it', () => {
  for (const address of [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::10.0.0.1',
    '2002:7f00:1::1',
    '2001:0:7f00:1::1',
  ])
    assert.equal(isPublicAddress(address), false, address);
});

test('what is no address is not public', () => {
  for (const text of ['', 'localhost', 'example.org', '1.1.1', '2130706433'])
    assert.equal(isPublicAddress(text), false, text);
});
