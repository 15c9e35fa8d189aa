import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ManualClock } from '../../platform/clock.ts';
import { silentLogger } from '../../platform/log.ts';
import { testStore } from '../../store/testing.ts';
import { addressesOf } from '../addresses.ts';
import type { Json } from '../documents/terms.ts';
import type { ReceivedActivity, RemoteActor, RemoteNote } from '../remote.ts';
import type { Account } from '../station.ts';
import { account } from '../testing.ts';
import type { Worker } from '../worker/calls.ts';
import { type ChatLine, Crier } from './crier.ts';
import { Receiver } from './receiver.ts';

const HOUR_MS = 3_600_000;
const addresses = addressesOf('https://tv.example', 'streamer');
const rules: Account['rules'] = { ...account.rules, language: null, altText: '', tags: [] };

const actor = (name: string, change: Partial<RemoteActor> = {}): RemoteActor => ({
  iri: `https://social.example/users/${name}`,
  type: 'Person',
  account: `${name}@social.example`,
  name,
  inbox: `https://social.example/users/${name}/inbox`,
  sharedInbox: null,
  image: null,
  url: null,
  alsoKnownAs: [],
  ...change,
});
const ann = actor('ann');
const POST = 'https://tv.example/federation/post';

function follow(who: RemoteActor, id = '1'): ReceivedActivity {
  const iri = `${who.iri}#follow-${id}`;
  return { iri, kind: 'Follow', object: addresses.actor, json: '{}', isForDirectory: false };
}

function build(t: TestContext, found: RemoteActor | null = null) {
  const clock = new ManualClock();
  const store = testStore(t);
  const lines: ChatLine[] = [];
  const hidden: string[] = [];
  const sent: Json[] = [];
  const worker: Worker = {
    call: () =>
      Promise.resolve(
        (found === null ? { kind: 'failed', sentence: '' } : { kind: 'found', actor: found, subscribe: null }) as never,
      ),
  };
  const crier = new Crier({
    clock,
    stationName: () => 'TV',
    chat: {
      show: (line) => (lines.push(line), String(lines.length)),
      hide: (id) => void hidden.push(id),
      allows: (text) => !text.includes('rude'),
    },
  });
  let ids = 0;
  const receiver = new Receiver({
    clock,
    crier,
    worker,
    log: silentLogger,
    newId: () => String((ids += 1)),
    followers: store.followers,
    outbox: store.outbox,
    deliveries: { send: (activity) => void sent.push(activity) },
    streams: { take: () => {} },
    onFollowed: () => {},
  });
  const publish = () =>
    store.outbox.add({ iri: POST, kind: 'Note', json: '{}', isLiveNotice: true, createdWallMs: clock.wallMs() });
  const take = (who: RemoteActor, activity: ReceivedActivity, change: Partial<Account['rules']> = {}) =>
    receiver.take({ addresses, rules: { ...rules, ...change } } as Account, who, activity);
  const names = () => store.followers.list('approved', { offset: 0, limit: 9 }).entries.map(({ username }) => username);
  return { clock, store, lines, hidden, sent, receiver, publish, take, names };
}

const note = (change: Partial<RemoteNote> = {}): RemoteNote => ({
  iri: `${ann.iri}/notes/1`,
  attributedTo: ann.iri,
  content: '<p>Fine</p>',
  summary: null,
  inReplyTo: POST,
  mentions: [],
  isPublic: true,
  url: null,
  ...change,
});
const create = (made: RemoteNote | null, kind: 'Create' | 'Update' = 'Create'): ReceivedActivity => ({
  iri: `${ann.iri}/activity`,
  kind,
  object: made?.iri ?? '',
  note: made,
});

describe('What accounts do', () => {
  it('counts once however often it is sent, and each Follow is answered', async (t) => {
    const bench = build(t);
    bench.publish();
    for (let times = 0; times < 3; times++) {
      await bench.take(ann, follow(ann, String(times)));
      await bench.take(ann, { iri: `${ann.iri}#like`, kind: 'Like', object: POST });
    }
    assert.deepEqual(
      bench.lines.map(({ kind }) => kind),
      ['FEDIVERSE_ENGAGEMENT_FOLLOW', 'FEDIVERSE_ENGAGEMENT_LIKE'],
    );
    assert.equal(bench.sent.length, 3);
    assert.deepEqual(bench.names(), ['ann@social.example']);
  });

  it('counts only for posts of the channel, and not for old ones', async (t) => {
    const bench = build(t);
    bench.publish();
    const like = (object: string): ReceivedActivity => ({ iri: `${ann.iri}#like`, kind: 'Like', object });
    await bench.take(ann, like('https://other.example/post'));
    bench.clock.advance(37 * HOUR_MS);
    await bench.take(ann, like(POST));
    assert.deepEqual(bench.lines, []);
  });

  it('is taken back by whoever did it, and by nobody else', async (t) => {
    const bench = build(t);
    await bench.take(ann, follow(ann));
    const undo = (about: string | null, object: string): ReceivedActivity => ({
      iri: 'https://social.example/undo',
      kind: 'Undo',
      object,
      objectKind: about === null ? null : 'Follow',
      about,
    });
    const named = `${ann.iri}#follow-1`;
    await bench.take(actor('eve'), undo(addresses.actor, named));
    await bench.take(ann, undo('https://other.example/else', named));
    await bench.take(actor('eve'), { iri: 'https://social.example/x', kind: 'Delete', object: ann.iri });
    assert.deepEqual(bench.names(), ['ann@social.example']);
    await bench.take(ann, undo(null, named));
    assert.deepEqual(bench.names(), []);
  });

  it('ends with the account, and a blocked one stays blocked', async (t) => {
    const bench = build(t);
    await bench.take(ann, follow(ann));
    bench.store.followers.change(ann.iri, { disabledWallMs: 1 });
    await bench.take(ann, { iri: `${ann.iri}#delete`, kind: 'Delete', object: ann.iri });
    bench.receiver.forget(ann.iri);
    assert.equal(bench.receiver.isBlocked(ann.iri), true);
    await bench.take(ann, follow(ann));
    assert.deepEqual(bench.names(), []);
  });

  it('quotes a post with the same stamp however often it asks, and only with a note of its own server', async (t) => {
    const bench = build(t);
    bench.publish();
    const ask = (quote: string): ReceivedActivity => ({
      iri: `${ann.iri}#ask`,
      kind: 'QuoteRequest',
      object: POST,
      quote,
      json: '{}',
    });
    await bench.take(ann, ask(`${ann.iri}/notes/1`));
    await bench.take(ann, ask(`${ann.iri}/notes/1`));
    const [first, again] = bench.sent;
    assert.deepEqual([first?.['type'], first?.['result']], ['Accept', again?.['result']]);
    const stamp = bench.store.outbox.get(String(first?.['result']));
    assert.match(stamp?.json ?? '', /QuoteAuthorization/);
    await bench.take(ann, ask('https://other.example/notes/1'));
    await bench.take(ann, ask(`${ann.iri}/notes/2`), { mayBeQuoted: false });
    assert.deepEqual(
      bench.sent.slice(2).map(({ type }) => type),
      ['Reject', 'Reject'],
    );
  });

  it('is shown elsewhere only if the owner agrees, whoever may follow', async (t) => {
    const bench = build(t);
    const asks: ReceivedActivity = {
      ...follow(ann),
      kind: 'Follow',
      object: addresses.actor,
      json: '{}',
      isForDirectory: true,
    };
    await bench.take(ann, asks);
    assert.deepEqual([bench.names(), bench.store.followers.count('pending'), bench.sent.length], [[], 1, 0]);
    bench.store.followers.change(ann.iri, { approvedWallMs: 1 });
    await bench.take(ann, asks);
    assert.deepEqual([bench.names(), bench.sent.map(({ type }) => type)], [['ann@social.example'], ['Accept']]);
    assert.equal(bench.store.followers.directories().length, 1);
  });

  it('is not told to whom blocked the channel, until that is taken back', async (t) => {
    const bench = build(t);
    const account = { addresses, rules } as Account;
    await bench.take(ann, follow(ann));
    const block = (object: string): ReceivedActivity => ({ iri: `${ann.iri}#block`, kind: 'Block', object });
    await bench.take(ann, block('https://other.example/else'));
    assert.deepEqual([bench.names(), bench.receiver.hasBlocked(account, ann.iri)], [['ann@social.example'], false]);
    await bench.take(ann, block(addresses.actor));
    assert.deepEqual([bench.names(), bench.receiver.hasBlocked(account, ann.iri)], [[], true]);
    assert.equal(bench.receiver.isBlocked(ann.iri), false, 'the owner did not block it');
    const undo = { iri: `${ann.iri}#undo`, kind: 'Undo', object: `${ann.iri}#block`, objectKind: 'Block' } as const;
    await bench.take(actor('eve'), { ...undo, about: addresses.actor });
    assert.equal(bench.receiver.hasBlocked(account, ann.iri), true);
    await bench.take(ann, { ...undo, about: addresses.actor });
    assert.equal(bench.receiver.hasBlocked(account, ann.iri), false);
  });

  it('complains about the channel in words that the owner can read, and of nobody else', async (t) => {
    const bench = build(t);
    const flag = (object: string, id: string): ReceivedActivity => ({
      iri: `https://social.example/flags/${id}`,
      kind: 'Flag',
      objects: [object],
      content: '<p>Too <b>loud</b></p>',
    });
    await bench.take(ann, flag('https://other.example/post', '1'));
    await bench.take(ann, flag(POST, '2'));
    await bench.take(ann, flag(POST, '2'));
    const { entries } = bench.store.followers.listActivities({ offset: 0, limit: 9 });
    assert.deepEqual(
      entries.map(({ kind, words }) => [kind, words]),
      [['FEDIVERSE_REPORT', 'Too loud']],
    );
  });

  it('moves with an account only if the new one says that it is the old', async (t) => {
    const elsewhere = actor('ann2', { alsoKnownAs: [ann.iri] });
    for (const [found, expected] of [
      [actor('ann2'), 'ann@social.example'],
      [elsewhere, 'ann2@social.example'],
    ] as const) {
      const bench = build(t, found);
      await bench.take(ann, follow(ann));
      await bench.take(ann, { iri: `${ann.iri}#move`, kind: 'Move', object: ann.iri, target: elsewhere.iri });
      assert.deepEqual(bench.names(), [expected]);
    }
  });

  it('is not kept with a padding of whatever length, and is answered all the same', async (t) => {
    const bench = build(t);
    const json = JSON.stringify({ type: 'Follow', id: `${ann.iri}#follow-1`, content: 'x'.repeat(200_000) });
    const padded: ReceivedActivity = {
      iri: `${ann.iri}#follow-1`,
      kind: 'Follow',
      object: addresses.actor,
      json,
      isForDirectory: false,
    };
    await bench.take(ann, padded);
    assert.equal(bench.store.followers.get(ann.iri)?.requestJson, null);
    const bare = { id: `${ann.iri}#follow-1`, type: 'Follow', actor: ann.iri, object: addresses.actor };
    assert.deepEqual(bench.sent[0]?.['object'], bare);
    bench.publish();
    const quote = `${ann.iri}/notes/1`;
    await bench.take(ann, { iri: `${ann.iri}#ask`, kind: 'QuoteRequest', object: POST, quote, json });
    const asked = { id: `${ann.iri}#ask`, type: 'QuoteRequest', actor: ann.iri, object: POST, instrument: quote };
    assert.deepEqual(JSON.parse(JSON.stringify(bench.sent[1]?.['object'])), asked);
  });

  it('leaves room for others, however many accounts one server makes up', async (t) => {
    const bench = build(t);
    const { followers } = bench.store;
    const ask = (who: RemoteActor, id = '1') => bench.take(who, follow(who, id), { isPrivate: true });
    for (let count = 0; count < 120; count += 1) await ask(actor(`a${count}`));
    assert.equal(followers.count('pending'), 100);
    await ask(actor('bea', { iri: 'https://social.example.org/users/bea' }));
    assert.equal(followers.count('pending'), 101);
    // Who waits already is still heard.
    await ask(actor('a1'), '2');
    assert.equal(followers.get(actor('a1').iri)?.requestIri, `${actor('a1').iri}#follow-2`);
  });

  it('is not told in the chat more often than people can talk beside it', async (t) => {
    const bench = build(t);
    bench.publish();
    for (let count = 0; count < 100; count++) {
      const who = actor(`a${count}`);
      await bench.take(who, { iri: `${who.iri}#like`, kind: 'Like', object: POST });
    }
    assert.ok(bench.lines.length <= 12);
  });

  it('escapes names in the chat, and leaves out what turns them around', async (t) => {
    const bench = build(t);
    const who = actor('eve', { name: '<img src=x onerror=alert(1)>\u202eevil' });
    await bench.take(who, follow(who));
    assert.equal(bench.lines[0]?.body, '<strong>&lt;img src=x onerror=alert(1)&gt;evil</strong> followed this stream.');
  });
});

describe('An answer from the fediverse', () => {
  it('is shown, changed and hidden by its author alone', async (t) => {
    const bench = build(t);
    bench.publish();
    await bench.take(ann, create(note()));
    await bench.take(actor('eve'), { iri: 'https://social.example/x', kind: 'Delete', object: note().iri });
    assert.deepEqual(bench.hidden, []);
    await bench.take(ann, create(note({ content: 'Finer' }), 'Update'));
    assert.deepEqual([bench.hidden, bench.lines[1]?.body], [['1'], '<strong>ann</strong>: Finer']);
    await bench.take(ann, { iri: `${ann.iri}#d`, kind: 'Delete', object: note().iri });
    assert.deepEqual(bench.hidden, ['1', '2']);
  });

  it('is shown once, however often and by whichever inbox it comes', async (t) => {
    const bench = build(t);
    bench.publish();
    await Promise.all(Array.from({ length: 8 }, () => bench.take(ann, create(note()))));
    assert.deepEqual([bench.lines.length, bench.hidden], [1, []]);
  });

  const silent: Readonly<Record<string, RemoteNote>> = {
    'is of somebody else': note({ attributedTo: 'https://victim.example/eve' }),
    'is not for everybody': note({ isPublic: false }),
    'answers something else': note({ inReplyTo: 'https://other.example/1' }),
    'breaks the rules of the chat': note({ content: 'rude' }),
    'has no words': note({ content: '<script>alert(1)</script>' }),
  };
  for (const [what, made] of Object.entries(silent))
    it(`is not shown when it ${what}`, async (t) => {
      const bench = build(t);
      bench.publish();
      await bench.take(ann, create(made));
      assert.deepEqual(bench.lines, []);
    });
});
