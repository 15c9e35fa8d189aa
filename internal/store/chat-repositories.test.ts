import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from './message-repository.ts';
import { testStore } from './testing.ts';
import type { User } from './user-repository.ts';

function person(id: string, values: Partial<User> = {}): User {
  return {
    id,
    kind: 'standard',
    displayName: id,
    displayColor: 0,
    createdWallMs: 0,
    disabledWallMs: null,
    disabledReason: null,
    previousNames: [],
    nameChangedWallMs: null,
    authenticatedWallMs: null,
    scopes: [],
    lastUsedWallMs: null,
    ...values,
  };
}

function message(id: string, sentWallMs: number, values: Partial<Message> = {}): Message {
  return {
    id,
    kind: 'CHAT',
    userId: 'ann',
    body: `<p>${id}</p>`,
    rawBody: id,
    sentWallMs,
    hiddenWallMs: null,
    title: null,
    subtitle: null,
    image: null,
    link: null,
    replyToId: null,
    pinnedWallMs: null,
    ...values,
  };
}

const ids = (list: readonly { message: Message }[]) => list.map((entry) => entry.message.id);

describe('Messages', () => {
  test('are shown oldest first, without hidden ones and those of banned people, with what the station said', (t) => {
    const { messages, users } = testStore(t);
    users.create(person('ann'));
    users.create(person('bob', { disabledWallMs: 1 }));
    messages.addAll([
      message('first', 1),
      message('second', 1),
      message('hidden', 2, { hiddenWallMs: 3 }),
      message('banned', 3, { userId: 'bob' }),
      message('system', 4, { userId: null, kind: 'SYSTEM' }),
      message('last', 5),
    ]);
    assert.deepEqual(ids(messages.recent(10)), ['first', 'second', 'system', 'last']);
    assert.deepEqual(ids(messages.recent(2)), ['system', 'last']);
    assert.deepEqual(ids(messages.newest({ offset: 1, limit: 3 })), ['banned', 'hidden', 'second']);
    assert.equal(messages.recent(1)[0]?.user?.displayName, 'ann');
  });

  test('of people who were forgotten meanwhile, and such as are there, do not keep the others out', (t) => {
    const { messages, users } = testStore(t);
    users.create(person('ann'));
    messages.addAll([message('a', 1)]);
    messages.addAll([message('a', 9), message('b', 2, { userId: 'gone' }), message('c', 3)]);
    assert.deepEqual(ids(messages.recent(9)), ['a', 'c']);
    assert.equal(messages.get('a')?.message.sentWallMs, 1);
  });

  test('are hidden and shown again, and only changes are told', (t) => {
    const { messages, users } = testStore(t);
    users.create(person('ann'));
    messages.addAll([message('a', 1), message('b', 2), message('c', 3)]);
    assert.deepEqual(messages.setHidden(['a', 'b', 'nothing'], 5).toSorted(), ['a', 'b']);
    assert.deepEqual(messages.setHidden(['a', 'c'], 6), ['c']);
    assert.deepEqual(messages.setHidden(['a', 'b'], null).toSorted(), ['a', 'b']);
    assert.deepEqual(messages.setHidden([], null), []);
    const slice = { hiddenWallMs: 7, upToWallMs: 9 };
    assert.deepEqual(messages.hideSome('ann', { ...slice, atMost: 1 }), { ids: ['b'], upToWallMs: 2 });
    assert.deepEqual(messages.hideSome('ann', { ...slice, upToWallMs: 0, atMost: 9 }).ids, []);
    assert.deepEqual(messages.hideSome('ann', { ...slice, upToWallMs: 2, atMost: 9 }), { ids: ['a'], upToWallMs: 1 });
    assert.deepEqual(ids(messages.ofUser('ann', 2)), ['c', 'b']);
  });

  test('are forgotten oldest first, a few at a time, but for the pinned one', (t) => {
    const { messages, users } = testStore(t);
    users.create(person('ann'));
    messages.addAll([1, 2, 3, 4, 5].map((n) => message(`m${n}`, n)));
    messages.pin('m1', 9);
    messages.pin('m2', 9);
    assert.equal(messages.pinned()?.message.id, 'm2');
    assert.equal(messages.timeOfOlderThan(2), 3);
    assert.equal(messages.timeOfOlderThan(5), null);
    assert.equal(messages.forgetSome(5, 2), 2);
    assert.deepEqual(ids(messages.recent(9)), ['m2', 'm4', 'm5']);
    assert.equal(messages.forgetSome(5, 2), 1);
    messages.pin(null, 9);
    assert.equal(messages.pinned(), null);
  });
});

test('people who do not come back are forgotten, but for those who wrote or are somebody', (t) => {
  const { messages, users } = testStore(t);
  const away = { lastUsedWallMs: 5 };
  users.create(person('away', away));
  users.create(person('back', { lastUsedWallMs: 15 }));
  users.create(person('unknown', { lastUsedWallMs: null }));
  users.create(person('bot', { ...away, kind: 'api' }));
  users.create(person('moderator', { ...away, scopes: ['MODERATOR'] }));
  users.create(person('banned', { ...away, disabledWallMs: 1 }));
  users.create(person('signed in', { ...away, authenticatedWallMs: 1 }));
  users.create(person('ann', away));
  messages.addAll([message('a', 1)]);
  assert.equal(users.forgetStrangers(10, 5), 1);
  assert.deepEqual([users.get('away'), users.count()], [null, 7]);
});

test('a time-out takes the place of an earlier one and goes with its person', (t) => {
  const { timeOuts, users } = testStore(t);
  users.create(person('ann'));
  users.create(person('bob'));
  timeOuts.set({ userId: 'ann', untilWallMs: 10 });
  timeOuts.set({ userId: 'ann', untilWallMs: 20 });
  timeOuts.set({ userId: 'bob', untilWallMs: 5 });
  timeOuts.removeEnded(10);
  assert.deepEqual(timeOuts.list(), [{ userId: 'ann', untilWallMs: 20 }]);
  users.delete('ann');
  assert.deepEqual(timeOuts.list(), []);
});

test('the log of moderation keeps the newest entries, and none about people who are forgotten', (t) => {
  const { moderationLog } = testStore(t);
  const entry = { action: 'message.hidden', actorId: 'mod', actorName: 'Mod', targetName: 'Ann', detail: 'rude' };
  for (let wallMs = 1; wallMs <= 5; wallMs += 1)
    moderationLog.add({ ...entry, wallMs, targetId: wallMs === 5 ? 'ann' : 'bob' }, 3);
  const all = moderationLog.list({ offset: 0, limit: 2, userId: null });
  assert.equal(all.total, 3);
  assert.deepEqual(
    all.results.map(({ wallMs }) => wallMs),
    [5, 4],
  );
  assert.equal(moderationLog.list({ offset: 0, limit: 9, userId: 'ann' }).total, 1);
  assert.equal(moderationLog.list({ offset: 0, limit: 9, userId: 'mod' }).total, 3);
  moderationLog.forgetUser('ann');
  const [newest] = moderationLog.list({ offset: 0, limit: 9, userId: null }).results;
  assert.deepEqual([newest?.targetId, newest?.targetName, newest?.detail], [null, '', '']);
});

test('bans of addresses are added once, and taken back alone or with the ban of a person', (t) => {
  const { ipBans } = testStore(t);
  const ban = { notes: '', createdWallMs: 1, userId: null };
  assert.equal(ipBans.add({ ...ban, address: '192.0.2.1' }), true);
  assert.equal(ipBans.add({ ...ban, address: '192.0.2.1' }), false);
  ipBans.add({ ...ban, address: '198.51.100.0/24', userId: 'ann' });
  ipBans.removeOf('ann');
  assert.deepEqual(
    ipBans.list().map(({ address }) => address),
    ['192.0.2.1'],
  );
  assert.equal(ipBans.remove('192.0.2.1'), true);
  assert.equal(ipBans.remove('192.0.2.1'), false);
});
