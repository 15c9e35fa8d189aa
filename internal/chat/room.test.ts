import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chatMessage, chatUser, TestRoom } from './testing.ts';

function heard(wire: { events: readonly { type: string; body?: string }[] }, type: string): (string | undefined)[] {
  return wire.events.filter((event) => event.type === type).map(({ body }) => body);
}

describe('The room', () => {
  it('tells newcomers who they are, and on air tells everybody that they came', () => {
    const stage = new TestRoom();
    stage.isOnAir = true;
    const joined: string[] = [];
    stage.hub.on('chat.joined', ({ user }) => joined.push(user.id));
    const ann = stage.enter('ann');
    stage.settle();
    const bob = stage.enter('bob');
    stage.settle();
    assert.deepEqual(ann.wire.types, ['CONNECTED_USER_INFO', 'USER_JOINED', 'USER_JOINED']);
    assert.deepEqual(bob.wire.types, ['CONNECTED_USER_INFO', 'USER_JOINED']);
    assert.deepEqual(joined, ['ann', 'bob']);
  });

  it('says nothing of who comes while nothing is on air', () => {
    const stage = new TestRoom();
    stage.welcome = 'Welcome!';
    const { wire } = stage.enter('ann');
    stage.clock.advance(60_000);
    stage.settle();
    assert.deepEqual(wire.types, ['CONNECTED_USER_INFO']);
  });

  it('keeps comings and goings to itself when the owner wants that, but not from webhooks', () => {
    const stage = new TestRoom();
    stage.isOnAir = true;
    stage.showsArrivals = false;
    const facts: string[] = [];
    stage.hub.on('chat.joined', ({ user, clientId }) => facts.push(`${user.id} came by ${clientId}`));
    stage.hub.on('chat.parted', ({ user, clientId }) => facts.push(`${user.id} left ${clientId}`));
    const { wire } = stage.enter('ann');
    stage.room.leave(stage.enter('bob').connection);
    stage.clock.advance(10_000);
    stage.settle();
    assert.deepEqual(wire.types, ['CONNECTED_USER_INFO']);
    assert.deepEqual(facts, ['ann came by 1', 'bob came by 2', 'bob left 2']);
  });

  it('welcomes newcomers after seven seconds, unless they have gone', () => {
    const stage = new TestRoom();
    stage.isOnAir = true;
    stage.welcome = 'Welcome!';
    const ann = stage.enter('ann');
    const bob = stage.enter('bob');
    stage.room.leave(bob.connection);
    stage.clock.advance(6_999);
    assert.deepEqual(heard(ann.wire, 'SYSTEM'), []);
    stage.clock.advance(1);
    assert.deepEqual(heard(ann.wire, 'SYSTEM'), ['Welcome!']);
    assert.deepEqual(heard(bob.wire, 'SYSTEM'), []);
  });

  it('takes somebody with two pages, or who reloads one, for one who never left', () => {
    const stage = new TestRoom();
    stage.isOnAir = true;
    const watcher = stage.enter('watcher');
    const first = stage.enter('ann');
    const second = stage.enter('ann');
    stage.room.leave(first.connection);
    stage.room.leave(second.connection);
    stage.clock.advance(9_999);
    const third = stage.enter('ann');
    stage.clock.advance(60_000);
    stage.settle();
    assert.deepEqual(watcher.wire.types, ['CONNECTED_USER_INFO', 'USER_JOINED', 'USER_JOINED']);
    stage.room.leave(third.connection);
    stage.clock.advance(10_000);
    stage.settle();
    assert.equal(watcher.wire.types.at(-1), 'USER_PARTED');
  });

  it('lets somebody with many pages write no faster than with one, nor who comes back', () => {
    const stage = new TestRoom();
    const now = stage.clock.monotonicMs();
    const pages = Array.from({ length: 10 }, () => stage.enter('ann').connection);
    const passed = pages.flatMap((page) => Array.from({ length: 90 }, () => page.takeFrame(now))).filter(Boolean);
    assert.equal(passed.length, 100);
    assert.equal(stage.enter('bob').connection.takeFrame(now), true);
    for (const page of pages) stage.room.leave(page);
    assert.equal(stage.enter('ann').connection.takeFrame(now), false);
  });

  it('tells only some of a crowd that comes at once, and counts all of them', () => {
    const stage = new TestRoom();
    stage.isOnAir = true;
    const { wire } = stage.enter('ann');
    for (let number = 0; number < 1000; number++) stage.enter(`viewer-${number}`);
    stage.settle();
    stage.clock.advance(1000);
    stage.settle();
    assert.equal(heard(wire, 'USER_JOINED').length, 20);
    assert.equal(stage.room.count, 1001);
  });

  it('gives a client that was away what it missed, once, and does not welcome it again', () => {
    const stage = new TestRoom();
    stage.isOnAir = true;
    stage.showsArrivals = false;
    stage.welcome = 'Welcome!';
    const first = stage.enter('ann');
    for (const body of ['one', 'two', 'three']) stage.room.publish(stage.maker.action(body));
    stage.settle();
    stage.room.leave(first.connection);
    stage.room.publish(stage.maker.action('four'));
    const seen = first.wire.events.find(({ body }) => body === 'two')?.id ?? '';
    const again = stage.enter('ann', { after: seen });
    stage.settle();
    stage.clock.advance(7_000);
    assert.deepEqual(heard(again.wire, 'CHAT_ACTION'), ['three', 'four']);
    assert.equal(again.wire.events[0]?.['resumed'], true);
    assert.deepEqual(heard(again.wire, 'SYSTEM'), []);
  });

  it('says so when it no longer knows what a client missed, and does not welcome it again either', () => {
    const stage = new TestRoom();
    stage.isOnAir = true;
    stage.welcome = 'Welcome!';
    const { wire } = stage.enter('ann', { after: 'long-ago' });
    assert.equal(wire.events[0]?.['resumed'], false);
    const sawNothing = stage.enter('eve', { after: '' }).wire;
    assert.equal(sawNothing.events[0]?.['resumed'], false);
    assert.equal('resumed' in (stage.enter('bob').wire.events[0] ?? {}), false);
    stage.clock.advance(7_000);
    assert.deepEqual([...heard(wire, 'SYSTEM'), ...heard(sawNothing, 'SYSTEM')], []);
  });

  it('does not give what was hidden meanwhile', () => {
    const stage = new TestRoom();
    const events = ['seen', 'rude'].map((body) => stage.maker.action(body));
    for (const event of events) stage.room.publish(event);
    stage.settle();
    const [seen, rude] = events.map((event) => ('id' in event ? event.id : ''));
    stage.room.publish(stage.maker.visibility([rude ?? ''], false));
    stage.settle();
    const { wire } = stage.enter('ann', { after: seen ?? null });
    assert.deepEqual(wire.types, ['CONNECTED_USER_INFO', 'VISIBILITY-UPDATE']);
  });

  it('does not give what was pinned and hidden meanwhile', () => {
    const stage = new TestRoom();
    const rude = chatMessage({ id: 'rude', body: 'rude words' });
    const seen = stage.maker.action('seen');
    for (const event of [seen, stage.maker.pinned(rude, chatUser()), stage.maker.visibility(['rude'], false)])
      stage.room.publish(event);
    stage.settle();
    const { wire } = stage.enter('ann', { after: 'id' in seen ? seen.id : null });
    assert.deepEqual(wire.types, ['CONNECTED_USER_INFO', 'VISIBILITY-UPDATE']);
  });

  it('shows out a client that does not read, and nobody else', () => {
    const stage = new TestRoom();
    const slow = stage.enter('slow');
    const quick = stage.enter('quick');
    slow.wire.queuedBytes = 300_000;
    stage.room.publish(stage.maker.action('hello'));
    stage.settle();
    assert.equal(slow.wire.closedWith, 1013);
    assert.deepEqual(heard(quick.wire, 'CHAT_ACTION'), ['hello']);
    assert.equal(stage.room.count, 1);
  });

  it('pings everybody once in 54 s, spread over that time, and lets go of who has not answered after 6 s', () => {
    const stage = new TestRoom();
    const stop = stage.room.start();
    const crowd = Array.from({ length: 108 }, (_, number) => stage.enter(`viewer-${number}`));
    const dead = crowd[0];
    const pings = (): number => crowd.reduce((sum, { wire }) => sum + wire.pings, 0);
    for (let second = 1; second <= 60; second++) {
      stage.clock.advance(1000);
      // Everybody but one answers.
      for (const { connection } of crowd.slice(1)) connection.takeFrame(stage.clock.monotonicMs());
      if (second === 27) assert.equal(pings(), 54);
      if (second === 54) assert.equal(pings(), 108);
    }
    assert.equal(dead?.wire.isTerminated, true);
    assert.equal(crowd.filter(({ wire }) => wire.isTerminated).length, 1);
    assert.equal(stage.room.count, 107);
    stop();
  });

  it('tells a banned user so on every page of theirs, and shows them out two seconds later', () => {
    const stage = new TestRoom();
    const pages = [stage.enter('ann'), stage.enter('ann')];
    const other = stage.enter('bob');
    stage.room.closeUser('ann', stage.maker.disabled(chatUser({ id: 'ann' })));
    for (const { wire } of pages) assert.equal(wire.types.at(-1), 'ERROR_USER_DISABLED');
    assert.equal(pages[0]?.wire.closedWith, null);
    assert.deepEqual([pages[0]?.connection.isOpen, pages[1]?.connection.isOpen], [false, false], 'they are heard');
    assert.equal(other.connection.isOpen, true);
    stage.clock.advance(2_000);
    for (const { wire } of pages) assert.equal(wire.closedWith, 1008);
    assert.equal(other.wire.closedWith, null);
  });

  it('lets the pages of somebody who signed in as another come back, and nobody else’s', () => {
    const stage = new TestRoom();
    const pages = [stage.enter('ann'), stage.enter('ann')];
    const other = stage.enter('bob');
    stage.room.reconnectUser('ann');
    for (const { wire } of pages) assert.equal(wire.closedWith, 1001);
    assert.equal(other.wire.closedWith, null);
  });

  it('shows somebody who has changed as they are now', () => {
    const stage = new TestRoom();
    stage.enter('ann');
    stage.users.set('ann', chatUser({ id: 'ann', displayName: 'Anna' }));
    stage.room.refreshUser('ann');
    assert.equal(stage.room.clients()[0]?.user.displayName, 'Anna');
  });

  it('tells one client something, and says when that one is not there', () => {
    const stage = new TestRoom();
    const { wire, connection } = stage.enter('ann');
    assert.equal(stage.room.tell(connection.id, stage.maker.system('psst')), true);
    assert.deepEqual(heard(wire, 'SYSTEM'), ['psst']);
    assert.equal(stage.room.tell(99, stage.maker.system('psst')), false);
  });

  it('sends out what was said last, then says goodbye to everybody', () => {
    const stage = new TestRoom();
    const { wire } = stage.enter('ann');
    stage.room.publish(stage.maker.action('bye'));
    stage.room.stop();
    assert.deepEqual(heard(wire, 'CHAT_ACTION'), ['bye']);
    assert.equal(wire.closedWith, 1001);
  });
});
