import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEvent, readFrame } from './chat-events.ts';

const user = {
  id: 'u1',
  displayName: 'Ann',
  displayColor: 3,
  isBot: false,
  authenticated: true,
  scopes: ['MODERATOR'],
};
const author = { id: 'u1', name: 'Ann', colour: 3, isBot: false, isModerator: true, isAuthenticated: true };
const stamp = { id: 'm1', timestamp: '2026-11-21T10:00:00.5Z' };
const timeMs = Date.parse(stamp.timestamp);

describe('Events of the chat on the page', () => {
  it('are read from frames that hold several, and what is no event is passed over', () => {
    const chat = JSON.stringify({ type: 'CHAT', ...stamp, body: '<p>hi</p>', user, visible: true });
    const frame = `${chat}\n\nnonsense{\n{"type":"NEWER"}\n[]\nnull\n{"type":"ERROR_NEEDS_REGISTRATION"}`;
    const message = { kind: 'message', id: 'm1', timeMs, html: '<p>hi</p>', author, isVisible: true, replyToId: null };
    assert.deepEqual(readFrame(frame), [message, { kind: 'unknown-token' }]);
  });

  it('know a hidden message by either of its marks', () => {
    const read = (marks: object) => readEvent({ type: 'CHAT', ...stamp, body: '', user, ...marks });
    for (const marks of [{ visible: false }, { hiddenAt: stamp.timestamp }]) {
      const event = read(marks);
      assert.equal(event?.kind === 'message' && event.isVisible, false);
    }
    const event = read({});
    assert.equal(event?.kind === 'message' && event.isVisible, true);
  });

  it('need an author where somebody did something, and take the rest as it is', () => {
    for (const type of ['CHAT', 'USER_JOINED', 'USER_PARTED', 'NAME_CHANGE', 'CONNECTED_USER_INFO']) {
      assert.equal(readEvent({ type, ...stamp, user: { displayName: 'nobody' } }), null);
    }
    assert.deepEqual(readEvent({ type: 'CHAT_ACTION' }), {
      kind: 'action',
      id: '',
      timeMs: 0,
      html: '',
      words: null,
      isRefusal: false,
    });
    const odd = readEvent({ type: 'USER_JOINED', user: { id: 'x', displayColor: -11.5 } });
    assert.equal(odd?.kind === 'joined' && odd.author.colour, 3);
  });

  it('bring what is pinned, or nothing', () => {
    const message = { type: 'CHAT', ...stamp, body: 'x', user };
    const event = readEvent({ type: 'PINNED', ...stamp, message });
    assert.equal(event?.kind === 'pinned' && event.message?.kind, 'message');
    assert.deepEqual(readEvent({ type: 'PINNED', ...stamp, message: null }), { kind: 'pinned', message: null });
  });

  it('take only texts for the ids of what is hidden', () => {
    const event = readEvent({ type: 'VISIBILITY-UPDATE', ids: ['a', 3, null], visible: false });
    assert.deepEqual(event, { kind: 'visibility', ids: ['a'], isVisible: false });
  });
});
