import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TimelineClock, timelineStartMs } from './timeline-clock.ts';

const wrap = 2 ** 32;

interface Event {
  readonly track: 'video' | 'audio';
  /** Media time since the encoder started, before it is made a stamp. */
  readonly mediaMs: number;
  readonly arrivalMs: number;
}

interface Placed extends Event {
  readonly dtsMs: number;
  readonly discontinuity: boolean;
}

/** A broadcast of 30 fps and 48 kHz AAC between two media times, in the order of media time. */
function encode(fromMs: number, untilMs: number): Event[] {
  const events: Event[] = [];
  for (let frame = Math.ceil((fromMs * 3) / 100); (frame * 100) / 3 < untilMs; frame += 1) {
    const mediaMs = Math.round((frame * 100) / 3);
    events.push({ track: 'video', mediaMs, arrivalMs: mediaMs });
  }
  for (let frame = Math.ceil((fromMs * 3) / 64); (frame * 64) / 3 < untilMs; frame += 1) {
    const mediaMs = Math.round((frame * 64) / 3);
    events.push({ track: 'audio', mediaMs, arrivalMs: mediaMs });
  }
  return events.sort((a, b) => a.mediaMs - b.mediaMs);
}

function place(clock: TimelineClock, events: readonly Event[], stampOf: (event: Event) => number): Placed[] {
  return events.map((event) => {
    const rawMs = ((stampOf(event) % wrap) + wrap) % wrap;
    if (event.track === 'audio') {
      const { ptsMs, discontinuity } = clock.placeAudio({ rawMs, arrivalMs: event.arrivalMs });
      return { ...event, dtsMs: ptsMs, discontinuity };
    }
    const { dtsMs, discontinuity } = clock.placeVideo({ rawMs, compositionMs: 0, arrivalMs: event.arrivalMs });
    return { ...event, dtsMs, discontinuity };
  });
}

function assertIncreasing(placed: readonly Placed[]): void {
  const last = { video: -Infinity, audio: -Infinity };
  for (const item of placed) {
    assert.ok(item.dtsMs > last[item.track], `${item.track} ${item.dtsMs} after ${last[item.track]}`);
    last[item.track] = item.dtsMs;
  }
}

/** Greatest difference between the distances of neighbouring packets before and after placement. */
function assertOffsetsKept(placed: readonly Placed[], toleranceMs = 0): void {
  const video = placed.find((item) => item.track === 'video');
  const audio = placed.find((item) => item.track === 'audio');
  assert.ok(video && audio);
  const skew = audio.dtsMs - audio.mediaMs - (video.dtsMs - video.mediaMs);
  assert.ok(Math.abs(skew) <= toleranceMs, `audio is ${skew} ms off`);
}

describe('TimelineClock', () => {
  test('puts the first packet at 10 s whatever its stamp and the rest as far from it as they are', () => {
    for (const base of [0, 1, 5_000_000, wrap - 1]) {
      const placed = place(new TimelineClock(), encode(0, 2000), (event) => event.mediaMs + base);
      for (const item of placed) assert.equal(item.dtsMs, timelineStartMs + item.mediaMs);
    }
  });

  test('places a second track whose first stamp is earlier before the start', () => {
    const clock = new TimelineClock();
    assert.equal(clock.placeAudio({ rawMs: 100, arrivalMs: 0 }).ptsMs, 10_000);
    assert.equal(clock.placeVideo({ rawMs: 60, compositionMs: 0, arrivalMs: 1 }).dtsMs, 9960);
  });

  test('starts a second track beside the first when its stamps have another base', () => {
    const clock = new TimelineClock();
    clock.placeVideo({ rawMs: 5_000_000, compositionMs: 0, arrivalMs: 0 });
    assert.equal(clock.placeAudio({ rawMs: 0, arrivalMs: 0 }).ptsMs, 10_000);
    assert.equal(clock.placeAudio({ rawMs: 21, arrivalMs: 21 }).ptsMs, 10_021);
  });

  test('does not show the wrap at 2^32 ms, even with tracks that wrap at different packets', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: -400, max: 400 }),
        (beforeWrap, audioAheadMs) => {
          const events = encode(0, 8000).map((event) =>
            event.track === 'audio' ? { ...event, arrivalMs: event.arrivalMs + audioAheadMs } : event,
          );
          events.sort((a, b) => a.arrivalMs - b.arrivalMs);
          const placed = place(new TimelineClock(), events, (event) => wrap - beforeWrap + event.mediaMs);
          assertIncreasing(placed);
          const base = (placed[0]?.mediaMs ?? 0) - timelineStartMs;
          for (const item of placed) assert.equal(item.dtsMs, item.mediaMs - base);
          assert.ok(placed.every((item) => !item.discontinuity));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('keeps negative and positive composition offsets and bounds absurd ones', () => {
    const clock = new TimelineClock();
    const ptsOf = (rawMs: number, compositionMs: number) =>
      clock.placeVideo({ rawMs, compositionMs, arrivalMs: rawMs }).ptsMs;
    assert.equal(ptsOf(0, 66), 10_066);
    assert.equal(ptsOf(33, -33), 10_000);
    assert.equal(ptsOf(66, 8_388_607), 20_066);
    assert.equal(ptsOf(100, -8_388_608), 100);
  });

  test('keeps DTS increasing over equal and slightly backward stamps, and PTS at its own time', () => {
    const clock = new TimelineClock();
    const placed = [0, 33, 33, 20, 66].map((rawMs) => clock.placeVideo({ rawMs, compositionMs: 0, arrivalMs: rawMs }));
    assert.deepEqual(
      placed.map(({ dtsMs, ptsMs }) => [dtsMs, ptsMs]),
      [
        [10_000, 10_000],
        [10_033, 10_033],
        [10_034, 10_033],
        [10_035, 10_020],
        [10_066, 10_066],
      ],
    );
  });

  test('goes on without a gap when only the encoder’s clock jumps, with both tracks together', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: -(2 ** 31) + 10_000, max: -260 }),
          fc.integer({ min: 2300, max: 2 ** 31 - 10_000 }),
          fc.constantFrom(1010, 1020, -210),
        ),
        fc.integer({ min: 0, max: 150 }),
        fc.boolean(),
        (jumpMs, lateMs, isVideoLate) => {
          const late = isVideoLate ? 'video' : 'audio';
          const stampOf = (event: Event) =>
            event.mediaMs + 3e9 + (event.mediaMs >= (event.track === late ? 2000 + lateMs : 2000) ? jumpMs : 0);
          const placed = place(new TimelineClock(), encode(0, 5000), stampOf);
          assertIncreasing(placed);
          const settled = placed.filter((item) => item.mediaMs > 3000);
          assertOffsetsKept(settled);
          // A jump of about a second may pass for lost media; a greater one is taken out but for some frames' length.
          const shiftMs = (settled[0]?.dtsMs ?? 0) - timelineStartMs - (settled[0]?.mediaMs ?? 0);
          assert.ok(Math.abs(shiftMs) <= (Math.abs(jumpMs) < 2000 ? 1100 : 250), `shifted by ${shiftMs}`);
          if (Math.abs(jumpMs) > 2000) assert.ok(placed.every((item) => !item.discontinuity));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('keeps the stamps and reports one discontinuity when real time was lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1200, max: 60_000 }), fc.integer({ min: 0, max: 300 }), (holeMs, skewMs) => {
        const events = encode(0, 10_000 + holeMs).filter((event) => {
          const mediaMs = event.mediaMs + (event.track === 'audio' ? skewMs : 0);
          return mediaMs < 3000 || mediaMs >= 3000 + holeMs;
        });
        const placed = place(new TimelineClock(), events, (event) => event.mediaMs);
        assertIncreasing(placed);
        for (const item of placed) assert.equal(item.dtsMs, timelineStartMs + item.mediaMs);
        // Where the skew covers the hole to under a second, nothing was lost to a viewer.
        if (holeMs > 1500 + skewMs) assert.equal(placed.filter((item) => item.discontinuity).length, 1);
      }),
      { numRuns: 100 },
    );
  });

  test('believes a jump that catches up after the network held packets back', () => {
    const clock = new TimelineClock();
    // From 3 s on everything waits until 11 s; the encoder kept 1 s of it and dropped the rest.
    const events = encode(0, 15_000)
      .filter((event) => event.mediaMs < 4000 || event.mediaMs >= 11_000)
      .map((event) => ({
        ...event,
        arrivalMs: event.mediaMs < 3000 ? event.mediaMs : Math.max(11_000, event.mediaMs),
      }));
    const placed = place(clock, events, (event) => event.mediaMs);
    for (const item of placed) assert.equal(item.dtsMs, timelineStartMs + item.mediaMs);
    assert.equal(placed.filter((item) => item.discontinuity).length, 1);
  });

  test('places both tracks by the wall clock when time was lost and the encoder’s clock restarted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 60_000 }), fc.integer({ min: 0, max: 200 }), (holeMs, audioFirstMs) => {
        const before = encode(0, 4000);
        const after = encode(0, 4000).map((event) => ({ ...event, arrivalMs: event.mediaMs + 4000 + holeMs }));
        const clock = new TimelineClock();
        const head = place(clock, before, (event) => event.mediaMs + 90_000);
        const tail = place(
          clock,
          after.filter((event) => event.track === 'audio' || event.mediaMs >= audioFirstMs),
          (event) => event.mediaMs,
        );
        assertIncreasing([...head, ...tail]);
        assertOffsetsKept(tail);
        const first = tail[0]?.dtsMs ?? 0;
        assert.ok(Math.abs(first - (timelineStartMs + 4000 + holeMs)) < 40, `lies at ${first}`);
        assert.equal(tail.filter((item) => item.discontinuity).length, 1);
      }),
      { numRuns: 100 },
    );
  });

  test('says nothing when one track was silent while the other went on', () => {
    const events = encode(0, 20_000).filter(
      (event) => event.track === 'video' || event.mediaMs < 2000 || event.mediaMs > 12_000,
    );
    const placed = place(new TimelineClock(), events, (event) => event.mediaMs);
    for (const item of placed) assert.equal(item.dtsMs, timelineStartMs + item.mediaMs);
    assert.ok(placed.every((item) => !item.discontinuity));
  });

  test('keeps the tracks apart when one alone has jumped, also through a silence of the other', () => {
    const stampOf = (event: Event) => event.mediaMs + (event.track === 'video' && event.mediaMs >= 2000 ? 3000 : 0);
    const events = encode(0, 40_000).filter(
      (event) => event.track === 'video' || event.mediaMs < 20_000 || event.mediaMs > 23_000,
    );
    const placed = place(new TimelineClock(), events, stampOf);
    assertOffsetsKept(
      placed.filter((item) => item.mediaMs > 10_000 && item.mediaMs < 19_000),
      40,
    );
    assertOffsetsKept(
      placed.filter((item) => item.mediaMs > 30_000),
      40,
    );
  });

  test('takes a picture every two seconds for what it is after the first', () => {
    const clock = new TimelineClock();
    const placed = [0, 2000, 4000, 6000, 8000].map((rawMs) =>
      clock.placeVideo({ rawMs, compositionMs: 0, arrivalMs: rawMs }),
    );
    assert.deepEqual(
      placed.map((item) => item.dtsMs),
      [10_000, 12_000, 14_000, 16_000, 18_000],
    );
    assert.deepEqual(
      placed.map((item) => item.discontinuity),
      [false, true, false, false, false],
    );
  });

  test('never turns an encoder’s drift into a step', () => {
    for (const rate of [0.9992, 1.0008]) {
      const events = encode(0, 600_000).map((event) => ({ ...event, arrivalMs: event.mediaMs * rate }));
      const placed = place(new TimelineClock(), events, (event) => event.mediaMs);
      assert.ok(placed.every((item) => item.dtsMs === timelineStartMs + item.mediaMs && !item.discontinuity));
    }
  });

  test('still knows an encoder’s own jump after its slow clock has fallen seconds behind', () => {
    const events = encode(0, 3_600_000)
      .filter((event) => event.track === 'audio' || event.mediaMs % 100 === 0)
      .map((event) => ({ ...event, arrivalMs: event.mediaMs * 1.0005 }));
    const stampOf = (event: Event) => event.mediaMs + (event.mediaMs >= 3_590_000 ? 50_000 : 0);
    const placed = place(new TimelineClock(), events, stampOf);
    assert.ok(placed.every((item) => !item.discontinuity));
    assertOffsetsKept(placed.slice(-100));
  });

  test('goes on at wall-clock distance when the encoder returns, with either track first and any base', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 0, max: wrap - 1 }),
        fc.integer({ min: 0, max: 200 }),
        fc.boolean(),
        (awayMs, base, firstMs, isVideoFirst) => {
          const clock = new TimelineClock();
          const head = place(clock, encode(0, 3000), (event) => event.mediaMs + 77);
          clock.resume();
          const back = encode(0, 3000)
            .filter((event) => event.mediaMs >= firstMs || (event.track === 'video') === isVideoFirst)
            .map((event) => ({ ...event, arrivalMs: 3000 + awayMs + event.mediaMs }));
          const tail = place(clock, back, (event) => event.mediaMs + base);
          assertIncreasing([...head, ...tail]);
          assertOffsetsKept(tail.slice(20));
          assert.ok(tail.every((item) => !item.discontinuity));
          const first = tail[0];
          assert.ok(first);
          const wallMs = timelineStartMs + first.arrivalMs;
          assert.equal(first.dtsMs, Math.max(head.reduce((far, item) => Math.max(far, item.dtsMs), 0) + 20, wallMs));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('comes through any course of jumps, holes, restarts and returns with audio and video together', () => {
    const episode = fc.record({
      kind: fc.constantFrom('jump', 'hole', 'hole and restart', 'return', 'wrap'),
      lastsMs: fc.integer({ min: 6000, max: 12_000 }),
      jumpMs: fc.oneof(fc.integer({ min: -(2 ** 30), max: -2500 }), fc.integer({ min: 2500, max: 2 ** 30 })),
      awayMs: fc.integer({ min: 2500, max: 20_000 }),
      lateMs: fc.integer({ min: 0, max: 150 }),
      late: fc.constantFrom('video', 'audio'),
      jitterMs: fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 10 }),
    });
    fc.assert(
      fc.property(fc.array(episode, { maxLength: 8 }), (episodes) => {
        const clock = new TimelineClock();
        const all: Placed[] = [];
        let wallMs = 0;
        let base = 0;
        for (const { kind, lastsMs, jumpMs, awayMs, lateMs, late, jitterMs } of episodes) {
          const isAway = all.length > 0 && kind !== 'jump' && kind !== 'wrap';
          if (isAway) wallMs += awayMs;
          if (kind === 'return') clock.resume();
          const before = base;
          if (kind === 'jump') base += jumpMs;
          else if (kind !== 'hole') base = kind === 'wrap' ? wrap - 3000 - wallMs : -wallMs;
          const delayMs = isAway ? 0 : lateMs;
          const events = encode(wallMs, wallMs + lastsMs).map((event, index) => ({
            ...event,
            arrivalMs: event.mediaMs + (jitterMs[index % jitterMs.length] ?? 0),
          }));
          const placed = place(clock, events, (event) => {
            const isStill = event.track === late && event.mediaMs < wallMs + delayMs && all.length > 0;
            return event.mediaMs + (isStill ? before : base);
          });
          all.push(...placed);
          wallMs += lastsMs;
          const settled = placed.filter((item) => item.mediaMs > wallMs - lastsMs + 1000);
          assertOffsetsKept(settled);
          for (const item of settled) {
            const offMs = item.dtsMs - timelineStartMs - item.mediaMs;
            assert.ok(Math.abs(offMs) < 1500, `${kind}: ${offMs} ms off the wall clock`);
          }
        }
        assertIncreasing(all);
      }),
      { numRuns: 40 },
    );
  });

  test('gives finite, strictly increasing times for any stamps at all', () => {
    const event = fc.record({
      isVideo: fc.boolean(),
      rawMs: fc.oneof(fc.integer({ min: 0, max: wrap - 1 }), fc.integer({ min: 0, max: 2000 })),
      compositionMs: fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }),
      waitMs: fc.integer({ min: 0, max: 5000 }),
      resumes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const clock = new TimelineClock();
        const last = { video: -Infinity, audio: -Infinity };
        let arrivalMs = 0;
        for (const { isVideo, rawMs, compositionMs, waitMs, resumes } of events) {
          arrivalMs += waitMs;
          if (resumes) clock.resume();
          const track = isVideo ? 'video' : 'audio';
          const placed = isVideo
            ? clock.placeVideo({ rawMs, compositionMs, arrivalMs })
            : { ...clock.placeAudio({ rawMs, arrivalMs }), dtsMs: null };
          const dtsMs = placed.dtsMs ?? placed.ptsMs;
          assert.ok(Number.isSafeInteger(dtsMs) && dtsMs >= 0 && dtsMs > last[track]);
          assert.ok(placed.ptsMs >= 0 && Math.abs(placed.ptsMs - dtsMs) <= 10_200);
          assert.ok(clock.positionMs >= dtsMs);
          last[track] = dtsMs;
        }
      }),
      { numRuns: 500 },
    );
  });
});
