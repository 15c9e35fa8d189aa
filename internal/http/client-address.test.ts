import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ClientAddresses, type ForwardedRequest } from './client-address.ts';

const loopback = ['127.0.0.0/8', '::1/128'];

function from(peer: string, headers: Record<string, string>, encrypted = false): ForwardedRequest {
  return { headers, socket: { remoteAddress: peer, encrypted } };
}

function addressOf(request: ForwardedRequest, trusted = loopback): string {
  return new ClientAddresses({ trusted }).addressOf(request);
}

test('without a header the peer is the client, IPv4 and IPv6 in their usual forms', () => {
  assert.equal(addressOf(from('192.0.2.1', {})), '192.0.2.1');
  assert.equal(addressOf(from('::ffff:192.0.2.1', {})), '192.0.2.1');
  assert.equal(addressOf(from('fe80::1%eth0', {})), 'fe80::1');
  assert.equal(addressOf({ headers: {}, socket: {} }), 'unknown');
});

test('a header from an untrusted peer is not believed', () => {
  const headers = {
    'x-forwarded-for': '198.51.100.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    forwarded: 'for=198.51.100.9;proto=https;host=evil.example',
    host: 'tv.example.org',
  };
  const clients = new ClientAddresses({ trusted: loopback });
  const request = from('192.0.2.1', headers);
  assert.equal(clients.addressOf(request), '192.0.2.1');
  assert.equal(clients.isSecure(request), false);
  assert.equal(clients.originOf(request), 'http://tv.example.org');
});

test('the list is read from the right past trusted addresses, so that what a client wrote itself does not count', () => {
  const table: readonly (readonly [string, string])[] = [
    ['203.0.113.7', '203.0.113.7'],
    ['1.1.1.1, 203.0.113.7', '203.0.113.7'],
    ['1.1.1.1,203.0.113.7,10.1.2.3', '203.0.113.7'],
    ['10.1.2.3, 10.1.2.4', '10.1.2.3'],
    ['<script>, 10.1.2.4', '10.1.2.4'],
    ['unknown', '127.0.0.1'],
    ['', '127.0.0.1'],
    [',', '127.0.0.1'],
    ['203.0.113.7,', '127.0.0.1'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:DB8:0:0::1]:4711', '2001:db8::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['[203.0.113.7', '127.0.0.1'],
    ['203.0.113.007', '127.0.0.1'],
    ['fe80::1%eth0', 'fe80::1'],
  ];
  for (const [list, address] of table) {
    const request = from('::ffff:127.0.0.1', { 'x-forwarded-for': list });
    assert.equal(addressOf(request, [...loopback, '10.0.0.0/8']), address, list);
  }
});

test('Forwarded is understood, and gives way to X-Forwarded-For', () => {
  const table: readonly (readonly [string, string])[] = [
    ['for=203.0.113.7', '203.0.113.7'],
    ['For="[2001:db8:cafe::17]:4711";proto=https', '2001:db8:cafe::17'],
    ['for=1.1.1.1, for=203.0.113.7;by=10.0.0.1', '203.0.113.7'],
    ['for="1.1.1.1, for=203.0.113.7', '203.0.113.7'],
    ['for=_hidden', '127.0.0.1'],
    ['proto=https', '127.0.0.1'],
    ['xfor=203.0.113.7', '127.0.0.1'],
  ];
  for (const [forwarded, address] of table)
    assert.equal(addressOf(from('127.0.0.1', { forwarded })), address, forwarded);
  const both = { forwarded: 'for=1.1.1.1', 'x-forwarded-for': '203.0.113.7' };
  assert.equal(addressOf(from('127.0.0.1', both)), '203.0.113.7');
});

test('scheme and host are those that the client used at the outermost trusted proxy', () => {
  const clients = new ClientAddresses({ trusted: [...loopback, '10.0.0.0/8'] });
  const origin = (headers: Record<string, string>, encrypted = false) =>
    clients.originOf(from('127.0.0.1', { host: 'inner:8080', ...headers }, encrypted));
  assert.equal(origin({}), 'http://inner:8080');
  assert.equal(origin({}, true), 'https://inner:8080');
  assert.equal(origin({ 'x-forwarded-proto': 'https' }), 'https://inner:8080');
  assert.equal(origin({ 'x-forwarded-proto': 'http' }, true), 'http://inner:8080');
  assert.equal(origin({ 'x-forwarded-proto': 'gopher' }, true), 'https://inner:8080');
  assert.equal(
    origin({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tv.example.org' }),
    'https://tv.example.org',
  );
  assert.equal(origin({ 'x-forwarded-host': 'tv.example.org/<b>' }), null);
  assert.equal(
    origin({ forwarded: 'for=203.0.113.7;proto=https;host="tv.example.org:444"' }),
    'https://tv.example.org:444',
  );
  // Two proxies that add: what the client itself sent stands further left.
  const added = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 10.0.0.1', 'x-forwarded-proto': 'http, https, http' };
  assert.equal(origin(added), 'https://inner:8080');
  // Two proxies, the inner of which overwrites.
  assert.equal(origin({ ...added, 'x-forwarded-proto': 'https' }), 'https://inner:8080');
});

test('HTTP/2 names the host in :authority', () => {
  const clients = new ClientAddresses({ trusted: [] });
  const request = from('192.0.2.1', { ':authority': 'tv.example.org' }, true);
  assert.equal(clients.originOf(request), 'https://tv.example.org');
  assert.equal(clients.originOf(from('192.0.2.1', {})), null);
});

test('other proxies are trusted from the moment that the owner says so', () => {
  const clients = new ClientAddresses({ trusted: loopback });
  const request = from('172.18.0.2', { 'x-forwarded-for': '203.0.113.7' });
  assert.equal(clients.addressOf(request), '172.18.0.2');
  clients.trust(['172.18.0.2', 'fd00::/8']);
  assert.equal(clients.addressOf(request), '203.0.113.7');
  clients.trust([]);
  assert.equal(clients.addressOf(request), '172.18.0.2');
});

test('whatever a client writes to the left of what its proxy added, the address is the one that the proxy saw', () => {
  const clients = new ClientAddresses({ trusted: loopback });
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.ipV4(), (written, seen) => {
      fc.pre(!seen.startsWith('127.'));
      assert.equal(clients.addressOf(from('127.0.0.1', { 'x-forwarded-for': `${written}, ${seen}` })), seen);
      assert.equal(clients.addressOf(from('127.0.0.1', { forwarded: `${written}, for=${seen}` })), seen);
    }),
  );
});
