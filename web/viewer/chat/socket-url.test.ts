import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketUrl } from './socket-url.ts';

test('the socket is where the page is, or at the host that the owner named, with that host’s own port', () => {
  assert.equal(socketUrl('https://tv.example:8443/?a=b', null), 'wss://tv.example:8443/ws');
  assert.equal(socketUrl('http://tv.example:8080/embed/chat/readonly', null), 'ws://tv.example:8080/ws');
  assert.equal(socketUrl('https://tv.example:8443/', 'chat.example'), 'wss://chat.example/ws');
  assert.equal(socketUrl('https://tv.example/', 'chat.example:9000'), 'wss://chat.example:9000/ws');
});
