import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { AerialEvents } from '../../app/events.ts';
import { ManualClock } from '../../platform/clock.ts';
import { EventHub } from '../../platform/event-hub.ts';
import { silentLogger } from '../../platform/log.ts';
import { testStore } from '../../store/testing.ts';
import { addressesOf } from '../addresses.ts';
import type { Json } from '../documents/terms.ts';
import type { Account } from '../station.ts';
import { type AfterwardsAction, LiveNotices, type ToldLive } from './live-notices.ts';
import { Publisher } from './publisher.ts';

const MINUTE_MS = 60_000;
const account = {
  addresses: addressesOf('https://tv.example', 'streamer'),
  rules: {
    tags: [],
    altText: '',
    language: null,
    warning: null,
    isForAdults: false,
    isPrivate: false,
    mayBeQuoted: true,
  },
} as unknown as Account;

/** A station whose process can be ended and begun anew. */
function build(t: TestContext, given: { delayMs?: number; message?: string; afterwards?: AfterwardsAction } = {}) {
  const clock = new ManualClock();
  const store = testStore(t);
  const sent: string[] = [];
  const shown: string[] = [];
  let told: ToldLive | null = null;
  let lastOnAirWallMs: number | null = null;
  let ids = 0;
  const publisher = new Publisher({
    clock,
    newId: () => `post-${(ids += 1)}`,
    outbox: store.outbox,
    deliveries: { spread: ({ type, object }) => void sent.push(`${String(type)} ${idOf(object)}`) },
    renderMarkdown: (text) => text,
  });
  const begin = () => {
    let broadcasts = 0;
    const events = new EventHub<AerialEvents>({ onListenerError: (_, error) => assert.fail(String(error)) });
    const notices = new LiveNotices({
      clock,
      events,
      log: silentLogger,
      publisher,
      memory: { read: () => told, write: (next) => (told = next) },
      lastOnAirWallMs: () => lastOnAirWallMs,
      account: () => account,
      settings: () => ({
        message: given.message ?? 'Live!',
        delayMs: given.delayMs ?? 0,
        afterwards: given.afterwards ?? 'update',
        endMessage: 'Over.',
        title: '',
      }),
      picture: (alt) => ({ url: 'https://tv.example/thumbnail.jpg', mediaType: 'image/jpeg', alt }),
      onChanged: () => void shown.push(notices.currentPost?.url ?? ''),
    });
    const end = notices.start();
    return {
      events,
      notices,
      end,
      goLive: (isTest = false) => {
        broadcasts += 1;
        const broadcastId = String(broadcasts);
        events.publish('broadcast.started', { broadcastId, isTest } as AerialEvents['broadcast.started']);
        clock.advance(given.delayMs ?? 0);
      },
      goOff: (isTest = false) => {
        lastOnAirWallMs = clock.wallMs();
        events.publish('broadcast.ended', { broadcastId: String(broadcasts), isTest, reason: '' });
      },
      /** As a server does that stops, or dies, in mid-broadcast. */
      stop: () => {
        lastOnAirWallMs = clock.wallMs();
        end();
      },
    };
  };
  return { clock, sent, shown, begin };
}

function idOf(object: unknown): string {
  const iri = typeof object === 'string' ? object : String((object as Json)['id']);
  return iri.slice(iri.lastIndexOf('/') + 1);
}

describe('Telling followers that the channel is live', () => {
  it('tells when the delay is over, and then that the stream has ended', (t) => {
    const { clock, sent, shown, begin } = build(t, { delayMs: 2 * MINUTE_MS });
    const station = begin();
    station.goLive();
    assert.deepEqual(sent, ['Create post-1']);
    assert.deepEqual(station.notices.currentPost, {
      iri: 'https://tv.example/federation/post-1',
      url: 'https://tv.example/?post=post-1',
      picture: { url: 'https://tv.example/thumbnail.jpg', mediaType: 'image/jpeg' },
    });
    clock.advance(MINUTE_MS);
    station.goOff();
    assert.deepEqual(sent, ['Create post-1', 'Update post-1']);
    assert.deepEqual(shown, ['https://tv.example/?post=post-1', '']);
  });

  it('tells nobody of a false start, nor of a test', (t) => {
    const { clock, sent, begin } = build(t, { delayMs: 2 * MINUTE_MS });
    const station = begin();
    station.goLive(true);
    station.goOff(true);
    assert.deepEqual(sent, []);
    const { events } = station;
    events.publish('broadcast.started', { broadcastId: 'false', isTest: false } as AerialEvents['broadcast.started']);
    clock.advance(2 * MINUTE_MS - 1);
    events.publish('broadcast.ended', { broadcastId: 'false', isTest: false, reason: '' });
    clock.advance(10 * MINUTE_MS);
    assert.deepEqual(sent, []);
  });

  it('tells nobody while the encoder is away, but once it is back', (t) => {
    const { clock, sent, begin } = build(t, { delayMs: 2 * MINUTE_MS });
    const { events } = begin();
    events.publish('broadcast.started', { broadcastId: 'one', isTest: false } as AerialEvents['broadcast.started']);
    clock.advance(MINUTE_MS);
    events.publish('broadcast.paused', { broadcastId: 'one', graceMs: 60 * MINUTE_MS });
    clock.advance(10 * MINUTE_MS);
    assert.deepEqual(sent, []);
    events.publish('broadcast.resumed', { broadcastId: 'one' });
    assert.deepEqual(sent, ['Create post-1']);
  });

  it('tells nobody when there is nothing to say', (t) => {
    const { clock, sent, begin } = build(t, { message: ' ' });
    begin().goLive();
    clock.advance(MINUTE_MS);
    assert.deepEqual(sent, []);
  });

  it('tells once in ten minutes, also across a restart', (t) => {
    const { clock, sent, begin } = build(t, { afterwards: 'keep' });
    const station = begin();
    station.goLive();
    station.goOff();
    station.end();
    const next = begin();
    clock.advance(9 * MINUTE_MS);
    next.goLive();
    next.goOff();
    assert.deepEqual(sent, ['Create post-1']);
    clock.advance(MINUTE_MS);
    next.goLive();
    assert.deepEqual(sent, ['Create post-1', 'Create post-2']);
  });

  it('goes on with the same post when the server was started anew in mid-broadcast', (t) => {
    const { clock, sent, begin } = build(t);
    const station = begin();
    station.goLive();
    clock.advance(60 * MINUTE_MS);
    station.stop();
    clock.advance(3 * MINUTE_MS);
    const next = begin();
    next.goLive();
    clock.advance(60 * MINUTE_MS);
    assert.deepEqual(sent, ['Create post-1']);
    next.goOff();
    assert.deepEqual(sent, ['Create post-1', 'Update post-1']);
  });

  it('says that the stream has ended when it does not go on after a restart', (t) => {
    const { clock, sent, begin } = build(t, { afterwards: 'delete' });
    const station = begin();
    station.goLive();
    clock.advance(60 * MINUTE_MS);
    station.stop();
    clock.advance(3 * MINUTE_MS);
    const next = begin();
    clock.advance(6 * MINUTE_MS);
    assert.deepEqual(sent, ['Create post-1']);
    clock.advance(MINUTE_MS);
    assert.deepEqual(sent, ['Create post-1', 'Delete post-1']);
    next.goLive();
    assert.deepEqual(sent.at(-1), 'Create post-2');
  });

  it('takes what goes live days after a crash for another broadcast', (t) => {
    const { clock, sent, begin } = build(t);
    const station = begin();
    station.goLive();
    station.stop();
    clock.advance(3 * 24 * 60 * MINUTE_MS);
    const next = begin();
    clock.advance(1);
    next.goLive();
    assert.deepEqual(sent, ['Create post-1', 'Update post-1', 'Create post-2']);
  });
});
