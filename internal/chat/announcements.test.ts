import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announceBroadcasts } from './announcements.ts';
import { TestRoom } from './testing.ts';

const broadcast = {
  broadcastId: 'one',
  isTest: false,
  startedWallMs: 0,
  remoteAddress: '192.0.2.1',
  encoder: null,
  tracks: { video: null, audio: null },
};

function listen(welcome: string) {
  const stage = new TestRoom();
  const stop = announceBroadcasts({
    events: stage.hub,
    room: stage.room,
    maker: stage.maker,
    welcome: () => welcome,
    escape: (text) => text.replaceAll('<', '&lt;'),
  });
  const { wire } = stage.enter('ann');
  const heard = (): string[] => {
    stage.settle();
    return wire.events.slice(1).map(({ type, body }) => `${type} ${body}`);
  };
  return { stage, heard, stop, wire };
}

describe('The room is told', () => {
  it('that a broadcast begins, and is welcomed to it', () => {
    const { heard, stage } = listen('<p>Welcome!</p>');
    stage.hub.publish('broadcast.started', broadcast);
    assert.deepEqual(heard(), [
      'CHAT_ACTION The broadcast <strong>begins</strong>. Good to have you here!',
      'SYSTEM <p>Welcome!</p>',
    ]);
  });

  it('that one ends, and nothing while the encoder is away', () => {
    const { heard, stage } = listen('');
    stage.hub.publish('broadcast.started', broadcast);
    stage.hub.publish('broadcast.paused', { broadcastId: 'one', graceMs: 1 });
    stage.hub.publish('broadcast.resumed', { broadcastId: 'one' });
    stage.hub.publish('broadcast.ended', { broadcastId: 'one', isTest: false, reason: 'over' });
    assert.deepEqual(heard().slice(1), ['CHAT_ACTION The broadcast is over. Thank you for watching!']);
  });

  it('all of it with its name in the catalogues, for pages that speak other languages', () => {
    const { heard, stage, wire } = listen('');
    stage.hub.publish('broadcast.started', broadcast);
    stage.hub.publish('stream.title.changed', { title: '<b> & Co' });
    stage.hub.publish('broadcast.ended', { broadcastId: 'one', isTest: false, reason: 'over' });
    heard();
    assert.deepEqual(
      wire.events.slice(1).map(({ words }) => words),
      [{ key: 'chat.begins' }, { key: 'chat.titleIsNow', values: { title: '<b> & Co' } }, { key: 'chat.isOver' }],
    );
  });

  it('nothing of a test picture', () => {
    const { heard, stage } = listen('<p>Welcome!</p>');
    stage.hub.publish('broadcast.started', { ...broadcast, isTest: true });
    stage.hub.publish('broadcast.ended', { broadcastId: 'one', isTest: true, reason: 'over' });
    assert.deepEqual(heard(), []);
  });

  it('of a new title, in which nothing is markup', () => {
    const { heard, stage } = listen('');
    stage.hub.publish('stream.title.changed', { title: '<script>' });
    assert.deepEqual(heard(), ['CHAT_ACTION The title is now <strong>&lt;script></strong>.']);
  });

  it('nothing once that has been ended', () => {
    const { heard, stage, stop } = listen('');
    stop();
    stage.hub.publish('broadcast.ended', { broadcastId: 'one', isTest: false, reason: 'over' });
    assert.deepEqual(heard(), []);
  });
});
