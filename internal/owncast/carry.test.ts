import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { fixturePasswordHash } from '../../test/peers/owncast-settings.ts';
import { hashToken } from '../auth/token.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import { carryOver, type Outcome } from './carry.ts';
import { encodeGob } from './gob/testing.ts';
import { Rehearsal } from './rehearsal.ts';
import { renderOutcome } from './report.ts';
import { importInto, ownOwncast, prepare } from '../../test/peers/owncast-import.ts';

/** How many rows were added and found, by noun. */
function counts(outcome: Outcome): Record<string, string> {
  return Object.fromEntries(
    [...outcome.tally.nouns()].map(([noun, { added, there, left }]) => {
      const out = [...left.values()].reduce((sum, many) => sum + many, 0);
      return [noun, `${added}+${there}-${out}`];
    }),
  );
}

const everything = {
  streamKeys: '1+0-0',
  artwork: '3+0-0',
  users: '6+0-0',
  accessTokens: '6+0-0',
  identities: '2+0-0',
  messages: '21+0-1',
  ipBans: '1+0-1',
  webhooks: '1+0-0',
  subscriptions: '1+0-0',
  followers: '4+0-0',
  outbox: '1+0-0',
  inboxActivities: '1+0-0',
};

describe('an import of Owncast', () => {
  for (const generation of ['old', 'new'] as const) {
    test(`brings everything of an ${generation} one`, async (t) => {
      const fixture = ownOwncast(t, { generation });
      const store = testStore(t);
      assert.deepEqual(counts(await importInto(t, store, fixture.file)), everything);
      const bot = store.accessTokens.findUser(hashToken(fixture.botToken));
      assert.deepEqual([bot?.id, bot?.kind, bot?.scopes], ['bot', 'api', ['CAN_SEND_MESSAGES', 'HAS_ADMIN_ACCESS']]);
      const person = store.accessTokens.findUser(hashToken(fixture.userToken));
      assert.deepEqual(
        [person?.displayName, person?.scopes, person?.previousNames],
        ['Owl 1', ['MODERATOR'], ['early', 'name-0']],
      );
      assert.deepEqual(
        store.streamKeys.list().map(({ key, comment }) => [key, comment]),
        [['sekrit-studio-key', 'Studio']],
      );
      assert.equal(store.webhooks.list()[0]?.secret, generation === 'new' ? 'signs' : '');
      const followers = (['approved', 'pending', 'blocked'] as const).map(
        (state) => store.followers.list(state, { offset: 0, limit: 9 }).total,
      );
      assert.deepEqual(followers, [2, 1, 1]);
    });
  }

  test('keeps the account of the fediverse: its name and its keys', async (t) => {
    const fixture = ownOwncast(t);
    const store = testStore(t);
    await importInto(t, store, dirname(fixture.file));
    assert.equal(store.settings.all().get('federation-username'), 'owls');
    assert.equal(store.secrets.get('federation-private-key'), fixture.privateKey);
    const publicKey = createPublicKey(fixture.privateKey).export({ type: 'spki', format: 'pem' });
    assert.equal(store.secrets.get('federation-public-key'), publicKey);
    const [follower] = store.followers.list('approved', { offset: 0, limit: 1 }).entries;
    assert.equal(follower?.sharedInbox, 'https://social.example/inbox');
    assert.match(follower?.requestJson ?? '', /"type":"Follow"/);
  });

  test('takes settings and secrets over in our words', async (t) => {
    const store = testStore(t);
    await importInto(t, store, ownOwncast(t).file);
    const {
      'page-content': page,
      'search-indexing': indexing,
      ladder,
      tags,
      ...settings
    } = Object.fromEntries(store.settings.all());
    assert.deepEqual([page, indexing, tags], ['# About\n\nWe play.', 'off', '["owncast","streaming","music"]']);
    assert.match(ladder ?? '', /^720p:1800/);
    assert.deepEqual(
      [settings['channel-summary'], settings['part-ms'], settings['http-port']],
      ['Music for the late hours.', '333', undefined],
    );
    assert.equal(store.secrets.get('admin-password-hash'), fixturePasswordHash);
    assert.equal(store.secrets.get('station-created'), '2024-03-03T04:05:06.000Z');
    assert.deepEqual(store.samples.latest('viewers.overall-peak'), {
      wallMs: Date.UTC(2024, 2, 4, 4, 5, 6),
      spanMs: 0,
      value: 321,
    });
  });

  test('brings messages with what happened to them, and emoji where they are now', async (t) => {
    const directory = temporaryDirectory(t);
    const store = testStore(t, { directory });
    await importInto(t, store, ownOwncast(t).file);
    assert.deepEqual(
      store.artwork.list('emoji').map(({ name }) => name),
      ['beer.png', 'mutant/party_cat.png'],
    );
    const ours = query(
      directory,
      "SELECT id, user_id, body, hidden_wall_ms FROM messages WHERE id IN ('m3x', 'm7x', 'followed') ORDER BY id",
    );
    assert.deepEqual(ours, [
      { id: 'followed', user_id: null, body: 'Ada followed this stream.', hidden_wall_ms: null },
      {
        id: 'm3x',
        user_id: 'user-4',
        body: '<p>hey <img class="emoji" src="/img/emoji/mutant/party_cat.png" alt=":party cat:"></p>',
        hidden_wall_ms: null,
      },
      {
        id: 'm7x',
        user_id: 'user-3',
        body: '<p>message 7, with a few words in it as people write them</p>',
        hidden_wall_ms: Date.UTC(2024, 2, 3, 4, 6, 13),
      },
    ]);
  });

  test('does in a rehearsal what it does in earnest, but for writing', async (t) => {
    const store = testStore(t);
    const prepared = await prepare(t, ownOwncast(t).file);
    const without = renderOutcome(prepared, carryOver(prepared, new Rehearsal(null)));
    const rehearsed = renderOutcome(
      prepared,
      store.readForImport((reader) => carryOver(prepared, new Rehearsal(reader))),
    );
    assert.equal(store.settings.all().size, 0);
    const done = renderOutcome(
      prepared,
      store.importing((writer) => carryOver(prepared, writer)),
    );
    assert.deepEqual([without, rehearsed], [done, done]);
    assert.doesNotMatch(done.join('\n'), /discord\.example|sekrit|PRIVATE|\$2b/);
  });
});

describe('a second import', () => {
  test('changes nothing when nothing has changed', async (t) => {
    const fixture = ownOwncast(t);
    const store = testStore(t);
    await importInto(t, store, fixture.file);
    const before = [...store.settings.all()];
    const again = await importInto(t, store, fixture.file);
    assert.ok(again.isRepeated);
    assert.deepEqual(Object.values(counts(again)), [
      '0+1-0',
      '0+3-0',
      '0+6-0',
      '0+6-0',
      '0+2-0',
      '0+21-1',
      '0+1-1',
      '0+1-0',
      '0+1-0',
      '0+4-0',
      '0+1-0',
      '0+1-0',
    ]);
    assert.deepEqual([...store.settings.all()], before);
    assert.ok(again.settings.every(({ outcome }) => outcome === 'same'));
  });

  test('brings what is new there, and leaves what was changed or removed here', async (t) => {
    const fixture = ownOwncast(t);
    const directory = temporaryDirectory(t);
    const store = testStore(t, { directory });
    await importInto(t, store, fixture.file);
    store.settings.set('channel-name', 'Chosen here');
    store.settings.unset('stream-title');
    store.secrets.set('admin-password-hash', 'chosen here');
    query(directory, 'DELETE FROM ip_bans');
    store.streamKeys.remove(store.streamKeys.list()[0]?.id ?? '');
    store.artwork.removeAll('logo');
    changeTheirs(fixture.file, {
      server_name: encodeGob('text', 'Theirs'),
      stream_title: encodeGob('text', 'Theirs'),
      nsfw: encodeGob('boolean', false),
    });
    const again = await importInto(t, store, fixture.file);
    const settings = store.settings.all();
    assert.deepEqual(
      [settings.get('channel-name'), settings.get('stream-title'), settings.get('nsfw')],
      ['Chosen here', undefined, 'off'],
    );
    assert.equal(store.secrets.get('admin-password-hash'), 'chosen here');
    assert.deepEqual(
      [store.ipBans.list().length, store.streamKeys.list().length, store.artwork.list('logo').length],
      [0, 0, 0],
    );
    assert.equal(again.tally.nouns().get('messages')?.added, 1);
    assert.deepEqual(
      again.settings
        .filter(({ outcome }) => outcome !== 'same')
        .map(({ name, outcome }) => `${name} ${outcome}`)
        .toSorted(),
      ['channel-name kept', 'nsfw taken', 'stream-title kept'],
    );
  });

  test('does not bring back a person that was deleted here, nor what they said', async (t) => {
    const fixture = ownOwncast(t);
    const directory = temporaryDirectory(t);
    const store = testStore(t, { directory });
    await importInto(t, store, fixture.file);
    store.users.delete('user-1');
    await importInto(t, store, fixture.file);
    assert.equal(store.users.get('user-1'), null);
    assert.equal(store.accessTokens.findUser(hashToken(fixture.userToken)), null);
    assert.deepEqual(query(directory, "SELECT count(*) AS many FROM messages WHERE user_id = 'user-1'"), [{ many: 0 }]);
  });
});

describe('what was chosen here before the first import', () => {
  test('stays: settings, a password, a logo', async (t) => {
    const store = testStore(t);
    store.settings.set('channel-name', 'Mine');
    store.secrets.set('admin-password-hash', 'mine');
    store.artwork.put('logo', {
      name: 'logo.svg',
      mediaType: 'image/svg+xml',
      bytes: Buffer.from('<svg/>'),
      digest: 'd',
    });
    const outcome = await importInto(t, store, ownOwncast(t).file);
    assert.equal(store.settings.all().get('channel-name'), 'Mine');
    assert.equal(store.secrets.get('admin-password-hash'), 'mine');
    assert.deepEqual(
      store.artwork.list('logo').map(({ name }) => name),
      ['logo.svg'],
    );
    assert.match(
      renderOutcome(await prepare(t, ownOwncast(t).file), outcome).join('\n'),
      /channel-name +"Mine" stays as it was set here, not "Night Owls"/,
    );
  });
});

describe('an Owncast that runs', () => {
  test('in the folder that Aerial is to use needs no file copied', async (t) => {
    const { file, folder } = ownOwncast(t);
    assert.deepEqual((await prepare(t, file)).ownFiles, ['hello.txt']);
    assert.deepEqual((await prepare(t, file, { dataDirectory: folder })).ownFiles, []);
  });

  test('so early that people had one token each is imported with these', async (t) => {
    const { file } = ownOwncast(t, { generation: 'old' });
    {
      using database = new DatabaseSync(file);
      database.exec(
        "DROP TABLE user_access_tokens; ALTER TABLE users ADD COLUMN access_token; UPDATE users SET access_token = 'token of ' || id",
      );
    }
    const store = testStore(t);
    await importInto(t, store, file);
    assert.equal(store.accessTokens.findUser(hashToken('token of user-2'))?.id, 'user-2');
  });

  test('is imported as it is now, from its log as well', async (t) => {
    const fixture = ownOwncast(t);
    const running = new DatabaseSync(fixture.file);
    t.after(() => running.close());
    running.exec(
      "INSERT INTO messages (id, user_id, body, eventType, timestamp) VALUES ('late', 'user-1', 'just now', 'CHAT', '2026-01-01 00:00:00')",
    );
    const outcome = await importInto(t, testStore(t), fixture.file);
    assert.equal(outcome.tally.nouns().get('messages')?.added, 22);
  });

  test('without pictures beside its database is imported without', async (t) => {
    const fixture = ownOwncast(t);
    for (const name of ['emoji', 'logo.png', 'public']) rmSync(join(fixture.folder, name), { recursive: true });
    const outcome = await importInto(t, testStore(t), fixture.file);
    assert.equal(outcome.tally.nouns().get('artwork'), undefined);
  });
});

function changeTheirs(file: string, settings: Readonly<Record<string, Buffer>>): void {
  using database = new DatabaseSync(file);
  for (const [key, value] of Object.entries(settings))
    database.prepare('UPDATE datastore SET value = ? WHERE key = ?').run(value, key);
  database.exec(
    "INSERT INTO messages (id, user_id, body, eventType, timestamp) VALUES ('new', 'user-2', 'new', 'CHAT', '2026-01-01 00:00:00')",
  );
}

/** Looks into our own database, past the store. */
function query(directory: string, statement: string): unknown[] {
  using database = new DatabaseSync(join(directory, 'aerial.db'));
  return database
    .prepare(statement)
    .all()
    .map((row) => ({ ...row }));
}
