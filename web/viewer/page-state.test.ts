import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePageState } from './page-state.ts';

test('the page takes from the server what the owner set', () => {
  const channel = { name: 'Nine', offlineHtml: '<b>x</b>', autoplay: 'sound-only', isForAdults: true };
  const state = parsePageState(JSON.stringify({ channel, stream: { phase: 'live', title: 'Now' } }));
  assert.deepEqual(
    [state.channelName, state.offlineHtml, state.autoplay, state.isForAdults, state.phase, state.title],
    ['Nine', '<b>x</b>', 'sound-only', true, 'live', 'Now'],
  );
});

test('a countdown that the owner does not want comes with no later plan either', () => {
  const state = parsePageState('{"channel":{"showsCountdown":false},"planned":null}');
  assert.deepEqual([state.planned, state.showsCountdown], [null, false]);
  assert.equal(parsePageState('{}').showsCountdown, true);
});

test('a page that was altered on its way starts all the same', () => {
  for (const json of ['', 'null', '[]', '{"channel":7}', '{"channel":{"autoplay":"never","offlineHtml":5}}']) {
    const state = parsePageState(json);
    assert.deepEqual(
      [state.autoplay, state.isForAdults, state.offlineHtml, state.phase],
      ['always', false, '', 'offline'],
    );
  }
});

test('there is a chat only where the server says so, and what it leaves out of it has quiet defaults', () => {
  assert.equal(parsePageState('{"chat":7}').chat, null);
  assert.deepEqual(parsePageState('{"chat":{"needsSignIn":"yes","socketHost":""}}').chat, {
    openAfterMinutes: 0,
    needsSignIn: false,
    maxPayloadBytes: 2048,
    socketHost: null,
    signIn: { byAddress: false, byFediverse: false, account: null },
  });
});
