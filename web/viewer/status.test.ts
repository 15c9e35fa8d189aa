import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePageState } from './page-state.ts';
import { nextPollMs, parseStatus } from './status.ts';

const calm = { phase: 'live', urgent: false, hidden: false, failures: 0 } as const;

test('an offline channel is asked about every two seconds while somebody looks', () => {
  assert.equal(nextPollMs({ ...calm, phase: 'offline' }, 0.5), 2000);
  assert.equal(nextPollMs({ ...calm, phase: 'offline', hidden: true }, 0.5), 15_000);
});

test('a live channel is asked about seldom, unless the picture waits or the encoder is away', () => {
  assert.equal(nextPollMs(calm, 0.5), 10_000);
  assert.equal(nextPollMs({ ...calm, hidden: true }, 0.5), 30_000);
  assert.equal(nextPollMs({ ...calm, urgent: true }, 0.5), 1000);
  assert.equal(nextPollMs({ ...calm, phase: 'away' }, 0.5), 1000);
});

test('a silent server is asked less and less often, at most every three seconds', () => {
  const waits = [1, 2, 3, 4, 5, 50].map((failures) => nextPollMs({ ...calm, failures }, 1));
  assert.deepEqual(waits, [1000, 2000, 3000, 3000, 3000, 3000]);
});

test('a status answer is reduced to what the page shows', () => {
  const status = parseStatus({
    serverTime: '2026-11-20T12:00:00Z',
    lastConnectTime: '2026-11-20T11:00:00Z',
    lastDisconnectTime: '2026-11-19T23:00:00Z',
    versionNumber: '0.1.0',
    streamTitle: 'Night train',
    viewerCount: 12,
    online: true,
    phase: 'away',
  });
  assert.equal(status?.phase, 'away');
  assert.equal(status?.title, 'Night train');
  assert.equal(status?.startedAtMs, Date.UTC(2026, 10, 20, 11));
  assert.equal(status?.viewerCount, 12);
});

test('a server without phases is understood by its online field', () => {
  assert.equal(parseStatus({ online: true })?.phase, 'live');
  assert.equal(parseStatus({ online: false })?.phase, 'offline');
});

test('what is no status answer is refused', () => {
  for (const body of [null, 'offline', [], {}, { phase: 'dancing' }]) assert.equal(parseStatus(body), null);
});

test('the inline state survives being damaged', () => {
  assert.deepEqual(parsePageState('{"stream":{"phase":"up","startedAt":"soon"}}'), parsePageState('not json'));
  const state = parsePageState('{"channel":{"name":"Nine"},"stream":{"phase":"live","title":"A"}}');
  assert.equal(state.channelName, 'Nine');
  assert.equal(state.phase, 'live');
});
