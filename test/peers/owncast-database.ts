import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { makePng } from '../../internal/artwork/testing.ts';
import { BEGIN_MS, settingsOf } from './owncast-settings.ts';

/** 0.1.3 and its like, or 0.3.0: newer ones have more columns, other names for some, and further tables. */
export type OwncastGeneration = 'old' | 'new';

export interface OwncastCounts {
  readonly messages: number;
  readonly users: number;
  readonly followers: number;
}

export interface OwncastFixture {
  /** Owncast's data directory: `owncast.db`, the logo, emoji and the folder public lie in it. */
  readonly folder: string;
  readonly file: string;
  /** PEM, PKCS#1, as it lies in the database. */
  readonly privateKey: string;
  /** Token of the bot, and of the user `user-1`. */
  readonly botToken: string;
  readonly userToken: string;
}

const common = `
CREATE TABLE config ("key" string NOT NULL PRIMARY KEY, "value" TEXT);
CREATE TABLE datastore ("key" string NOT NULL PRIMARY KEY, "value" BLOB, "timestamp" DATE DEFAULT CURRENT_TIMESTAMP NOT NULL);
CREATE TABLE user_access_tokens ("token" TEXT NOT NULL PRIMARY KEY, "user_id" TEXT NOT NULL, "timestamp" DATE DEFAULT CURRENT_TIMESTAMP NOT NULL);
CREATE TABLE messages ("id" string NOT NULL PRIMARY KEY, "user_id" TEXT, "body" TEXT, "eventType" TEXT, "hidden_at" DATETIME, "timestamp" DATETIME, "title" TEXT, "subtitle" TEXT, "image" TEXT, "link" TEXT);
CREATE TABLE ip_bans ("ip_address" TEXT NOT NULL PRIMARY KEY, "notes" TEXT, "created_at" TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE notifications ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "channel" TEXT NOT NULL, "destination" TEXT NOT NULL, "created_at" TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE ap_outbox ("iri" TEXT NOT NULL PRIMARY KEY, "value" BLOB, "type" TEXT NOT NULL, "created_at" TIMESTAMP, "live_notification" BOOLEAN);
CREATE TABLE ap_accepted_activities ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "iri" TEXT NOT NULL, "actor" TEXT NOT NULL, "type" TEXT NOT NULL, "timestamp" TIMESTAMP NOT NULL);
CREATE TABLE users ("id" TEXT PRIMARY KEY, "display_name" TEXT NOT NULL, "display_color" NUMBER NOT NULL, "created_at" TIMESTAMP, "disabled_at" TIMESTAMP, "previous_names" TEXT, "namechanged_at" TIMESTAMP, "authenticated_at" TIMESTAMP, "scopes" TEXT, "type" TEXT, "last_used" DATETIME);
CREATE TABLE webhooks ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "url" TEXT NOT NULL, "events" TEXT NOT NULL, "timestamp" DATETIME DEFAULT CURRENT_TIMESTAMP, "last_used" DATETIME);
CREATE TABLE ap_followers ("iri" TEXT NOT NULL PRIMARY KEY, "inbox" TEXT NOT NULL, "name" TEXT, "username" TEXT NOT NULL, "image" TEXT, "request" TEXT NOT NULL, "request_object" BLOB, "created_at" TIMESTAMP, "approved_at" TIMESTAMP, "disabled_at" TIMESTAMP);
`;

const generations: Readonly<Record<OwncastGeneration, string>> = {
  old: `
CREATE TABLE auth ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" TEXT NOT NULL, "token" TEXT NOT NULL, "type" TEXT NOT NULL, "timestamp" DATE DEFAULT CURRENT_TIMESTAMP);
INSERT INTO config VALUES ('version', 7);`,
  new: `
ALTER TABLE webhooks ADD COLUMN "secret" TEXT;
ALTER TABLE users ADD COLUMN "disabled_reason" TEXT;
ALTER TABLE ap_followers ADD COLUMN "shared_inbox" TEXT;
ALTER TABLE ap_followers ADD COLUMN "last_validated_at" TIMESTAMP;
CREATE TABLE auth ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" TEXT NOT NULL, "auth_key" TEXT NOT NULL, "type" TEXT NOT NULL, "provider" TEXT, "profile_url" TEXT, "handle" TEXT, "is_public" BOOLEAN, "timestamp" DATE DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (8, 1);
INSERT INTO config VALUES ('version', 9);
CREATE TABLE federated_servers (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, name TEXT);
INSERT INTO federated_servers (iri, name) VALUES ('https://other.example/federation/user/x', 'Other');
CREATE TABLE ap_delivery_queue (id INTEGER PRIMARY KEY, inbox TEXT, payload BLOB);`,
};

/**
 * Makes what an Owncast leaves behind: its data directory with a database of `counts`, and pictures. `change` may replace settings or, with
 * null, leave them out.
 */
export function makeOwncast(needs: {
  readonly folder: string;
  readonly generation?: OwncastGeneration;
  readonly counts?: Partial<OwncastCounts>;
  readonly change?: Readonly<Record<string, Buffer | null>>;
}): OwncastFixture {
  const { folder, generation = 'new' } = needs;
  const file = join(folder, 'owncast.db');
  const privateKey = fixtureKey();
  writeFiles(folder);
  const tokens = { botToken: token(), userToken: token() };
  using database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('BEGIN');
  database.exec(common + generations[generation]);
  const settings = { ...settingsOf(privateKey), ...needs.change };
  const kept = Object.entries(settings).filter(([, value]) => value !== null);
  fill(
    database,
    'datastore',
    kept.map(([key, value]) => ({ key, value })),
  );
  fillStation(database, generation, { messages: 20, users: 5, followers: 4, ...needs.counts }, tokens);
  database.exec('COMMIT');
  return { folder, file, privateKey, ...tokens };
}

let knownKey: string | null = null;

/** One for all fixtures of a process: it takes a moment to find. */
function fixtureKey(): string {
  knownKey ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  return knownKey;
}

function writeFiles(folder: string): void {
  const files: Readonly<Record<string, Buffer | string>> = {
    'logo.png': makePng(32, 32),
    'emoji/beer.png': makePng(8, 8),
    'emoji/mutant/party cat.png': makePng(9, 9),
    'emoji/mutant/LICENSE.md': 'Free.',
    'emoji/broken.png': 'no picture',
    'public/hello.txt': 'hello',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function fillStation(
  database: DatabaseSync,
  generation: OwncastGeneration,
  counts: OwncastCounts,
  tokens: { botToken: string; userToken: string },
): void {
  const isNew = generation === 'new';
  fillPeople(database, isNew, counts.users, tokens);
  fillChat(database, counts);
  fillFediverse(database, isNew, counts.followers);
  fill(database, 'ip_bans', [
    { ip_address: '203.0.113.9', notes: 'spam' },
    { ip_address: 'no address', notes: '' },
  ]);
  const secret = isNew ? { secret: 'signs' } : {};
  fill(database, 'webhooks', [{ url: 'https://hooks.example/owncast', events: 'CHAT,STREAM_STARTED', ...secret }]);
  const destination = '{"endpoint":"https://push.example/1","keys":{"p256dh":"a","auth":"b"}}';
  fill(database, 'notifications', [{ channel: 'BROWSER_PUSH_NOTIFICATION', destination }]);
}

function fillPeople(
  database: DatabaseSync,
  isNew: boolean,
  count: number,
  tokens: { botToken: string; userToken: string },
): void {
  const users = Array.from({ length: count }, (_, index) => ({
    id: `user-${index + 1}`,
    display_name: `Owl ${index + 1}`,
    display_color: index % 8,
    created_at: goTime(index),
    previous_names: `early,name-${index},Owl ${index + 1}`,
    disabled_at: index === 2 ? '2024-05-06 07:08:09' : null,
    scopes: index === 0 ? 'MODERATOR' : '',
    type: 'STANDARD',
    ...(isNew && { disabled_reason: index === 2 ? 'Rude' : null }),
  }));
  fill(database, 'users', users);
  const scopes = 'CAN_SEND_MESSAGES,HAS_ADMIN_ACCESS';
  fill(database, 'users', [{ id: 'bot', display_name: 'Bot', display_color: 2, scopes, type: 'API' }]);
  fill(
    database,
    'user_access_tokens',
    users.map(({ id }, index) => ({
      token: index === 0 ? tokens.userToken : token(),
      user_id: id,
      timestamp: sqliteTime(index),
    })),
  );
  fill(database, 'user_access_tokens', [{ token: tokens.botToken, user_id: 'bot', timestamp: sqliteTime(1) }]);
  const key = isNew ? 'auth_key' : 'token';
  fill(database, 'auth', [
    { user_id: 'user-1', [key]: 'https://me.example/', type: 'indieauth' },
    { user_id: 'user-2', [key]: 'two@social.example', type: 'fediverse' },
  ]);
}

function fillChat(database: DatabaseSync, counts: OwncastCounts): void {
  const party = '<p>hey <img class="emoji" src="/img/emoji/mutant/party%20cat.png" alt=":party cat:"></p>';
  const said = Array.from({ length: counts.messages }, (_, index) => ({
    id: `m${index}x`,
    user_id: `user-${(index % counts.users) + 1}`,
    body: index % 10 === 3 ? party : `<p>message ${index}, with a few words in it as people write them</p>`,
    eventType: 'CHAT',
    hidden_at: index % 50 === 7 ? sqliteTime(index + 60) : null,
    timestamp: index % 2 === 0 ? goTime(index) : sqliteTime(index),
  }));
  fill(database, 'messages', said);
  fill(database, 'messages', [
    {
      id: 'followed',
      user_id: 'https://social.example/users/1',
      body: 'Ada followed this stream.',
      eventType: 'FEDIVERSE_ENGAGEMENT_FOLLOW',
      timestamp: goTime(5),
      title: 'ada@social.example',
      link: 'https://social.example/users/1',
    },
  ]);
  const orphan = {
    id: 'orphan',
    user_id: 'nobody',
    body: '<p>who was that?</p>',
    eventType: 'CHAT',
    timestamp: goTime(6),
  };
  fill(database, 'messages', [orphan]);
}

function fillFediverse(database: DatabaseSync, isNew: boolean, count: number): void {
  const actor = 'https://tv.example.org/federation/user/owls';
  const followers = Array.from({ length: count }, (_, index) => {
    const iri = `https://social.example/users/${index}`;
    const request = `https://social.example/follows/${index}`;
    return {
      iri,
      inbox: `${iri}/inbox`,
      name: `Follower ${index}`,
      username: `f${index}@social.example`,
      request,
      request_object: Buffer.from(JSON.stringify({ type: 'Follow', id: request, actor: iri, object: actor })),
      created_at: goTime(index),
      approved_at: index % 4 === 3 ? null : goTime(index),
      disabled_at: index % 4 === 2 ? sqliteTime(index) : null,
      ...(isNew && { shared_inbox: 'https://social.example/inbox' }),
    };
  });
  fill(database, 'ap_followers', followers);
  const post = {
    type: 'Create',
    id: 'https://tv.example.org/federation/abc',
    object: { type: 'Note', content: 'live' },
  };
  const value = Buffer.from(JSON.stringify(post));
  fill(database, 'ap_outbox', [{ iri: post.id, value, type: 'Create', created_at: goTime(9), live_notification: 1 }]);
  fill(database, 'ap_accepted_activities', [
    {
      iri: 'https://social.example/follows/1',
      actor: 'https://social.example/users/1',
      type: 'FEDIVERSE_ENGAGEMENT_FOLLOW',
      timestamp: goTime(4),
    },
  ]);
}

/** Rows that all have the columns of the first. */
function fill(database: DatabaseSync, table: string, rows: readonly Readonly<Record<string, SQLInputValue>>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const names = columns.map((name) => `"${name}"`).join(', ');
  const places = columns.map((name) => `:${name}`).join(', ');
  const insert = database.prepare(`INSERT INTO ${table} (${names}) VALUES (${places})`);
  for (const row of rows) insert.run(row);
}

/** Access tokens are 32 random bytes. */
function token(): string {
  return randomBytes(32).toString('base64url') + '=';
}

function goTime(seconds: number): string {
  return new Date(BEGIN_MS + seconds * 1000).toISOString().replace('T', ' ').replace('Z', '000000+00:00');
}

function sqliteTime(seconds: number): string {
  return new Date(BEGIN_MS + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
