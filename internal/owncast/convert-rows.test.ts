import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ImportNoun, ImportRow } from '../store/import-writer.ts';
import { testStore } from '../store/testing.ts';
import * as rows from './convert-rows.ts';

const needs: rows.ConversionNeeds = { nowMs: 5, emoji: new Map() };

describe("a row of Owncast's", () => {
  test('of a person keeps what digits became when SQLite took them for a number', () => {
    const user = rows.convertUser(
      { id: 1234567, display_name: 42, display_color: 11, scopes: null, previous_names: ',a,,b' },
      needs,
    );
    assert.ok(typeof user !== 'string');
    assert.deepEqual(
      [user.id, user.displayName, user.displayColor, user.previousNames, user.createdWallMs],
      ['1234567', '42', 3, ['a', 'b'], 5],
    );
  });

  test('of a person has among the former names not the one that they have now', () => {
    const formerNames = (written: string) => {
      const user = rows.convertUser({ id: 'a', display_name: 'Ann', previous_names: written }, needs);
      assert.ok(typeof user !== 'string');
      return user.previousNames;
    };
    assert.deepEqual(formerNames('Ann'), []);
    assert.deepEqual(formerNames('Ann,Anna,Ann'), ['Ann', 'Anna']);
    assert.deepEqual(formerNames('early'), ['early']);
  });

  test('of a person who is disabled is read in the time of this machine, as Owncast writes it', () => {
    const user = rows.convertUser({ id: 'a', display_name: 'A', disabled_at: '2026-05-06 07:08:09' }, needs);
    assert.ok(typeof user !== 'string');
    assert.equal(user.disabledWallMs, new Date(2026, 4, 6, 7, 8, 9).getTime());
  });

  test('of a token is kept as a digest and its beginning', () => {
    const token = rows.convertToken({ token: 'secret-token-of-somebody', user_id: 'a' }, needs);
    assert.ok(typeof token !== 'string');
    assert.doesNotMatch(JSON.stringify(token), /token-of/);
    assert.equal(token.hint, 'secret');
  });

  test('of a message with a dangerous link or picture comes without it', () => {
    const row = {
      id: 'm',
      timestamp: '2026-01-01',
      body: '<b>x',
      link: 'javascript:alert(1)',
      image: 'data:text/html,x',
      eventType: 'odd kind',
    };
    const message = rows.convertMessage(row, needs);
    assert.ok(typeof message !== 'string');
    const { kind, image, ...rest } = message;
    assert.deepEqual([kind, image, Object.entries(rest).find(([name]) => name === 'link')?.[1]], ['CHAT', null, null]);
  });

  const refused: readonly (readonly [string, string | object])[] = [
    ['a message without a time', rows.convertMessage({ id: 'm', body: 'x' }, needs)],
    ['a message of a million characters', rows.convertMessage({ id: 'm', timestamp: 1, body: 'x'.repeat(1e6) }, needs)],
    ['an identity of a plugin', rows.convertIdentity({ user_id: 'a', token: 't', type: 'plugin.auth' }, needs)],
    ['a ban of something that is no address', rows.convertBan({ ip_address: '10.0.0.0/8' }, needs)],
    ['a webhook that is no web address', rows.convertWebhook({ url: 'file:///etc/passwd', events: 'CHAT' }, needs)],
    ['a webhook of nothing', rows.convertWebhook({ url: 'https://a.example', events: ' , ' }, needs)],
    [
      'a subscription of another kind',
      rows.convertSubscription({ channel: 'CARRIER_PIGEON', destination: '{"endpoint":"https://a"}' }, needs),
    ],
    [
      'a follower without an inbox',
      rows.convertFollower({ iri: 'https://a.example/u', inbox: 'nowhere', request: 'r', username: 'u' }, needs),
    ],
    ['a post that is no JSON', rows.convertPost({ iri: 'i', value: Buffer.from('{'), type: 'Create' }, needs)],
    ['an activity without an actor', rows.convertActivity({ iri: 'i', type: 'Like' }, needs)],
  ];
  for (const [title, outcome] of refused)
    test(`is left out when it is ${title}`, () => assert.equal(typeof outcome, 'string'));

  test('of whatever values is either left out or can be stored', (t) => {
    const store = testStore(t);
    const cell = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        undefined,
        0,
        -1,
        1e300,
        NaN,
        '',
        'a',
        'API',
        'indieauth',
        '2026-01-02 03:04:05',
        'https://a.example/x',
        '10.0.0.1',
        '{"endpoint":"https://a"}',
        'CHAT,X',
        'BROWSER_PUSH_NOTIFICATION',
        '\0\u0007\u{1F600}',
        '\ud800',
        2n ** 62n,
      ),
      fc.string(),
      fc.integer(),
      fc.uint8Array({ maxLength: 20 }),
    );
    const columns =
      'id display_name display_color created_at disabled_at previous_names scopes type token user_id timestamp auth_key body eventType hidden_at title link image ip_address notes url events secret channel destination iri inbox username request request_object value live_notification actor'.split(
        ' ',
      );
    const row = fc.record(Object.fromEntries(columns.map((name) => [name, cell])));
    fc.assert(
      fc.property(row, (given) => {
        store.importing((writer) => {
          const add = <Noun extends ImportNoun>(noun: Noun, converted: rows.Converted<Noun>): void => {
            if (typeof converted !== 'string') writer.add(noun, converted as ImportRow<Noun>);
          };
          const user = rows.convertUser(given, needs);
          add('users', user);
          add('messages', withoutAuthor(rows.convertMessage(given, needs)));
          add('ipBans', rows.convertBan(given, needs));
          add('webhooks', rows.convertWebhook(given, needs));
          add('subscriptions', rows.convertSubscription(given, needs));
          add('followers', rows.convertFollower(given, needs));
          add('outbox', rows.convertPost(given, needs));
          add('inboxActivities', rows.convertActivity(given, needs));
          if (typeof user === 'string') return;
          const token = rows.convertToken({ ...given, user_id: user.id }, needs);
          add('accessTokens', token);
          add('identities', rows.convertIdentity({ ...given, user_id: user.id }, needs));
        });
      }),
      { numRuns: 300 },
    );
  });
});

function withoutAuthor(message: rows.Converted<'messages'>): rows.Converted<'messages'> {
  return typeof message === 'string' ? message : { ...message, userId: null };
}
