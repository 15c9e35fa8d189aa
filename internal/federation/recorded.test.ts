import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { AerialEvents } from '../app/events.ts';
import { ManualClock } from '../platform/clock.ts';
import { EventHub } from '../platform/event-hub.ts';
import { silentLogger } from '../platform/log.ts';
import { testStore } from '../store/testing.ts';
import { FederationDesk } from './desk.ts';
import type { ShownBroadcast } from '../schedule/planned-broadcast.ts';
import { CONTEXT, type Json } from './documents/terms.ts';
import { type ChatLine, Crier } from './inbound/crier.ts';
import { Receiver } from './inbound/receiver.ts';
import { PlannedEvents } from './posts/planned-events.ts';
import { Publisher } from './posts/publisher.ts';
import { SignInCodes } from './sign-in-codes.ts';
import { FeaturedStreams } from './streams/featured-streams.ts';
import type { Worker } from './worker/calls.ts';
import { account, addresses, iriOf, remote } from './testing.ts';
import { readActivity } from './worker/fedify.ts';

/** The page that shows what is recorded here; with WRITE_DOCS=1 in the environment this test writes it. */
const page = new URL('../../docs/fediverse-activities.md', import.meta.url);
const HOUR_MS = 3_600_000;
const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';

/** A whole account whose clock and names are given, so that what it says is the same in each run. */
function build(t: TestContext) {
  const clock = new ManualClock(Date.parse('2026-11-29T20:00:00Z'));
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const store = testStore(t);
  const sent: Json[] = [];
  const lines: ChatLine[] = [];
  const hidden: string[] = [];
  const calendar: ShownBroadcast[] = [];
  let ids = 0;
  const worker = {
    call: (name: string, argument: { readonly who?: string; readonly body?: string }) => {
      if (name === 'deliver') {
        sent.push(JSON.parse(argument.body ?? '') as Json);
        return Promise.resolve({ kind: 'delivered' });
      }
      const who = /([a-z]+)(?:@|$)/.exec(argument.who ?? '')?.[1] ?? '';
      const old = who === 'annette' ? [iriOf('ann')] : [addresses.actor];
      return Promise.resolve({ kind: 'found', actor: remote(who, old), subscribe: null });
    },
  } as unknown as Worker;
  const common = {
    clock,
    events,
    worker,
    log: silentLogger,
    newId: () => `Zb3k9QxWm${String((ids += 1)).padStart(2, '0')}`,
    account: () => account,
    followers: store.followers,
    outbox: store.outbox,
    deliveries: {
      send: (activity: Json) => void sent.push(activity),
      spread: (activity: Json) => void sent.push(activity),
    },
    onFollowed: () => {},
  };
  const publisher = new Publisher({ ...common, renderMarkdown: (text) => `<p>${text}</p>` });
  const crier = new Crier({
    clock,
    stationName: () => 'Night Trains',
    chat: {
      show: (line) => (lines.push(line), String(lines.length)),
      hide: (id) => void hidden.push(id),
      allows: () => true,
    },
  });
  const readStream = () => ({
    title: 'Tokyo to Nagoya',
    thumbnailUrl: 'https://tv.example.org/thumbnail.jpg',
  });
  const streams = new FeaturedStreams({ ...common, streams: store.featuredStreams, readStream });
  const receiver = new Receiver({ ...common, crier, streams });
  const desk = new FederationDesk({
    ...common,
    publisher,
    live: () => ({ title: '', picture: null }),
    onBlocked: () => {},
    rememberMove: () => {},
  });
  const codes = new SignInCodes({ ...common, isBlocked: () => false, randomInt: () => 123_456 });
  const planned = new PlannedEvents({ ...common, publisher, planned: () => calendar, daysAhead: () => 7 });
  t.after(planned.start());
  t.after(streams.start());
  const goLive = (isLive: boolean): void => {
    if (isLive)
      events.publish('broadcast.started', {
        broadcastId: 'one',
        isTest: false,
        startedWallMs: 0,
        remoteAddress: '',
        encoder: null,
        tracks: { video: null, audio: null },
      });
    else events.publish('broadcast.ended', { broadcastId: 'one', isTest: false, reason: '' });
  };
  return { calendar, clock, codes, desk, events, goLive, hidden, lines, publisher, receiver, sent, store, streams };
}

type Station = ReturnType<typeof build>;

interface Recorded {
  readonly title: string;
  readonly words: string;
  readonly activity: Json;
}

/** Notes what is sent and what is understood, in the order in which it happens. */
class Recorder {
  readonly sent: Recorded[] = [];
  readonly understood: Recorded[] = [];
  readonly #station: Station;
  #count = 0;

  constructor(station: Station) {
    this.#station = station;
  }

  /** Does something after which one activity of that type is sent. */
  async says(title: string, words: string, work: () => unknown): Promise<Json> {
    const { sent } = this.#station;
    sent.length = 0;
    await work();
    const type = title.split(' ')[0];
    const activity = sent.find((one) => one['type'] === type) ?? assert.fail(`${title}: nothing of it was sent`);
    this.sent.push({ title, words, activity });
    return activity;
  }

  /** Has an activity of `name` read and heeded as one that comes by the inbox, once it is proved; `holds` is true afterwards. */
  async hears(title: string, words: string, name: string, activity: Json, holds: () => boolean): Promise<Json> {
    this.#count += 1;
    const whole = {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `https://social.example/activities/${this.#count}`,
      actor: iriOf(name),
      ...activity,
    };
    const read = await readActivity(whole);
    const heard = read?.activity ?? assert.fail(`${title}: it is not understood`);
    await this.#station.receiver.take(account, remote(name), heard);
    assert.ok(holds(), `${title}: nothing came of it`);
    this.understood.push({ title, words, activity: whole });
    return whole;
  }
}

async function record(station: Station): Promise<Recorder> {
  const recorder = new Recorder(station);
  const { calendar, clock, codes, desk, goLive, hidden, lines, publisher, store, streams } = station;
  const follows = (name: string) => store.followers.get(iriOf(name)) !== null;
  const shown = (kind: string) => lines.some((line) => line.kind === kind);
  const follow = (more: Json = {}): Json => ({ type: 'Follow', object: addresses.actor, ...more });
  let asked: Json = {};
  await recorder.says('Accept of a Follow', 'Somebody follows, or you let them.', async () => {
    const words = 'The account follows, or waits in private mode.';
    asked = await recorder.hears('Follow', words, 'ann', follow(), () => follows('ann'));
  });
  const picture = { url: `${addresses.base}/thumbnail.jpg?us=4n`, mediaType: 'image/jpeg' };
  const live = { message: "I've gone live! #radio", title: 'Tokyo to Nagoya' };
  const announce = () => publisher.announce(account, { ...live, picture: { ...picture, alt: account.rules.altText } });
  let post = '';
  await recorder.says('Create of a Note', 'You go live.', () => (post = announce().iri));

  await recorder.hears('Like', 'Is told in the chat.', 'ann', { type: 'Like', object: post }, () =>
    shown('FEDIVERSE_ENGAGEMENT_LIKE'),
  );
  await recorder.hears('Announce', 'Is told in the chat.', 'ann', { type: 'Announce', object: post }, () =>
    shown('FEDIVERSE_ENGAGEMENT_REPOST'),
  );
  const reply = {
    id: `${iriOf('ann')}/notes/1`,
    type: 'Note',
    attributedTo: iriOf('ann'),
    inReplyTo: post,
    content: '<p>A fine view!</p>',
    to: [PUBLIC],
  };
  await recorder.hears(
    'Create of a Note',
    'An answer, or a mention, is shown in the chat.',
    'ann',
    { type: 'Create', to: [PUBLIC], object: reply },
    () => shown('FEDIVERSE_ENGAGEMENT_REPLY'),
  );
  const edited = { ...reply, content: '<p>A very fine view!</p>' };
  await recorder.hears(
    'Update of a Note',
    'What was shown is changed.',
    'ann',
    { type: 'Update', to: [PUBLIC], object: edited },
    () => lines.some(({ body }) => body.includes('very fine')),
  );
  await recorder.hears(
    'Delete of a Note',
    'What was shown is hidden.',
    'ann',
    { type: 'Delete', object: { id: reply.id, type: 'Tombstone' } },
    () => hidden.length > 0,
  );
  const quote = {
    '@context': ['https://www.w3.org/ns/activitystreams', { QuoteRequest: 'https://w3id.org/fep/044f#QuoteRequest' }],
    type: 'QuoteRequest',
    object: post,
    instrument: `${iriOf('ann')}/notes/2`,
  };
  await recorder.says('Accept of a QuoteRequest', 'Somebody quotes a post, and may; others look the stamp up.', () =>
    recorder.hears('QuoteRequest', 'Is answered with a stamp, or refused.', 'ann', quote, () => true),
  );
  await recorder.says('Reject of a QuoteRequest', 'Somebody quotes what is not there, or what may not be quoted.', () =>
    station.receiver.take(account, remote('ann'), {
      iri: 'https://social.example/activities/99',
      kind: 'QuoteRequest',
      object: `${addresses.base}/federation/nothing`,
      quote: `${iriOf('ann')}/notes/3`,
      json: JSON.stringify({ ...quote, id: 'https://social.example/activities/99', actor: iriOf('ann') }),
    }),
  );
  const complaint = { type: 'Flag', object: [addresses.actor, post], content: 'It is too loud.' };
  await recorder.hears('Flag', 'A complaint stands in the log and among the activities.', 'ann', complaint, () => true);

  clock.advance(HOUR_MS);
  await recorder.says('Update of a Note', 'The stream has ended.', () =>
    publisher.amend(post, 'This stream has ended.'),
  );
  await recorder.says('Delete of a Note', 'You take a post back.', () => publisher.takeBack(account, post));
  await recorder.says('Update of the account', 'Name, summary, tags, links or logo change.', () => desk.tellProfile());
  await recorder.says('Create of a Note, direct', 'Somebody of the chat asks for a code.', () =>
    codes.begin({ account: 'ann@social.example', visitor: { userId: 'u', tokenHash: 'h' }, address: '203.0.113.9' }),
  );
  const event: ShownBroadcast = {
    id: 'late-20261203T200000',
    name: 'Late show',
    description: 'Slow trains.',
    startWallMs: Date.parse('2026-12-03T19:00:00Z'),
    durationMinutes: 90,
    timeZone: 'Europe/Berlin',
    status: 'scheduled',
  };
  const change = (...changed: readonly ShownBroadcast[]): void => {
    calendar.splice(0, calendar.length, ...changed);
    station.events.publish('schedule.changed', { wallMs: clock.wallMs() });
    clock.advance(5_000);
  };
  await recorder.says('Create of an Event', 'A planned broadcast comes near.', () => change(event));
  await recorder.says('Update of an Event', 'It was changed, or cancelled.', () =>
    change({ ...event, status: 'cancelled' }),
  );
  await recorder.says('Delete of an Event', 'It was removed.', () => change());

  const wish = {
    type: 'Follow',
    object: addresses.actor,
    'https://owncast.online/ns#directory': true,
  };
  await recorder.hears(
    'Follow of a directory',
    'It waits until you agree, and hears how the stream is from then on.',
    'guide',
    wish,
    () => store.followers.count('pending') === 1,
  );
  desk.decide(iriOf('guide'), true);
  await recorder.says('Offer', 'You are live; told again every five minutes.', () => goLive(true));
  await recorder.says('Leave', 'You have ended.', () => goLive(false));
  const request = await recorder.says('Follow of a channel', 'You recommend another channel.', () =>
    streams.add('tv@social.example'),
  );
  const isOf = (test: (stream: ReturnType<FeaturedStreams['list']>[number]) => boolean) =>
    streams.list('all').some(test);
  const agreed = {
    type: 'Accept',
    object: { id: request['id'], type: 'Follow', actor: addresses.actor, object: iriOf('tv') },
  };
  await recorder.hears('Accept of a Follow', 'A channel that you recommend agrees.', 'tv', agreed, () =>
    isOf(({ acceptedWallMs }) => acceptedWallMs !== null),
  );
  await recorder.hears('Offer', 'It is live.', 'tv', { type: 'Offer', object: iriOf('tv') }, () =>
    isOf(({ isOnline }) => isOnline),
  );
  await recorder.hears('Leave', 'It has ended.', 'tv', { type: 'Leave', object: iriOf('tv') }, () =>
    isOf(({ isOnline }) => !isOnline),
  );
  await recorder.says('Undo of a Follow', 'You recommend it no more.', () =>
    streams.remove(streams.list('all')[0]?.id ?? ''),
  );
  const again = await recorder.says('Follow of a channel', 'You recommend another channel.', () =>
    streams.add('tv@social.example'),
  );
  recorder.sent.pop();
  const declined = {
    type: 'Reject',
    object: { id: again['id'], type: 'Follow', actor: addresses.actor, object: iriOf('tv') },
  };
  await recorder.hears(
    'Reject of a Follow',
    'A channel does not want to be recommended.',
    'tv',
    declined,
    () => streams.list('all').length === 0,
  );

  await recorder.hears(
    'Update of an account',
    'Its document is fetched anew; the body is not believed.',
    'ann',
    { type: 'Update', object: { id: iriOf('ann'), type: 'Person', name: 'Ann' } },
    () => follows('ann'),
  );
  await recorder.says('Move', 'You move the account.', () => desk.move('me@social.example'));
  await recorder.hears(
    'Move of an account',
    'The new account follows in place of the old, if it says that it is the same.',
    'ann',
    { type: 'Move', object: iriOf('ann'), target: iriOf('annette') },
    () => follows('annette') && !follows('ann'),
  );
  const newcomers = ['bob', 'cleo', 'dora'];
  for (const name of newcomers) {
    await station.receiver.take(account, remote(name), {
      iri: `${iriOf(name)}#follow`,
      kind: 'Follow',
      object: addresses.actor,
      json: JSON.stringify({ id: `${iriOf(name)}#follow`, ...follow({ actor: iriOf(name) }) }),
      isForDirectory: false,
    });
  }
  await recorder.says('Reject of a Follow', 'You block or remove somebody.', () => desk.remove(iriOf('bob')));
  const undone = { type: 'Undo', object: { id: asked['id'], ...follow({ actor: iriOf('cleo') }) } };
  await recorder.hears('Undo of a Follow', 'The account follows no more.', 'cleo', undone, () => !follows('cleo'));
  await recorder.hears(
    'Block',
    'The account follows no more.',
    'dora',
    { type: 'Block', object: addresses.actor },
    () => !follows('dora'),
  );
  await recorder.hears(
    'Delete of an account',
    'It follows no more, and what it said is hidden.',
    'annette',
    { type: 'Delete', object: iriOf('annette') },
    () => !follows('annette'),
  );
  return recorder;
}

/** What everybody says of terms is left out; terms of one activity's own stay. */
function withoutCommonContext(activity: Json): Json {
  const context = activity['@context'];
  const isCommon = context === 'https://www.w3.org/ns/activitystreams' || context === CONTEXT;
  return isCommon ? { ...activity, '@context': undefined } : activity;
}

function render({ sent, understood }: Recorder): string {
  const section = (title: string, entries: readonly Recorded[]): string[] => [
    `## ${title}`,
    '',
    ...entries.flatMap(({ title: name, words, activity }) => [
      `### ${name}`,
      '',
      words,
      '',
      '```json',
      JSON.stringify(withoutCommonContext(activity), null, 2),
      '```',
      '',
    ]),
  ];
  return [
    '# Activities, as they are sent and understood',
    '',
    'Recorded by a test, `internal/federation/recorded.test.ts`, from the parts that send and read them; it fails when this page is no longer true. What they mean is told in',
    '[68-the-fediverse.md](68-the-fediverse.md). Each has a `@context` besides, what goes to all followers a `proof`, and each request a signature.',
    '',
    ...section('What is sent', sent),
    ...section('What is understood', understood),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

test('the page of activities shows each as it is sent and understood', async (t) => {
  const text = render(await record(build(t)));
  if (process.env['WRITE_DOCS'] === '1') writeFileSync(page, text);
  assert.equal(readFileSync(page, 'utf8'), text, 'WRITE_DOCS=1 before the command of this test writes it');
});
