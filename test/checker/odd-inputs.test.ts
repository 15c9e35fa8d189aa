import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { audioFrame, audioHeader, videoFrame, videoHeader } from '../../internal/ingest/testing/media-bodies.ts';
import { codedFields, interlacedAvcRecords } from '../../internal/media/testing.ts';
import { ingestInto, WatchedBroadcast } from './testing.ts';

/** Media times in seconds from an encoder's start. */
type Span = readonly [from: number, until: number];

/** What an encoder does that none should. */
interface Habits {
  readonly seconds: number;
  /** Stamp of the first packet. */
  readonly firstStampMs: number;
  readonly keySeconds: number;
  /** Distances of pictures, in turn. */
  readonly frameMs: readonly number[];
  readonly hasBFrames: boolean;
  /** When there is sound. */
  readonly sound: readonly Span[];
  /** When the picture changes its size. */
  readonly resizes: readonly number[];
  /** When its clock jumps, and by how much. */
  readonly jumps: readonly { readonly at: number; readonly byMs: number }[];
  /** The two fields of a picture come one by one, the second half a picture later or with the stamp of the first. */
  readonly fields?: 'half apart' | 'of one stamp';
}

const steady: Habits = {
  seconds: 20,
  firstStampMs: 0,
  keySeconds: 2,
  frameMs: [33, 33, 34],
  hasBFrames: false,
  sound: [[0, Infinity]],
  resizes: [],
  jumps: [],
};

/** Composition offsets of an encoder with two B-frames, by a frame's place in its group of three, in frames. */
const bFrameDelays = [2, 1, 0];
const aacFrameMs = 1024 / 48;

/** One field of a picture. */
function fieldFrame(frame: number, field: 'top' | 'bottom', isKey: boolean): Buffer {
  return Buffer.concat([Buffer.of(isKey ? 0x17 : 0x27, 1, 0, 0, 0), codedFields(frame % 16, [field], isKey)]);
}

interface Message {
  readonly atMs: number;
  readonly track: 'video' | 'audio';
  readonly body: Buffer;
}

function messagesOf(habits: Habits): Message[] {
  const messages: Message[] = [];
  let size: 'large' | 'small' = 'large';
  const resizes = [...habits.resizes].toSorted((a, b) => a - b);
  const add = (atMs: number, track: Message['track'], body: Buffer) => messages.push({ atMs, track, body });
  if (habits.fields === undefined) add(0, 'video', videoHeader(size));
  else add(0, 'video', Buffer.concat([Buffer.of(0x17, 0, 0, 0, 0), interlacedAvcRecords.apart]));
  let keyAtMs = -Infinity;
  for (let frame = 0, atMs = 0; atMs < habits.seconds * 1000; frame += 1) {
    const frameMs = habits.frameMs[frame % habits.frameMs.length] ?? 33;
    let isKey = atMs - keyAtMs >= habits.keySeconds * 1000;
    if (atMs >= (resizes[0] ?? Infinity) * 1000) {
      resizes.shift();
      size = size === 'large' ? 'small' : 'large';
      add(atMs, 'video', videoHeader(size));
      isKey = true;
    }
    if (isKey) keyAtMs = atMs;
    const delay = habits.hasBFrames ? (isKey ? 1 : (bFrameDelays[frame % 3] ?? 0)) : 0;
    if (habits.fields === undefined) add(atMs, 'video', videoFrame(isKey, Math.round(delay * frameMs)));
    else {
      add(atMs, 'video', fieldFrame(frame, 'top', isKey));
      add(
        atMs + (habits.fields === 'half apart' ? Math.round(frameMs / 2) : 0),
        'video',
        fieldFrame(frame, 'bottom', false),
      );
    }
    atMs += frameMs;
  }
  for (const [from, until] of habits.sound) {
    const untilMs = Math.min(until, habits.seconds) * 1000;
    add(from * 1000, 'audio', audioHeader());
    for (let atMs = from * 1000; atMs < untilMs; atMs += aacFrameMs) add(Math.round(atMs), 'audio', audioFrame());
  }
  return messages.toSorted((a, b) => a.atMs - b.atMs);
}

/** Sends it all through the ingest to the playlists, which the rules look at one by one. */
function broadcast(habits: Habits): WatchedBroadcast {
  const watched = new WatchedBroadcast();
  const ingest = ingestInto(watched);
  for (const { atMs, track, body } of messagesOf(habits)) {
    watched.clock.advance(Math.max(0, atMs - watched.clock.monotonicMs()));
    const jumpMs = habits.jumps.reduce((sum, { at, byMs }) => (atMs >= at * 1000 ? sum + byMs : sum), 0);
    const refusal = ingest.onMedia({
      track,
      timestampMs: ((habits.firstStampMs + atMs + jumpMs) % 2 ** 32) >>> 0,
      body,
    });
    assert.equal(refusal, null);
  }
  ingest.end('the test is over');
  return watched;
}

/** Seconds of picture in the last playlist's window, gaps left out. */
function shownSeconds(watched: WatchedBroadcast): number {
  const segments = watched.last('0')?.segments ?? [];
  return segments.reduce((sum, segment) => sum + (segment.isGap ? 0 : (segment.duration ?? 0)), 0);
}

function assertWhole(watched: WatchedBroadcast, seconds: number): void {
  assert.deepEqual(watched.findings.list, []);
  const shown = shownSeconds(watched);
  assert.ok(shown > seconds - 0.5 && shown < seconds + 0.5, `${shown} s of ${seconds} s are in the playlist`);
}

const minutes = 60_000;

describe('what an odd encoder sends keeps every rule of the playlists, and none of it is lost', () => {
  const cases: Readonly<Record<string, Partial<Habits>>> = {
    'another size in mid-stream, and back': { resizes: [7.3, 13.1] },
    'B-frames': { hasBFrames: true },
    'a variable frame rate': { frameMs: [33, 16, 250, 17, 400, 33, 33, 120] },
    'key frames ten seconds apart': { keySeconds: 10 },
    'sound that starts late': { sound: [[6.5, Infinity]] },
    'sound that vanishes': { sound: [[0, 8.2]] },
    'sound that comes and goes': {
      sound: [
        [0, 4.5],
        [9.1, 12],
        [15, Infinity],
      ],
    },
    'stamps that wrap at 32 bits': { firstStampMs: 2 ** 32 - 7000 },
    'a clock that jumps forward by minutes': { jumps: [{ at: 6.5, byMs: 7 * minutes }] },
    'a clock that jumps back by minutes': { firstStampMs: 30 * minutes, jumps: [{ at: 6.5, byMs: -7 * minutes }] },
    'a clock that jumps back and forth': {
      jumps: [4, 6, 8, 10, 12].map((at, index) => ({ at, byMs: (index % 2 === 0 ? 5 : -5) * minutes })),
    },
    'a clock that starts again at zero': { firstStampMs: 12 * minutes, jumps: [{ at: 9, byMs: -12 * minutes - 9000 }] },
  };
  for (const [name, habits] of Object.entries(cases)) {
    test(name, () => assertWhole(broadcast({ ...steady, ...habits }), steady.seconds));
  }
});

describe('pictures whose fields come one by one', () => {
  for (const fields of ['half apart', 'of one stamp'] as const) {
    test(`count as one each, ${fields}`, () => {
      const watched = broadcast({ ...steady, fields });
      assertWhole(watched, steady.seconds);
      assert.equal(watched.broadcast.frameRate, 30);
      const parts = watched.last('0')?.segments.flatMap((segment) => segment.parts) ?? [];
      assert.ok(parts.length > 0 && parts.every(({ duration }) => (duration ?? 0) > 0.45), JSON.stringify(parts));
    });
  }
});

describe('an encoder with several odd habits at once', () => {
  const second = fc.integer({ min: 10, max: 190 }).map((tenths) => tenths / 10);
  const habits = fc.record({
    seconds: fc.constant(20),
    firstStampMs: fc.constantFrom(0, 2 ** 31 - 5000, 2 ** 32 - 9000, 40 * minutes),
    keySeconds: fc.constantFrom(1, 2, 3.3, 10),
    frameMs: fc.array(fc.integer({ min: 8, max: 500 }), { minLength: 1, maxLength: 9 }),
    hasBFrames: fc.boolean(),
    sound: fc
      .uniqueArray(second, { maxLength: 6 })
      .map((times) => times.toSorted((a, b) => a - b))
      .map((times) =>
        Array.from({ length: Math.floor(times.length / 2) }, (_, index): Span => [
          times[2 * index] ?? 0,
          times[2 * index + 1] ?? 0,
        ]),
      ),
    resizes: fc.uniqueArray(second, { maxLength: 3 }),
    jumps: fc.array(fc.record({ at: second, byMs: fc.integer({ min: -10 * minutes, max: 10 * minutes }) }), {
      maxLength: 3,
    }),
  });
  // Pictures that are both reordered and far apart would start long after the sound of their segment.
  const sane = habits.map((odd) => ({ ...odd, frameMs: odd.hasBFrames ? steady.frameMs : odd.frameMs }));
  test('breaks no rule of the playlists', () => {
    fc.assert(
      fc.property(sane, (odd) => assert.deepEqual(broadcast(odd).findings.list, [])),
      { numRuns: 150, seed: 20_261_129, endOnFailure: true },
    );
  });
});
