import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importKey, type ImportRow } from './import-writer.ts';
import { testStore } from './testing.ts';

const user: ImportRow<'users'> = {
  id: 'ada',
  kind: 'standard',
  displayName: 'Ada',
  displayColor: 3,
  createdWallMs: 1_000,
  previousNames: ['Augusta'],
  scopes: ['MODERATOR'],
};
const hook: ImportRow<'webhooks'> = {
  url: 'https://hooks.example/a',
  events: ['CHAT', 'STREAM_STARTED'],
  secret: '',
  createdWallMs: 5,
};

describe('what is brought in', () => {
  test('is there for the rest of the store', (t) => {
    const store = testStore(t);
    const added = store.importing((writer) => [
      writer.add('users', user),
      writer.add('accessTokens', { tokenHash: 'hash', hint: 'h', userId: 'ada', createdWallMs: 1 }),
      writer.add('messages', { id: 'm', kind: 'CHAT', userId: 'ada', body: 'hello', sentWallMs: 2 }),
      writer.add('webhooks', hook),
    ]);
    assert.deepEqual(added, [true, true, true, true]);
    assert.deepEqual(store.accessTokens.findUser('hash')?.previousNames, ['Augusta']);
    assert.deepEqual(store.webhooks.list()[0]?.events, ['CHAT', 'STREAM_STARTED']);
  });

  test('leaves what is there as it is', (t) => {
    const store = testStore(t);
    store.importing((writer) => [writer.add('users', user), writer.add('webhooks', hook)]);
    const again = store.importing((writer) => [
      writer.add('users', { ...user, displayName: 'Other' }),
      writer.add('webhooks', { ...hook, secret: 'new' }),
      writer.add('webhooks', { ...hook, events: ['CHAT'] }),
    ]);
    assert.deepEqual(again, [false, false, true]);
    assert.equal(
      store.readForImport((reader) => reader.has('users', { id: 'ada' })),
      true,
    );
    assert.equal(store.webhooks.list().length, 2);
  });

  test('is all forgotten when the end is not reached', (t) => {
    const store = testStore(t);
    assert.throws(
      () =>
        store.importing((writer) => {
          writer.add('users', user);
          writer.setSetting('channel-name', 'Theirs');
          writer.setSecret('directory-key', 'x');
          throw new Error('half-way');
        }),
      /half-way/,
    );
    const left = store.readForImport((reader) => [
      reader.has('users', user),
      reader.settings().size,
      reader.secret('directory-key'),
    ]);
    assert.deepEqual(left, [false, 0, null]);
  });

  test('is told apart by its key alone', () => {
    assert.equal(importKey('users', user), '["ada"]');
    assert.equal(importKey('webhooks', hook), '["https://hooks.example/a",["CHAT","STREAM_STARTED"]]');
  });
});
