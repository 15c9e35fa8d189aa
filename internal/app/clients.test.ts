import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../config/settings.ts';
import { buildClients, publicOrigin } from './clients.ts';

const request = {
  headers: { host: 'inner:8080', 'x-forwarded-for': '203.0.113.7' },
  socket: { remoteAddress: '10.0.0.1' },
};

test('a proxy is believed as soon as the setting names it', () => {
  const settings = new Settings({});
  const clients = buildClients(settings);
  assert.equal(clients.addressOf(request), '10.0.0.1');
  settings.reload(new Map([['trusted-proxies', 'loopback, private']]));
  assert.equal(clients.addressOf(request), '203.0.113.7');
  settings.reload(new Map([['trusted-proxies', 'none']]));
  assert.equal(clients.addressOf(request), '10.0.0.1');
});

test('others are given the public address if there is one, else the one that the client sees', () => {
  const settings = new Settings({});
  const originOf = publicOrigin(settings, buildClients(settings));
  assert.equal(originOf(request), 'http://inner:8080');
  settings.reload(new Map([['public-url', 'https://tv.example.org']]));
  assert.equal(originOf(request), 'https://tv.example.org');
});
