import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Settings } from '../config/settings.ts';
import { EventHub } from '../platform/event-hub.ts';
import { silentLogger } from '../platform/log.ts';
import { temporaryDirectory, testStore } from '../store/testing.ts';
import type { TimelineQuery } from '../store/timeline-repository.ts';
import type { AerialEvents, RenditionState } from './events.ts';
import { TimelinePart } from './timeline.ts';

const everything: TimelineQuery = { fromWallMs: null, untilWallMs: null, offset: 0, limit: 100 };
const tracks = { video: null, audio: null };

function rig(t: TestContext, directory = temporaryDirectory(t)) {
  const { store, clock } = testStore.withClock(t, { directory });
  const events = new EventHub<AerialEvents>({ onListenerError: (_name, error) => assert.fail(String(error)) });
  const settings = new Settings({});
  const part = new TimelinePart({ store, clock, events, settings, log: silentLogger });
  const stop = part.start();
  let mediaSequence = 0;
  return {
    store,
    clock,
    events,
    stop,
    part,
    begin: (broadcastId = 'b1') =>
      events.publish('broadcast.started', {
        broadcastId,
        startedWallMs: clock.wallMs(),
        remoteAddress: '',
        encoder: null,
        isTest: false,
        tracks,
      }),
    title: (title: string) => void settings.reload(new Map([['stream-title', title]])),
    /** Two seconds go by, and are on air. */
    segment: () => {
      const startWallMs = clock.wallMs();
      clock.advance(2_000);
      part.note({
        mediaSequence,
        startWallMs,
        startMediaMs: 10_000 + mediaSequence * 2_000,
        durationMs: 2_000,
        isDiscontinuity: false,
        isGap: false,
      });
      mediaSequence += 1;
    },
    renditions: (names: readonly string[]) =>
      events.publish('transcode.changed', {
        broadcastId: 'b1',
        renditions: names.map((name, index): RenditionState => ({ index, name, state: 'running', reason: null })),
      }),
    stretches: () =>
      store.timeline
        .listStretches(everything)
        .results.map(({ source, title, renditions }) => `${source} "${title}" ${renditions.join('+')}`)
        .toReversed(),
  };
}

test('The timeline begins a stretch with each change of title, source and renditions, at its moment', async (t) => {
  const station = rig(t);
  const startedWallMs = station.clock.wallMs();
  station.title('Owls');
  station.begin();
  station.renditions(['480p']);
  station.segment();
  station.clock.advance(500);
  station.title('Bears');
  station.title('Bees');
  station.segment();
  station.renditions([]);
  station.events.publish('broadcast.paused', { broadcastId: 'b1', graceMs: 60_000 });
  station.segment();
  station.events.publish('broadcast.resumed', { broadcastId: 'b1' });
  station.segment();
  station.events.publish('broadcast.ended', { broadcastId: 'b1', isTest: false, reason: 'test' });
  station.title('nobody sees it');
  await station.stop();
  assert.deepEqual(station.stretches(), [
    'live "Owls" source+480p',
    'live "Bears" source+480p',
    'live "Bees" source+480p',
    'live "Bees" source',
    'slate "Bees" source',
    'live "Bees" source',
  ]);
  const { results } = station.store.timeline.listStretches(everything);
  assert.equal(results.at(-2)?.beganWallMs, startedWallMs + 2_500);
  for (const [index, stretch] of results.slice(1).entries()) {
    assert.equal(stretch.endedWallMs, results[index]?.beganWallMs, 'each goes on where the one before ended');
  }
  const segments = station.store.timeline.listSegments(everything).results;
  assert.deepEqual(
    segments.map(({ mediaSequence, title, source }) => `${mediaSequence} ${source} ${title}`),
    ['0 live Owls', '1 live Bees', '2 slate Bees', '3 live Bees'],
  );
});

test('The timeline is asked by range', async (t) => {
  const station = rig(t);
  const startedWallMs = station.clock.wallMs();
  station.begin();
  for (let count = 0; count < 10; count += 1) station.segment();
  await station.stop();
  const asked = { fromWallMs: startedWallMs + 4_000, untilWallMs: startedWallMs + 8_000, offset: 0, limit: 1 };
  const { total, results } = station.store.timeline.listSegments(asked);
  assert.deepEqual([total, results[0]?.mediaSequence, results[0]?.startMediaMs], [2, 2, 14_000]);
  assert.equal(station.store.timeline.listStretches({ ...asked, fromWallMs: startedWallMs + 20_001 }).total, 0);
});

test('The timeline survives a crash: what was on air ends with its last segment, and numbers go on', async (t) => {
  const directory = temporaryDirectory(t);
  const before = rig(t, directory);
  const startedWallMs = before.clock.wallMs();
  before.begin();
  before.segment();
  before.clock.advance(2_000);
  before.store.close();

  const after = rig(t, directory);
  after.begin('b2');
  await after.stop();
  const [latest, crashed] = after.store.timeline.listStretches(everything).results;
  assert.deepEqual([latest?.broadcastId, crashed?.broadcastId], ['b2', 'b1']);
  assert.equal(crashed?.endedWallMs, startedWallMs + 2_000);
  assert.ok((latest?.id ?? 0) > (crashed?.id ?? 0));
});

test('The timeline adds to a record that was put back since the start, and overwrites nothing of it', async (t) => {
  const station = rig(t);
  const nowMs = station.clock.wallMs();
  const span = { beganWallMs: nowMs - 9_000, endedWallMs: nowMs - 5_000 };
  const restored = { ...span, broadcastId: 'then', source: 'live', title: '' };
  const id = station.store.timeline.nextStretchId();
  station.store.timeline.append({ stretches: [{ id, ...restored, renditions: [] }], segments: [] });
  station.begin();
  station.segment();
  await station.stop();
  const { results } = station.store.timeline.listStretches(everything);
  assert.deepEqual(
    results.map(({ broadcastId }) => broadcastId),
    ['b1', 'then'],
  );
});

test('The timeline waits for a disk that fails, and loses nothing', async (t) => {
  const station = rig(t);
  const { timeline } = station.store;
  const append = t.mock.method(timeline, 'append', () => {
    throw new Error('no space');
  });
  station.begin();
  for (let count = 0; count < 5; count += 1) station.segment();
  append.mock.restore();
  station.clock.advance(2_000);
  assert.equal(timeline.listSegments(everything).total, 5);
  await station.stop();
});

test('The timeline forgets what is too old, and what is too much', async (t) => {
  const station = rig(t);
  station.begin();
  for (let count = 0; count < 6; count += 1) station.segment();
  await station.stop();
  const { timeline } = station.store;
  assert.equal(timeline.forgetSegments({ beforeWallMs: 0, keep: 4 }, 100), 2);
  const oldest = timeline.listSegments(everything).results[0];
  assert.equal(oldest?.mediaSequence, 2);
  assert.equal(timeline.forgetSegments({ beforeWallMs: (oldest?.startWallMs ?? 0) + 1, keep: 100 }, 100), 1);
  assert.equal(timeline.forgetStretches({ beforeWallMs: station.clock.wallMs() + 1, keep: 100 }, 100), 1);
});
