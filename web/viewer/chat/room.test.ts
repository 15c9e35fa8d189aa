import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserIdentity } from './identity.ts';
import { ChatRoom } from './room.ts';
import { HandApi, HandClock, HandSocket, settled } from './testing.ts';

const person = (id: string, displayName: string, scopes: string[] = []) => ({
  id,
  displayName,
  displayColor: 1,
  scopes,
});
const ann = person('ann', 'Ann');
const welcome = (more: object = {}) => ({ type: 'CONNECTED_USER_INFO', user: ann, ...more });
const said = (id: string, seconds: number, body = '<p>hi</p>') => ({
  type: 'CHAT',
  id,
  timestamp: new Date(seconds * 1000).toISOString(),
  body,
  user: person('bob', 'Bob'),
});

function setUp(firstName = '') {
  const clock = new HandClock();
  const api = new HandApi();
  const sockets: HandSocket[] = [];
  const identity = browserIdentity(() => {
    throw new Error('no storage in tests');
  });
  const room = new ChatRoom({
    api,
    clock,
    identity,
    socketUrl: 'ws://tv.example/ws',
    openSocket: (url) => {
      const socket = new HandSocket(url);
      sockets.push(socket);
      return socket;
    },
    parse: (html) => [{ kind: 'text', text: html }],
    firstName,
  });
  const socket = () => {
    const last = sockets.at(-1);
    assert.ok(last, 'a socket was opened');
    return last;
  };
  const enter = async () => {
    room.start();
    await settled();
    socket().hear(welcome());
    await settled();
  };
  const ids = () => room.lines.value.map(({ id }) => id).join(' ');
  return { api, clock, enter, identity, ids, room, socket, sockets };
}

describe('The chat on the page', () => {
  it('registers a newcomer once, and shows what was said before', async () => {
    const { api, enter, identity, ids, room, socket } = setUp('Ann');
    api.entries = [said('a', 1), { type: 'odd' }, said('b', 2)];
    assert.deepEqual(api.registered, [], 'nobody is registered before the chat is shown');
    await enter();
    assert.deepEqual([api.registered, identity.token, identity.name], [['Ann'], 'token 1', 'Ann']);
    assert.equal(socket().url.href, 'ws://tv.example/ws?accessToken=token+1');
    assert.deepEqual([room.me.value?.name, identity.id], ['Ann', room.me.value?.id]);
    assert.notEqual(identity.id, '');
    socket().hear(said('c', 3), said('b', 2));
    assert.equal(ids(), 'a b c');
  });

  it('comes back after a lost connection where it was, and asks for the history when the server cannot resume', async () => {
    const { api, clock, enter, ids, room, socket } = setUp();
    await enter();
    socket().hear(said('a', 1));
    socket().end();
    assert.equal(room.connection.value, 'lost');
    assert.equal(clock.next(), 1000);
    await settled();
    assert.equal(socket().url.searchParams.get('after'), 'a');
    socket().hear(welcome({ resumed: true }), said('b', 2));
    assert.equal(ids(), 'a b');
    socket().end();
    clock.next();
    await settled();
    api.entries = [said('b', 2), said('c', 3)];
    socket().hear(welcome({ resumed: false }));
    await settled();
    assert.equal(ids(), 'a b c');
    assert.equal(api.registered.length, 1);
  });

  it('shows no longer what was hidden while it was away, where the server cannot resume', async () => {
    const { api, clock, enter, ids, socket } = setUp();
    await enter();
    const notice = { type: 'SYSTEM', id: 'w', timestamp: new Date(2500).toISOString(), body: 'Welcome!', user: {} };
    socket().hear(said('old', 1), said('a', 2), notice, said('rude', 3), said('b', 4));
    socket().end();
    clock.next();
    await settled();
    api.entries = [said('a', 2), said('b', 4), said('c', 5)];
    socket().hear(welcome({ resumed: false }));
    await settled();
    assert.equal(ids(), 'old a w b c');
  });

  it('comes back to what everybody was told, and so is not welcomed again', async () => {
    const { clock, enter, socket } = setUp();
    await enter();
    const timestamp = new Date(2000).toISOString();
    const greeting = { type: 'SYSTEM', id: 'w', timestamp, body: '<p>Welcome!</p>', user: { displayName: 'Nine' } };
    socket().hear(said('a', 1), greeting);
    socket().end();
    clock.next();
    await settled();
    assert.equal(socket().url.searchParams.get('after'), 'a');
  });

  it('is not welcomed again where nothing was said yet either', async () => {
    const { clock, enter, socket } = setUp();
    await enter();
    assert.equal(socket().url.searchParams.get('after'), null);
    socket().end();
    clock.next();
    await settled();
    assert.equal(socket().url.searchParams.get('after'), '');
  });

  it('registers anew when the server does not know the token any more', async () => {
    const { api, clock, enter, identity, room, socket } = setUp();
    await enter();
    socket().end();
    clock.next();
    await settled();
    socket().hear({ type: 'ERROR_NEEDS_REGISTRATION' });
    socket().end();
    clock.next();
    await settled();
    assert.deepEqual(api.registered, ['', 'Ann'], 'under the name that one had');
    assert.equal(identity.token, 'token 2');
    assert.equal(room.barrier.value, null);
  });

  it('comes as whom another tab has registered when that was told first that the token is known no more', async () => {
    const { api, clock, enter, identity, socket } = setUp();
    await enter();
    socket().end();
    clock.next();
    await settled();
    identity.keepToken('of the other tab');
    socket().hear({ type: 'ERROR_NEEDS_REGISTRATION' });
    socket().end();
    clock.next();
    await settled();
    assert.equal(socket().url.searchParams.get('accessToken'), 'of the other tab');
    assert.equal(api.registered.length, 1);
  });

  it('tells of others who come and go, and not of oneself', async () => {
    const { enter, ids, room, socket } = setUp();
    await enter();
    const me = room.me.value?.id ?? '';
    const joined = (id: string, user: object) => ({ type: 'USER_JOINED', id, timestamp: '2026-01-02T03:04:05Z', user });
    socket().hear(joined('x', person(me, 'Ann')), joined('y', person('bob', 'Bob')));
    assert.equal(ids(), 'y');
  });

  it('stays away once removed', async () => {
    const { clock, enter, room, socket } = setUp();
    await enter();
    clock.timers = [];
    socket().hear({ type: 'ERROR_USER_DISABLED' });
    assert.equal(room.barrier.value, 'removed');
    assert.deepEqual([room.connection.value, clock.timers.length], ['stopped', 0]);
    room.start();
    assert.equal(room.connection.value, 'stopped');
  });

  it('finds out why it is not let in, and goes on trying ever more seldom', async () => {
    const { api, clock, room, socket } = setUp();
    room.start();
    await settled();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      socket().end();
      waits.push(clock.next());
      await settled();
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    assert.deepEqual([room.barrier.value, room.isTroubled.value], [null, true]);
    api.switchedOff = true;
    socket().end();
    await settled();
    assert.equal(room.barrier.value, 'off');
    api.switchedOff = false;
    api.refusal = { kind: 'refused', status: 401, code: '', message: 'unauthorized' };
    clock.next();
    await settled();
    socket().end();
    await settled();
    assert.equal(room.barrier.value, 'barred');
    clock.next();
    await settled();
    socket().hear(welcome());
    assert.deepEqual([room.barrier.value, room.isTroubled.value], [null, false]);
  });

  it('is not shut by an old answer once it is let in', async () => {
    const { api, clock, room, socket } = setUp();
    let answer: (isOff: boolean) => void = () => assert.fail('nobody asked');
    api.isOff = () => new Promise((resolve) => (answer = resolve));
    room.start();
    for (let attempt = 0; attempt < 2; attempt++) {
      await settled();
      socket().end();
      clock.next();
    }
    await settled();
    socket().hear(welcome());
    answer(true);
    await settled();
    assert.deepEqual([room.connection.value, room.barrier.value], ['open', null]);
  });

  it('keeps a draft’s words to itself while there is no connection', async () => {
    const { enter, room, socket } = setUp();
    assert.equal(room.say('hi', null), false);
    await enter();
    assert.equal(room.say('hi', 'a'), true);
    room.rename('Anna');
    room.recolour(4);
    assert.deepEqual(socket().sent, [
      { type: 'CHAT', body: 'hi', replyTo: 'a' },
      { type: 'NAME_CHANGE', newName: 'Anna' },
      { type: 'COLOR_CHANGE', newColor: 4 },
    ]);
  });

  it('loses nothing that was written into a line that is dead, and gives it back once only', async () => {
    const { clock, enter, room, socket, sockets } = setUp();
    const unsaid = () => room.unsaid.value.map(({ words }) => words);
    const mine = (id: string, seconds: number, body: string) => ({ ...said(id, seconds, body), user: ann });
    await enter();
    socket().hear(said('a', 1));
    room.say('heard', null);
    socket().hear(mine('b', 2, 'heard'));
    clock.timers = [];
    room.say('said', null);
    room.say('lost', 'a');
    assert.deepEqual([clock.next(), sockets.length], [10_000, 1], 'nothing came for so long');
    await settled();
    assert.deepEqual([sockets.length, unsaid()], [2, ['said', 'lost']]);
    socket().hear(welcome({ resumed: true }), mine('c', 3, 'said'));
    assert.deepEqual(unsaid(), ['lost']);
    assert.equal(room.unsaid.value[0]?.replyTo, 'a');
    room.say('lost', 'a');
    socket().hear({ type: 'CHAT_ACTION', id: 'n', words: { key: 'refused.slow', values: { when: 3 } } });
    socket().end();
    assert.deepEqual(unsaid(), [], 'it was told why that was not taken');
  });

  it('asks once more for a new name that a lost connection left without an answer', async () => {
    const { clock, enter, room, socket, sockets } = setUp();
    await enter();
    room.rename('Anna');
    const comeBack = async () => {
      socket().end();
      clock.next();
      await settled();
      socket().hear(welcome({ resumed: true }));
      return [sockets.length, ...socket().sent];
    };
    assert.deepEqual(await comeBack(), [2, { type: 'NAME_CHANGE', newName: 'Anna' }]);
    socket().hear({ ...welcome(), user: person('ann', 'Anna') });
    assert.deepEqual(await comeBack(), [3]);
    room.rename('Bob');
    socket().hear({ type: 'CHAT_ACTION', id: 'n', words: { key: 'refused.changesTooOften' } });
    assert.deepEqual(await comeBack(), [4]);
  });

  it('hides what moderators hid, and fetches what they show again', async () => {
    const { api, enter, ids, socket } = setUp();
    await enter();
    socket().hear(said('a', 1), said('b', 2), { type: 'VISIBILITY-UPDATE', ids: ['a'], visible: false });
    assert.equal(ids(), 'b');
    api.entries = [said('a', 1), said('b', 2)];
    socket().hear({ type: 'VISIBILITY-UPDATE', ids: ['a'], visible: true });
    await settled();
    assert.equal(ids(), 'a b');
  });

  it('shows what is pinned until it is taken down or hidden', async () => {
    const { api, enter, room, socket } = setUp();
    api.pinnedEntry = said('p', 1);
    await enter();
    assert.equal(room.pinned.value?.id, 'p');
    socket().hear({ type: 'PINNED', message: null });
    assert.equal(room.pinned.value, null);
    socket().hear({ type: 'PINNED', message: said('q', 2) });
    socket().hear({ type: 'VISIBILITY-UPDATE', ids: ['q'], visible: false });
    assert.equal(room.pinned.value, null);
  });

  it('shows nothing that was hidden, and no pin that was changed, while the history was on its way', async () => {
    const { api, ids, room, socket } = setUp();
    const answers: (() => void)[] = [];
    const late = <Reply>(reply: Reply) => new Promise<Reply>((resolve) => answers.push(() => resolve(reply)));
    api.history = () => late({ kind: 'answered', body: [said('a', 1), said('b', 2), said('c', 3)] });
    api.pinned = () => late(said('a', 1));
    room.start();
    await settled();
    const hide = (id: string, visible: boolean) => ({ type: 'VISIBILITY-UPDATE', ids: [id], visible });
    socket().hear(welcome(), hide('a', false), hide('b', false), { type: 'PINNED', message: said('c', 3) });
    await settled();
    for (const answer of answers) answer();
    await settled();
    assert.deepEqual([ids(), room.pinned.value?.id], ['c', 'c']);
  });

  it('keeps what is pinned when nobody can say what is', async () => {
    const { api, enter, room, socket } = setUp();
    api.pinnedEntry = said('p', 1);
    await enter();
    api.pinnedEntry = undefined;
    socket().hear({ type: 'VISIBILITY-UPDATE', ids: ['x'], visible: true });
    await settled();
    assert.equal(room.pinned.value?.id, 'p');
  });

  it('asks for the history again when there was no answer, also over a connection that goes on where one was lost', async () => {
    const { api, clock, enter, ids, socket } = setUp();
    let asked = 0;
    api.history = () => {
      asked += 1;
      return Promise.resolve(
        asked < 4 ? { kind: 'unreachable' } : { kind: 'answered', body: [said('a', 1), said('b', 2)] },
      );
    };
    await enter();
    assert.deepEqual([asked, clock.next()], [1, 2000]);
    await settled();
    assert.deepEqual([asked, clock.next()], [2, 4000]);
    await settled();
    assert.equal(asked, 3);
    socket().hear(said('b', 2));
    socket().end();
    assert.equal(clock.next(), 1000);
    await settled();
    socket().hear(welcome({ resumed: true }));
    await settled();
    assert.deepEqual([asked, ids()], [4, 'a b']);
  });

  it('marks what names whoever reads', async () => {
    const { enter, room, socket } = setUp();
    await enter();
    socket().hear(said('a', 1, 'hi @ann'), said('b', 2, 'hi Ann'));
    assert.deepEqual(
      room.lines.value.map((line) => line.kind === 'message' && line.namesMe),
      [true, false],
    );
  });

  it('holds a bounded number of lines, more while somebody reads back', async () => {
    const { enter, room, socket } = setUp();
    await enter();
    const hear = (from: number, to: number) => {
      for (let number = from; number < to; number++) socket().hear(said(`m${number}`, number));
    };
    hear(0, 300);
    assert.equal(room.lines.value.length, 200);
    room.setReading(true);
    hear(300, 1000);
    assert.equal(room.lines.value.length, 600);
    room.setReading(false);
    assert.equal(room.lines.value.length, 200);
    assert.equal(room.lines.value.at(-1)?.id, 'm999');
  });

  it('keeps order with the token of whoever does it', async () => {
    const { api, enter, room } = setUp();
    await enter();
    await Promise.all([room.setVisible('m', false), room.ban('bob'), room.silence('bob', 600), room.pin('m')]);
    assert.deepEqual(api.deeds, [
      'visibility token 1 m false',
      'enabled token 1 bob false',
      'time-out token 1 bob 600',
      'pin token 1 m',
    ]);
  });
});
