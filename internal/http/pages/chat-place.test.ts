import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../../config/settings.ts';
import { hostOf, readChatOnPage } from './chat-place.ts';

test('the host of the socket is a host, however the owner wrote it, and nothing else', () => {
  assert.equal(hostOf('chat.example'), 'chat.example');
  assert.equal(hostOf('wss://chat.example:8443/ws'), 'chat.example:8443');
  assert.equal(hostOf('[::1]:8080'), '[::1]:8080');
  for (const text of ['', ' ', 'a b', "chat.example; script-src 'unsafe-inline'", '://'])
    assert.equal(hostOf(text), null, text);
});

test('the page is told what the settings say', () => {
  const stored = new Map([
    ['chat-open-after-minutes', '7'],
    ['chat-authenticated-only', 'on'],
    ['socket-host', 'chat.example'],
  ]);
  assert.deepEqual(readChatOnPage(new Settings({ stored })), {
    openAfterMinutes: 7,
    needsSignIn: true,
    maxPayloadBytes: 2048,
    socketHost: 'chat.example',
    signIn: { byAddress: false, byFediverse: false, account: null },
  });
});
