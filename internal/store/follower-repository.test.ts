import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImportRow } from './import-writer.ts';
import { testStore } from './testing.ts';

const follower = (name: string, changes: Partial<ImportRow<'followers'>> = {}): ImportRow<'followers'> => ({
  iri: `https://social.example/${name}`,
  inbox: `https://social.example/${name}/inbox`,
  name,
  username: `${name}@social.example`,
  requestIri: `https://social.example/${name}/follow`,
  createdWallMs: 1,
  ...changes,
});

describe('FollowerRepository', () => {
  it('tells those who follow from those who wait and those who may not, newest first', (t) => {
    const store = testStore(t);
    store.importing((writer) => {
      writer.add('followers', follower('old', { createdWallMs: 1, approvedWallMs: 5 }));
      writer.add('followers', follower('new', { createdWallMs: 2, approvedWallMs: 5 }));
      writer.add('followers', follower('waits', { createdWallMs: 3 }));
      writer.add('followers', follower('blocked', { createdWallMs: 4, approvedWallMs: 5, disabledWallMs: 6 }));
    });
    const names = (state: 'approved' | 'pending' | 'blocked'): string[] =>
      store.followers.list(state, { offset: 0, limit: 10 }).entries.map(({ name }) => name);
    assert.deepEqual(names('approved'), ['new', 'old']);
    assert.deepEqual(names('pending'), ['waits']);
    assert.deepEqual(names('blocked'), ['blocked']);
    const second = store.followers.list('approved', { offset: 1, limit: 1 });
    assert.deepEqual([second.total, second.entries[0]?.name], [2, 'old']);
    assert.equal(store.followers.count('pending'), 1);
  });

  it('counts those of one server, and no others', (t) => {
    const store = testStore(t);
    store.importing((writer) => {
      for (const origin of ['https://social.example', 'https://social.example.org', 'https://social.example:8443'])
        writer.add('followers', follower('ann', { iri: `${origin}/users/ann`, approvedWallMs: 5 }));
    });
    assert.equal(store.followers.count('approved', 'https://social.example'), 1);
    assert.equal(store.followers.count('approved', 'https://social.example:8443'), 1);
    assert.equal(store.followers.count('pending', 'https://social.example'), 0);
    assert.equal(store.followers.count('approved'), 3);
  });

  it('knows which people of the chat have proved to follow', (t) => {
    const store = testStore(t);
    const prove = (userId: string, kind: string, key: string) => ({ userId, kind, key, createdWallMs: 1 });
    store.importing((writer) => {
      writer.add('followers', follower('Ann', { approvedWallMs: 5 }));
      writer.add('followers', follower('bob', { approvedWallMs: 5 }));
      writer.add('followers', follower('waits'));
      for (const id of ['ann', 'bob', 'waits', 'stranger', 'namesake'])
        writer.add('users', {
          id,
          kind: 'standard',
          displayName: id,
          displayColor: 0,
          createdWallMs: 1,
          previousNames: [],
          scopes: [],
        });
      writer.add('identities', prove('ann', 'fediverse', 'ann@social.example'));
      writer.add('identities', prove('bob', 'fediverse', '@bob@social.example'));
      writer.add('identities', prove('waits', 'fediverse', 'waits@social.example'));
      writer.add('identities', prove('stranger', 'fediverse', 'stranger@social.example'));
      writer.add('identities', prove('namesake', 'indieauth', 'ann@social.example'));
    });
    assert.deepEqual(store.followers.listUserIds().toSorted(), ['ann', 'bob']);
  });

  it('lists what others did, newest first', (t) => {
    const store = testStore(t);
    store.importing((writer) => {
      for (const kind of ['Like', 'Announce']) {
        const iri = `https://social.example/${kind}`;
        writer.add('inboxActivities', {
          iri,
          actorIri: 'https://social.example/me',
          kind,
          receivedWallMs: 1,
          words: '',
        });
      }
    });
    const { total, entries } = store.followers.listActivities({ offset: 0, limit: 1 });
    assert.deepEqual([total, entries.map(({ kind }) => kind)], [2, ['Announce']]);
  });

  it('remembers so many of the things that others did, and blocks without showing them', (t) => {
    const { followers } = testStore(t);
    const note = (iri: string, kind: string): boolean =>
      followers.noteActivity({ iri, kind, actorIri: 'https://social.example/me', receivedWallMs: 1 }, 1_000);
    const block = { iri: 'https://tv.example/me', actorIri: 'https://social.example/me', kind: 'BLOCK' };
    assert.ok(note(block.iri, block.kind));
    assert.deepEqual([followers.isNoted(block), followers.listActivities({ offset: 0, limit: 9 }).total], [true, 0]);
    for (let count = 0; count < 2_600; count += 1) note(`https://social.example/${count}`, 'Like');
    const { total } = followers.listActivities({ offset: 0, limit: 1 });
    assert.ok(total >= 1_000 && total < 1_600, `${total} are remembered`);
    assert.ok(followers.isNoted(block));
    followers.unnote(block);
    assert.ok(!followers.isNoted(block));
  });
});
