import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { testStore } from '../store/testing.ts';
import type { Json } from './documents/terms.ts';
import { PublicDocuments } from './public-documents.ts';
import type { FederationRules } from './station.ts';
import { account, iriOf } from './testing.ts';

/** A channel with three pages of followers; `read` is what a page of a list of it says. */
function build(t: TestContext) {
  const { followers, outbox } = testStore(t);
  for (let number = 0; number < 120; number += 1)
    followers.put({
      iri: iriOf(String(number)),
      inbox: `${iriOf(String(number))}/inbox`,
      sharedInbox: null,
      name: '',
      username: '',
      image: null,
      requestIri: '',
      requestJson: null,
      createdWallMs: number,
      approvedWallMs: 1,
      disabledWallMs: null,
      isDirectory: false,
      unreachableWallMs: null,
    });
  const documents = new PublicDocuments({ followers, outbox, livePost: () => null, following: () => [] });
  const read = (path: string, change: Partial<FederationRules> = {}): Json => {
    const [pathname = '', query] = path.split('?');
    const asked = { ...account, rules: { ...account.rules, ...change } };
    const answer = documents.answer(asked, pathname, new URLSearchParams(query), 'application/activity+json');
    return JSON.parse(answer?.body ?? 'null') as Json;
  };
  return { read };
}

describe('The list of followers', () => {
  const list = new URL(account.addresses.followers).pathname;
  const page = (number: number): string => `${account.addresses.followers}?page=${number}`;

  it('leads from page to page', (t) => {
    const { read } = build(t);
    assert.equal(read(list)['first'], page(1));
    const second = read(`${list}?page=2`);
    assert.deepEqual([second['prev'], second['next']], [page(1), page(3)]);
    assert.equal((second['orderedItems'] as unknown[]).length, 50);
    assert.equal(read(`${list}?page=3`)['next'], undefined);
  });

  it('that is hidden has nobody on its pages, which lead nowhere', (t) => {
    const { read } = build(t);
    const hidden = { hidesFollowers: true };
    assert.equal(read(list, hidden)['first'], undefined);
    const second = read(`${list}?page=2`, hidden);
    assert.deepEqual([second['totalItems'], second['orderedItems']], [120, []]);
    assert.deepEqual([second['prev'], second['next']], [undefined, undefined]);
  });
});
