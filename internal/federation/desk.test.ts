import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ManualClock } from '../platform/clock.ts';
import { testStore } from '../store/testing.ts';
import { FederationDesk } from './desk.ts';
import type { Json } from './documents/terms.ts';
import { Publisher } from './posts/publisher.ts';
import type { Follower } from './station.ts';
import { account, addresses, iriOf, remote } from './testing.ts';
import type { Worker } from './worker/calls.ts';

function build(t: TestContext) {
  const clock = new ManualClock();
  const store = testStore(t);
  const sent: Json[] = [];
  const moves: string[] = [];
  const told: string[] = [];
  let facts = account.facts;
  let alsoKnownAs: readonly string[] = [];
  let ids = 0;
  const common = {
    clock,
    newId: () => String((ids += 1)),
    account: () => ({ ...account, facts }),
    followers: store.followers,
    outbox: store.outbox,
    deliveries: {
      send: (activity: Json) => void sent.push(activity),
      spread: (activity: Json) => void sent.push(activity),
    },
  };
  const found = () => ({ kind: 'found', actor: remote('ann', alsoKnownAs), subscribe: null });
  const desk = new FederationDesk({
    ...common,
    publisher: new Publisher({ ...common, renderMarkdown: (text) => text }),
    live: () => ({ title: '', picture: null }),
    worker: { call: () => Promise.resolve(found()) } as unknown as Worker,
    onFollowed: ({ iri }) => void told.push(iri),
    onBlocked: () => {},
    rememberMove: (iri) => void moves.push(iri),
  });
  const asks = (name: string): Follower => {
    const { account: username, iri, inbox, sharedInbox, image } = remote(name);
    const follower = {
      ...{ iri, inbox, sharedInbox, image, username, name },
      ...{ requestIri: `${iri}#follow`, requestJson: null, isDirectory: false, createdWallMs: 0 },
      ...{ approvedWallMs: null, disabledWallMs: null, unreachableWallMs: null },
    };
    store.followers.put(follower);
    return follower;
  };
  return {
    asks,
    desk,
    moves,
    sent,
    store,
    told,
    types: () => sent.map(({ type }) => type),
    look: (change: Partial<typeof facts>) => void (facts = { ...facts, ...change }),
    beKnownAs: (...iris: readonly string[]) => void (alsoKnownAs = iris),
  };
}

describe('The desk', () => {
  it('lets somebody follow, once, and turns others away for good', (t) => {
    const { asks, desk, store, told, types } = build(t);
    const { iri } = asks('ann');
    assert.equal(desk.decide(iri, true).kind, 'done');
    assert.equal(desk.decide(iri, true).kind, 'done');
    assert.deepEqual([types(), told], [['Accept', 'Accept'], [iri]]);
    assert.equal(store.followers.count('approved'), 1);
    assert.equal(desk.decide(asks('eve').iri, false).kind, 'done');
    assert.equal(types().at(-1), 'Reject');
    assert.equal(store.followers.count('blocked'), 1);
    assert.equal(desk.decide(iriOf('nobody'), true).kind, 'unknown');
  });

  it('tells of the profile when it looks otherwise, and only then', (t) => {
    const { desk, look, types } = build(t);
    desk.tellProfile();
    desk.tellProfile();
    look({ name: 'Day Trains' });
    desk.tellProfile();
    look({ name: account.facts.name });
    desk.tellProfile();
    assert.deepEqual(types(), ['Update', 'Update', 'Update']);
  });

  it('sends followers to another account once that says that it is this one, too', async (t) => {
    const { beKnownAs, desk, moves, types } = build(t);
    const refused = await desk.move('ann@social.example');
    assert.ok(refused.kind === 'refused');
    assert.match(refused.sentence, /does not name .* as an alias/);
    assert.deepEqual([types(), moves], [[], []]);
    beKnownAs(addresses.actor);
    assert.equal((await desk.move('ann@social.example')).kind, 'done');
    assert.deepEqual([types(), moves], [['Move'], [iriOf('ann')]]);
  });
});
