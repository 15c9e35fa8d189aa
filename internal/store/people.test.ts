import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { connect } from './sqlite.ts';
import { temporaryDirectory, testStore } from './testing.ts';
import type { User } from './user-repository.ts';

function person(id: string, values: Partial<User> = {}): User {
  return {
    id,
    kind: 'standard',
    displayName: `Name of ${id}`,
    displayColor: 3,
    createdWallMs: 1_000,
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

const everybody = { offset: 0, limit: 50, search: '', status: 'all', sort: 'desc' } as const;

describe('users', () => {
  test('are listed newest first, a page at a time, with how many there are', (t) => {
    const { users } = testStore(t);
    for (let n = 1; n <= 5; n++) users.create(person(`u${n}`, { createdWallMs: n }));
    const page = users.list({ ...everybody, offset: 1, limit: 2 });
    assert.equal(page.total, 5);
    assert.deepEqual(
      page.results.map(({ id }) => id),
      ['u4', 'u3'],
    );
    assert.equal(users.list({ ...everybody, sort: 'asc' }).results[0]?.id, 'u1');
  });

  test('are found by a part of the name, in which % and _ are letters like others', (t) => {
    const { users } = testStore(t);
    users.create(person('a', { displayName: 'Anna_50%' }));
    users.create(person('b', { displayName: 'Annas50x' }));
    const found = (search: string) => users.list({ ...everybody, search }).results.map(({ id }) => id);
    assert.deepEqual(found('anna_'), ['a']);
    assert.deepEqual(found('50%'), ['a']);
    assert.deepEqual(found('b'), ['b']);
    assert.deepEqual(found("x' OR 1=1 --"), []);
  });

  test('are found by a part of the name in any case, also of letters beyond ASCII', (t) => {
    const { users } = testStore(t);
    users.create(person('a', { displayName: 'Анна Петрова' }));
    users.create(person('b', { displayName: 'ÖZLEM' }));
    users.create(person('c', { displayName: 'élodie' }));
    const found = (search: string) => users.list({ ...everybody, search }).results.map(({ id }) => id);
    for (const search of ['анна', 'АННА', 'анна петрова', 'нна']) assert.deepEqual(found(search), ['a'], search);
    for (const search of ['öz', 'Özlem', 'o\u0308zlem']) assert.deepEqual(found(search), ['b'], search);
    assert.deepEqual(found('ÉLO'), ['c']);
    assert.deepEqual(found('ß'), []);
  });

  test('are told apart by what they are and may', (t) => {
    const { users } = testStore(t);
    users.create(person('plain'));
    users.create(person('bot', { kind: 'api' }));
    users.create(person('retired bot', { kind: 'api', disabledWallMs: 5 }));
    users.create(person('moderator', { scopes: ['MODERATOR'] }));
    users.create(person('banned', { scopes: ['MODERATOR'] }));
    users.disable('banned', { wallMs: 9, reason: 'spam' });
    const of = (status: 'active' | 'bots' | 'moderators' | 'banned') =>
      users
        .list({ ...everybody, status, sort: 'asc' })
        .results.map(({ id }) => id)
        .toSorted();
    assert.deepEqual(of('active'), ['bot', 'moderator', 'plain']);
    assert.deepEqual(of('bots'), ['bot']);
    assert.deepEqual(of('moderators'), ['moderator']);
    assert.deepEqual(of('banned'), ['banned']);
    assert.equal(users.get('banned')?.disabledReason, 'spam');
    users.enable('banned');
    assert.deepEqual(of('banned'), []);
    users.setScopes('plain', ['MODERATOR']);
    assert.deepEqual(of('moderators'), ['banned', 'moderator', 'plain']);
    assert.equal(users.setScopes('nobody', []), false);
  });

  test('that are deleted take their tokens along', (t) => {
    const { users, accessTokens } = testStore(t);
    users.create(person('a'));
    accessTokens.add({ tokenHash: 'h', hint: 'abcdef', userId: 'a', createdWallMs: 1 });
    assert.equal(accessTokens.findUser('h')?.id, 'a');
    assert.equal(users.delete('a'), true);
    assert.equal(users.delete('a'), false);
    assert.equal(accessTokens.findUser('h'), null);
  });
});

test('what somebody wrote is forgotten in slices', (t) => {
  const directory = temporaryDirectory(t);
  const { users } = testStore(t, { directory });
  users.create(person('a'));
  const connection = connect(join(directory, 'aerial.db'), { busyTimeoutMs: 0 });
  for (let n = 0; n < 5; n += 1)
    connection.exec(
      `INSERT INTO messages (id, kind, user_id, body, sent_wall_ms) VALUES ('m${n}', 'CHAT', 'a', '', 1)`,
    );
  connection.close();
  assert.deepEqual(
    [users.deleteMessages('a', 3), users.deleteMessages('a', 3), users.deleteMessages('a', 3)],
    [3, 2, 0],
  );
});

describe('tokens of bots', () => {
  test('are listed oldest first, without those of people, and retiring one keeps the bot by its name', (t) => {
    const { users, accessTokens } = testStore(t);
    users.create(person('viewer'));
    accessTokens.add({ tokenHash: 'of a viewer', hint: 'vvvvvv', userId: 'viewer', createdWallMs: 1 });
    accessTokens.addUser(person('two', { kind: 'api' }), { tokenHash: 'h2', hint: 'bbbbbb', createdWallMs: 20 });
    accessTokens.addUser(person('one', { kind: 'api' }), { tokenHash: 'h1', hint: 'aaaaaa', createdWallMs: 10 });
    assert.deepEqual(
      accessTokens.listBots().map(({ token, user }) => [token.hint, user.id]),
      [
        ['aaaaaa', 'one'],
        ['bbbbbb', 'two'],
      ],
    );
    assert.equal(accessTokens.retireBot('of a viewer', 30), null);
    assert.equal(accessTokens.retireBot('h1', 30), 'one');
    assert.equal(accessTokens.retireBot('h1', 30), null);
    assert.equal(accessTokens.countBots(), 1);
    assert.equal(users.get('one')?.disabledWallMs, 30);
  });
});

describe('sessions', () => {
  const entry = { createdWallMs: 0, address: '192.0.2.1', userAgent: 'test' };

  test('beyond the bound, the one that ends first makes room, and ended ones go before it', (t) => {
    const { sessions } = testStore(t);
    const bounds = { atMost: 2, nowWallMs: 100 };
    sessions.add({ ...entry, tokenHash: 'ended', expiresWallMs: 50 }, { ...bounds, nowWallMs: 0 });
    sessions.add({ ...entry, tokenHash: 'later', expiresWallMs: 900 }, bounds);
    assert.equal(sessions.find('ended'), null);
    sessions.add({ ...entry, tokenHash: 'sooner', expiresWallMs: 800 }, bounds);
    sessions.add({ ...entry, tokenHash: 'new', expiresWallMs: 1_000 }, bounds);
    assert.equal(sessions.find('sooner'), null);
    assert.notEqual(sessions.find('later'), null);
  });

  test('all but one can be ended, or all', (t) => {
    const { sessions } = testStore(t);
    const bounds = { atMost: 9, nowWallMs: 0 };
    for (const tokenHash of ['a', 'b', 'c']) sessions.add({ ...entry, tokenHash, expiresWallMs: 10 }, bounds);
    sessions.removeOthers('b');
    assert.deepEqual([sessions.find('a'), sessions.find('b')?.tokenHash], [null, 'b']);
    sessions.removeOthers(null);
    assert.equal(sessions.find('b'), null);
  });
});

test('a secret is swapped only for what stands there', (t) => {
  const { secrets } = testStore(t);
  assert.equal(secrets.swap('link', 'other', 'new'), false);
  assert.equal(secrets.swap('link', null, 'new'), true);
  assert.equal(secrets.get('link'), 'new');
  assert.equal(secrets.swap('link', 'new', null), true);
  assert.equal(secrets.swap('link', 'new', null), false);
  assert.equal(secrets.get('link'), null);
});
