import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { test } from 'node:test';
import { chatUser } from '../chat/testing.ts';
import {
  joinedEvent,
  messageEvent,
  partedEvent,
  plannedEvent,
  renamedEvent,
  type StationFacts,
  streamEvent,
  visibilityEvent,
} from './event-data.ts';
import { sign } from './signature.ts';

const station: StationFacts = {
  name: 'The mill',
  summary: 'Flour, live',
  streamTitle: 'Grinding',
  serverUrl: 'https://tv.example.org',
  version: '1.2.3',
  lastConnectWallMs: 1000,
  lastDisconnectWallMs: null,
  isOnline: true,
  viewers: { now: 3, sessionPeak: 5, overallPeak: 8 },
};
const status = {
  lastConnectTime: '1970-01-01T00:00:01.000Z',
  lastDisconnectTime: null,
  versionNumber: '1.2.3',
  streamTitle: 'Grinding',
  viewerCount: 3,
  overallMaxViewerCount: 8,
  sessionMaxViewerCount: 5,
  online: true,
};
const given = { id: 'abc', wallMs: 2000, station };
const told = { id: 'abc', timestamp: '1970-01-01T00:00:02.000Z', status, serverURL: 'https://tv.example.org' };
const user = {
  id: 'user',
  displayName: 'somebody',
  displayColor: 0,
  createdAt: '1970-01-01T00:00:00.000Z',
  previousNames: [],
  isBot: false,
  authenticated: false,
};

test('a message is told with its HTML and as it was typed, without the reason of a ban', () => {
  const said = {
    id: 'abc',
    timestampWallMs: 2000,
    user: chatUser({ disabledReason: 'rude' }),
    body: '<em>hi</em>',
    rawBody: '*hi*',
    clientId: 7,
    isVisible: true,
  };
  const fields = { type: 'CHAT', user, body: '<em>hi</em>', rawBody: '*hi*', clientId: 7, visible: true };
  assert.deepEqual(messageEvent(said, station), { type: 'CHAT', id: 'abc', eventData: { ...told, ...fields } });
});

test('a new name is told beside the user', () => {
  const { eventData } = renamedEvent({ user: chatUser(), clientId: 7, oldName: 'nobody' }, given);
  assert.deepEqual(eventData, { ...told, type: 'NAME_CHANGE', user, clientId: 7, newName: 'somebody' });
});

test('whoever comes or goes is told with the number of the connection, by which a bot can greet them alone', () => {
  for (const [type, tell] of [
    ['USER_JOINED', joinedEvent],
    ['USER_PARTED', partedEvent],
  ] as const)
    assert.deepEqual(tell({ user: chatUser(), clientId: 7 }, given).eventData, { ...told, type, user, clientId: 7 });
});

test('what was hidden is told in the words of newer and of older bots', () => {
  const { type, eventData } = visibilityEvent({ ids: ['a', 'b'], isVisible: false }, given);
  assert.equal(type, 'VISIBILITY-UPDATE');
  assert.deepEqual(eventData, {
    ...told,
    type,
    user: null,
    visible: false,
    ids: ['a', 'b'],
    Visible: false,
    MessageIDs: ['a', 'b'],
    body: '',
  });
});

test('of the stream is told what it is called', () => {
  const { eventData } = streamEvent('STREAM_STARTED', given);
  const fields = { type: 'STREAM_STARTED', name: 'The mill', summary: 'Flour, live', streamTitle: 'Grinding' };
  assert.deepEqual(eventData, { ...told, ...fields });
});

test('the signature covers the second of sending and the body', () => {
  const signature = sign('a secret', 1_700_000_000_999, '{"größe":1}');
  const [, seconds = '', proof = ''] = /^t=(\d+)\.s=([0-9a-f]{64})$/.exec(signature) ?? [];
  assert.equal(seconds, '1700000000');
  // As a receiver would: over bytes, one after the other.
  const hmac = createHmac('sha256', Buffer.from('a secret'));
  for (const piece of [seconds, '.', '{"größe":1}']) hmac.update(Buffer.from(piece));
  assert.ok(timingSafeEqual(hmac.digest(), Buffer.from(proof, 'hex')));
});

test('of a planned broadcast is told what is planned, by an id that stays when it is told again', () => {
  const planned = { id: 'late', name: 'Late show', description: '', startWallMs: 0, durationMinutes: 60 };
  const fact = { ...planned, timeZone: 'Asia/Tokyo', seriesId: null, stage: 'soon' } as const;
  const { id, type, eventData } = plannedEvent(fact, given);
  assert.deepEqual([id, type], ['late-10-minute-warning', 'SCHEDULED_EVENTS']);
  assert.deepEqual(eventData, {
    ...told,
    id,
    type,
    action: '10-minute-warning',
    event: {
      id: 'late',
      name: 'Late show',
      description: '',
      startTime: '1970-01-01T00:00:00.000Z',
      durationMinutes: 60,
      timezone: 'Asia/Tokyo',
      status: 'scheduled',
    },
  });
  const ofSeries = plannedEvent({ ...fact, seriesId: 'shows', stage: 'ends' }, given);
  assert.deepEqual(
    [ofSeries.id, (ofSeries.eventData['event'] as { seriesId: string }).seriesId],
    ['late-ended', 'shows'],
  );
});
