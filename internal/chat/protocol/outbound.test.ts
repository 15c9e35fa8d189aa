import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chatUser } from '../testing.ts';
import { EventMaker } from './outbound.ts';

const events = new EventMaker({ wallMs: () => 0, newId: () => 'new-id', stationName: () => 'Station' });
const stamp = { id: 'new-id', timestamp: '1970-01-01T00:00:00.000Z' };

describe('Events of the socket', () => {
  it('show a message with its author, and never why somebody was banned', () => {
    const user = chatUser({ id: 'ann', displayName: 'Ann', disabledReason: 'spam' });
    const message = events.message({ kind: 'CHAT', body: '<p>hello</p>', userId: 'ann' });
    assert.deepEqual(events.ofMessage(message, user), {
      type: 'CHAT',
      ...stamp,
      body: '<p>hello</p>',
      visible: true,
      user: {
        id: 'ann',
        displayName: 'Ann',
        displayColor: 0,
        createdAt: stamp.timestamp,
        previousNames: [],
        isBot: false,
        authenticated: false,
      },
    });
  });

  it('let the station speak under its name, and act under none', () => {
    assert.deepEqual(events.system('hi'), { type: 'SYSTEM', ...stamp, body: 'hi', user: { displayName: 'Station' } });
    assert.deepEqual(events.action('hi'), { type: 'CHAT_ACTION', ...stamp, body: 'hi' });
  });

  it('show a stored message of the fediverse with its picture and its link', () => {
    const message = events.message({
      kind: 'FEDIVERSE_ENGAGEMENT_LIKE',
      body: 'liked',
      title: 'a@b',
      link: 'https://b/a',
      image: null,
    });
    assert.deepEqual(events.ofMessage(message, null), {
      type: 'FEDIVERSE_ENGAGEMENT_LIKE',
      ...stamp,
      body: 'liked',
      image: null,
      link: 'https://b/a',
      title: 'a@b',
      user: { displayName: 'Station' },
    });
  });

  it('say on the way in whether what was missed comes now, only to who asked', () => {
    const user = chatUser();
    assert.equal('resumed' in events.connected(user), false);
    assert.deepEqual(Object.entries(events.connected(user, true)).at(-1), ['resumed', true]);
  });
});
