import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ChatMessageSaid } from '../app/events.ts';
import type { Connection } from './connection.ts';
import { Conversation } from './conversation.ts';
import type { StoredMessage } from './model.ts';
import { Posting } from './posting.ts';
import { chatUser, type FakeWire, TestRoom } from './testing.ts';

/** Two people in a room, and what the owner has set. */
class Talk {
  readonly stage = new TestRoom();
  readonly kept: StoredMessage[] = [];
  readonly said: ChatMessageSaid[] = [];
  readonly taken = new Set<string>();
  silencedUntilWallMs: number | null = null;
  readonly rules = {
    isOpen: true,
    forbiddenNames: ['admin'],
    spamProtection: true,
    establishedOnly: false,
    authenticatedOnly: false,
    followersOnly: false,
    slurFilter: false,
    forbiddenWords: [],
    slowModeSeconds: 0,
    links: 'everyone' as const,
  };
  readonly ann: { wire: FakeWire; connection: Connection };
  readonly bob: { wire: FakeWire; connection: Connection };
  readonly conversation: Conversation;

  constructor() {
    const { clock, hub, maker, room, users } = this.stage;
    hub.on('chat.message', (fact) => this.said.push(fact));
    const log = {
      append: (message: StoredMessage) => void this.kept.push(message),
      isRecent: (id: string) => this.kept.some((message) => message.id === id) || id === 'abcdefghijkl',
    };
    const change = (id: string, to: object): void => void users.set(id, { ...(users.get(id) ?? chatUser()), ...to });
    this.conversation = new Conversation({
      clock,
      events: hub,
      maker,
      posting: new Posting({ events: hub, log, maker, room }),
      room,
      people: {
        rename: (id, displayName, nameChangedWallMs) => change(id, { displayName, nameChangedWallMs }),
        recolour: (id, displayColor) => change(id, { displayColor }),
        isNameTaken: (key) => this.taken.has(key),
      },
      rules: () => this.rules,
      emoji: () => new Map([['wave', '/img/emoji/wave.png']]),
      standing: () => ({ isFollower: false, silencedUntilWallMs: this.silencedUntilWallMs }),
    });
    this.ann = this.stage.enter('ann');
    this.bob = this.stage.enter('bob');
  }

  send(who: { connection: Connection }, request: unknown): void {
    const text = typeof request === 'string' ? request : JSON.stringify(request);
    this.conversation.receive(who.connection, text, Buffer.byteLength(text));
    this.stage.clock.advance(2_000);
    this.stage.settle();
  }
}

function last(who: { wire: FakeWire }): { type: string; body?: string } {
  return who.wire.events.at(-1) ?? { type: 'nothing' };
}

describe('What clients send', () => {
  let talk: Talk;
  beforeEach(() => {
    talk = new Talk();
  });

  it('is rendered, kept, told to everybody and to the rest of the house when it is a message', () => {
    talk.send(talk.ann, { type: 'CHAT', body: 'hello <b>all</b> :wave:' });
    for (const { wire } of [talk.ann, talk.bob]) {
      const event = wire.events.at(-1);
      assert.equal(event?.type, 'CHAT');
      assert.equal(event?.user?.id, 'ann');
      assert.match(event?.body ?? '', /^<p>hello .*<img src="\/img\/emoji\/wave.png"/);
      assert.equal(event?.body?.includes('<b>'), false);
    }
    const [kept] = talk.kept;
    assert.equal(kept?.rawBody, 'hello <b>all</b> :wave:');
    assert.equal(kept?.id, talk.ann.wire.events.at(-1)?.id);
    assert.deepEqual(
      talk.said.map(({ id, clientId, isVisible }) => ({ id, clientId, isVisible })),
      [{ id: kept?.id, clientId: talk.ann.connection.id, isVisible: true }],
    );
    assert.equal(talk.ann.connection.messageCount, 1);
  });

  it('may answer another message', () => {
    talk.send(talk.ann, { type: 'CHAT', body: 'yes', replyTo: 'abcdefghijkl' });
    assert.equal(talk.bob.wire.events.at(-1)?.['replyTo'], 'abcdefghijkl');
    assert.equal(talk.kept[0]?.replyToId, 'abcdefghijkl');
  });

  it('goes to nobody when nothing is left of it', () => {
    talk.send(talk.ann, { type: 'CHAT', body: '  \n ' });
    assert.equal(last(talk.bob).type, 'CONNECTED_USER_INFO');
    assert.deepEqual(talk.kept, []);
  });

  it('is refused in words that only the sender gets, and for a while in none, when it comes too fast', () => {
    for (let count = 0; count < 7; count++)
      talk.conversation.receive(talk.ann.connection, '{"type":"CHAT","body":"spam"}', 30);
    talk.stage.settle();
    assert.equal(talk.bob.wire.events.filter(({ type }) => type === 'CHAT').length, 3);
    assert.equal(talk.ann.wire.events.filter(({ type }) => type === 'CHAT_ACTION').length, 1);
    talk.stage.clock.advance(10_000);
    talk.send(talk.ann, { type: 'CHAT', body: 'sorry' });
    assert.equal(talk.kept.length, 4);
  });

  it('is not delivered while the chat rests', () => {
    talk.rules.isOpen = false;
    talk.send(talk.ann, { type: 'CHAT', body: 'anybody here?' });
    assert.deepEqual(talk.kept, []);
  });

  it('is refused when it is too large, and looked at no further', () => {
    talk.send(talk.ann, JSON.stringify({ type: 'CHAT', body: 'x'.repeat(2048) }));
    assert.equal(last(talk.ann).type, 'CHAT_ACTION');
    assert.deepEqual(talk.kept, []);
    talk.send(talk.ann, JSON.stringify({ type: 'CHAT', body: 'x'.repeat(2048 - 26) }));
    assert.equal(talk.kept.length, 1);
  });

  it('is left alone when it is not known or broken', () => {
    const before = talk.ann.wire.frames.length;
    for (const text of ['PONG', '{"type":"PONG"}', '{{{', '{"type":"CHAT"}', '']) talk.send(talk.ann, text);
    assert.equal(talk.ann.wire.frames.length, before);
  });

  it('changes a name, for everybody to see', () => {
    const renamed: string[] = [];
    talk.stage.hub.on('chat.renamed', ({ user, oldName }) => renamed.push(`${oldName} is ${user.displayName}`));
    talk.send(talk.ann, { type: 'NAME_CHANGE', newName: ' Anna ' });
    const [change] = talk.bob.wire.events.filter(({ type }) => type === 'NAME_CHANGE');
    assert.deepEqual([change?.user?.displayName, change?.['oldName']], ['Anna', 'ann']);
    assert.deepEqual(renamed, ['ann is Anna']);
    const told = talk.ann.wire.events.filter(({ type }) => type === 'CONNECTED_USER_INFO').at(-1);
    assert.equal(told?.user?.displayName, 'Anna');
    talk.send(talk.ann, { type: 'CHAT', body: 'hi' });
    assert.equal(talk.bob.wire.events.at(-1)?.user?.displayName, 'Anna');
  });

  const refusedNames = [
    { name: '   ', why: 'empty' },
    { name: 'The Admin', why: 'forbidden' },
    { name: 'helper', why: 'taken' },
  ];
  for (const { name, why } of refusedNames) {
    it(`does not change a name to one that is ${why}, and reminds the client of the old one`, () => {
      talk.taken.add('helper');
      talk.send(talk.ann, { type: 'NAME_CHANGE', newName: name });
      assert.deepEqual(talk.ann.wire.types.slice(-2), ['CHAT_ACTION', 'CONNECTED_USER_INFO']);
      assert.equal(last(talk.bob).type, 'CONNECTED_USER_INFO');
      assert.equal(talk.stage.users.get('ann')?.displayName, 'ann');
    });
  }

  it('only tells the client who it is when the name is the one that it has', () => {
    talk.send(talk.ann, { type: 'NAME_CHANGE', newName: 'ann' });
    assert.deepEqual(talk.ann.wire.types, ['CONNECTED_USER_INFO', 'CONNECTED_USER_INFO']);
    assert.deepEqual(talk.bob.wire.types, ['CONNECTED_USER_INFO']);
  });

  it('changes no name of who has a time-out, which would be a way to go on speaking', () => {
    talk.silencedUntilWallMs = talk.stage.clock.wallMs() + 90_000;
    talk.send(talk.ann, { type: 'NAME_CHANGE', newName: 'buy my things' });
    assert.deepEqual(talk.ann.wire.types.slice(-2), ['CHAT_ACTION', 'CONNECTED_USER_INFO']);
    assert.match(talk.ann.wire.events.at(-2)?.body ?? '', /in 90 seconds/);
    assert.deepEqual(talk.bob.wire.types, ['CONNECTED_USER_INFO']);
    talk.silencedUntilWallMs = talk.stage.clock.wallMs();
    talk.send(talk.ann, { type: 'NAME_CHANGE', newName: 'Anna' });
    assert.equal(last(talk.bob).type, 'NAME_CHANGE');
  });

  it('changes no name of who was banned and has two seconds left', () => {
    talk.ann.connection.user = { ...talk.ann.connection.user, disabledWallMs: 1 };
    talk.send(talk.ann, { type: 'NAME_CHANGE', newName: 'you will hear from me' });
    assert.deepEqual(talk.bob.wire.types, ['CONNECTED_USER_INFO']);
    assert.deepEqual(talk.ann.wire.types, ['CONNECTED_USER_INFO']);
  });

  it('changes a colour, which only that client is told', () => {
    talk.send(talk.ann, { type: 'COLOR_CHANGE', newColor: 5 });
    assert.equal(talk.ann.wire.events.at(-1)?.user?.displayColor, 5);
    assert.deepEqual(talk.bob.wire.types, ['CONNECTED_USER_INFO']);
  });

  it('is refused when it changes names in a row', () => {
    for (let count = 0; count < 20; count++)
      talk.conversation.receive(talk.ann.connection, `{"type":"NAME_CHANGE","newName":"ann ${count}"}`, 40);
    talk.stage.settle();
    assert.equal(talk.bob.wire.events.filter(({ type }) => type === 'NAME_CHANGE').length, 5);
  });
});
