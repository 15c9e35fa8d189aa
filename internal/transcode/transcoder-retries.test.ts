import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { TrackConfig } from '../media/packet.ts';
import { withoutFfmpeg } from '../media/testing.ts';
import { guardedClock, ManualClock } from '../platform/clock.ts';
import { isPrompt } from './pace.ts';
import { type Clip, ffmpegChildren, makeClip, makeTranscoder, pushClip, Recorder, shifted } from './testing.ts';
import { TranscodeRun } from './transcode-run.ts';
import { until } from '../../test/peers/wait.ts';

const minuteMs = 60_000;
/** What is tried runs at the lowest priority: on a busy machine that takes its time. */
const patience = { timeoutMs: 60_000, everyMs: 10 };

/** A transcoder whose time stands still, and whose ffmpeg is a script of these lines. */
function setUp(t: TestContext, lines: (folder: string) => readonly string[], ladder: readonly [number, number][]) {
  const folder = mkdtempSync(join(tmpdir(), 'aerial-retries-'));
  const ffmpegPath = join(folder, 'program');
  writeFileSync(ffmpegPath, ['#!/bin/sh', ...lines(folder), ''].join('\n'));
  chmodSync(ffmpegPath, 0o755);
  const hands = new ManualClock();
  const clock = guardedClock(hands, (error) => {
    throw error;
  });
  const recorder = new Recorder();
  const rungs = ladder.map(([heightPixels, bitrateKbps]) => ({ heightPixels, bitrateKbps }));
  const transcoder = makeTranscoder({ recorder, clock, ffmpegPath, ladder: rungs });
  t.after(async () => {
    const whenStopped = transcoder.stop();
    hands.advance(5_000);
    await whenStopped;
    rmSync(folder, { recursive: true });
    assert.deepEqual(ffmpegChildren(), []);
  });
  return { folder, hands, recorder, transcoder };
}

/** Every life of ffmpeg that was fed. */
function noteRuns(t: TestContext): Set<TranscodeRun> {
  const runs = new Set<TranscodeRun>();
  const { feed } = TranscodeRun.prototype;
  t.mock.method(TranscodeRun.prototype, 'feed', function (this: TranscodeRun, ...told: Parameters<typeof feed>) {
    runs.add(this);
    feed.apply(this, told);
  });
  return runs;
}

/** What stands in the tracks of a 720p source in HEVC with this clip's codec data. */
function inHevc({ tracks }: Clip): TrackConfig {
  const { video } = tracks;
  assert.ok(video !== null);
  return { video: { ...video, codec: 'hevc', width: 1280, height: 720, frameRate: 30 }, audio: null };
}

/** Until something is given up, or made in place of another. */
function untilSlowTwice(hands: ManualClock, recorder: Recorder): void {
  const count = () => recorder.plans.length + recorder.states.filter(({ state }) => state === 'shed').length;
  const before = count();
  for (let second = 0; second < 30; second += 1) {
    hands.advance(1_000);
    if (count() > before) return;
  }
  assert.fail('it is never slow');
}

describe('a rendition that a transcoder gave up', { skip: withoutFfmpeg }, () => {
  it('is made for nobody first, and comes back at an address of its own, beside one that goes on without a break', async (t) => {
    const clip = makeClip('testsrc2=size=320x180:rate=30:duration=1', ['-g', '15']);
    const runs = noteRuns(t);
    const ends = (folder: string) =>
      `[ -e ${folder}/3 ] || { for n in 1 2 3; do [ -e ${folder}/$n ] || { touch ${folder}/$n; exit 1; }; done; }`;
    const { hands, recorder, transcoder } = setUp(t, (folder) => [ends(folder), 'exec ffmpeg "$@"'], [
      [120, 300],
      [90, 200],
    ]);
    const at = (second: number) => shifted(clip, second * 1_000);
    const push = (second: number) => {
      for (const packet of at(second).packets) transcoder.push(packet);
    };
    const isShown = (index: number, second: number) => () =>
      (recorder.frames(index).at(-1)?.ptsMs ?? 0) > (at(second).packets.at(-1)?.ptsMs ?? 0) - 500;
    pushClip(transcoder, clip);
    await recorder.until('two lives are over', () => recorder.losses(1) === 2);
    hands.advance(1_000);
    await recorder.until('one is given up', () => recorder.states[0]?.state === 'shed');
    hands.advance(2_000);
    await recorder.until('the other runs', isShown(2, 0));

    hands.advance(5 * minuteMs - 3_000);
    assert.equal(ffmpegChildren().length, 1, 'it is left alone');
    push(1);
    await recorder.until('the other goes on', isShown(2, 1));
    hands.advance(1_000);
    await until('it is tried', () => ffmpegChildren().length === 2, patience);
    push(2);
    await recorder.until('the other goes on', isShown(2, 2));
    const trial = [...runs].find(({ plans }) => plans.length === 1 && plans[0]?.index === 1);
    await until('it keeps up', () => trial !== undefined && trial.feedingSinceMs !== null && isPrompt(trial), patience);
    hands.advance(29_000);
    assert.deepEqual(recorder.states[0]?.state, 'shed');
    assert.equal(recorder.frames(1).length, 0, 'nobody sees anything of it');

    hands.advance(1_000);
    assert.deepEqual(
      recorder.states.map(({ index, name, state, reason }) => [index, name, state, reason]),
      [
        [3, '120p', 'starting', null],
        [2, '90p', 'running', null],
      ],
    );
    push(3);
    transcoder.push({ kind: 'pause' });
    await recorder.until('it is there', isShown(3, 3));
    const all = [0, 1, 2, 3].flatMap((second) => at(second).packets.map(({ ptsMs }) => ptsMs));
    await recorder.until('the other goes on', () => recorder.frames(2).at(-1)?.ptsMs === all.at(-1));
    assert.equal(recorder.frames(3)[0]?.ptsMs, at(3).packets[0]?.ptsMs);
    const shown = recorder.frames(2).map(({ ptsMs }) => ptsMs);
    assert.deepEqual(shown, all.slice(all.indexOf(shown[0] ?? 0)), 'it lacks nothing from its first picture on');
    assert.equal(recorder.losses(2), 3, 'only what failed at the start is a loss');
  });

  it('is made cheaper where no other can be seen everywhere, and is off only when nothing is cheaper', async (t) => {
    const clip = makeClip('testsrc2=size=320x180:rate=30:duration=1', ['-g', '15']);
    const records = (folder: string) => [
      `echo "$@" > ${folder}/$$`,
      `mv ${folder}/$$ ${folder}/order`,
      'exec sleep 600',
    ];
    const { folder, hands, recorder, transcoder } = setUp(t, records, [[480, 1200]]);
    pushClip(transcoder, { tracks: inHevc(clip), packets: clip.packets });
    const states = () => recorder.states.map(({ name, state }) => `${name} ${state}`);
    const isAskedFor = (height: string, other: string) => {
      const file = join(folder, 'order');
      const order = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return order.includes('-preset ultrafast') && order.includes(`:${height},`) && !order.includes(`:${other},`);
    };
    untilSlowTwice(hands, recorder);
    assert.deepEqual(states(), ['480p shed', '240p starting']);
    assert.equal(
      recorder.states[0]?.reason,
      'Made as 240p with 30 pictures a second instead, as the machine is too slow for it; it is tried again after 5 minutes. Send a smaller picture or H.264, choose a smaller ladder, or give Aerial more cores.',
    );
    assert.deepEqual(
      recorder.plans.at(-1)?.map(({ index }) => index),
      [1, 2],
    );
    await until('the cheaper one is asked for', () => isAskedFor('240', '480'), patience);
    untilSlowTwice(hands, recorder);
    assert.deepEqual(states(), ['480p shed', '240p starting']);
    assert.match(recorder.states[0]?.reason ?? '', /^Made as 240p with 15 pictures a second instead/);
    assert.equal(recorder.plans.at(-1)?.[1]?.frameRate, 15);
    untilSlowTwice(hands, recorder);
    assert.deepEqual(states(), ['480p shed', '240p shed']);
    assert.match(
      recorder.states[0]?.reason ?? '',
      /^Given up for now, as the machine is too slow for it; it is tried again after a minute\. Send a smaller/,
    );
    assert.equal(recorder.states[1]?.reason, recorder.states[0]?.reason);
    await until('nothing is made', () => ffmpegChildren().length === 0, patience);
    rmSync(join(folder, 'order'));
    hands.advance(minuteMs - 1_000);
    for (const packet of clip.packets) transcoder.push(packet);
    assert.deepEqual(ffmpegChildren(), []);
    hands.advance(1_000);
    await until('the cheapest is tried first', () => isAskedFor('240', '480'), patience);
  });

  it('is neither on air nor forgotten when it is told of the ladder that it has, nor is what stands in for it', async (t) => {
    const clip = makeClip('testsrc2=size=320x180:rate=30:duration=1', ['-g', '15']);
    const ladder = [{ heightPixels: 480, bitrateKbps: 1200 }];
    const notes = (folder: string) => [`: > ${folder}/$$.ran`, 'exec sleep 600'];
    const { folder, hands, recorder, transcoder } = setUp(t, notes, [[480, 1200]]);
    const lives = () => readdirSync(folder).filter((name) => name.endsWith('.ran')).length;
    pushClip(transcoder, { tracks: inHevc(clip), packets: clip.packets });
    const states = () => recorder.states.map(({ index, name, state }) => `${index} ${name} ${state}`);
    const tell = () => {
      const before = JSON.stringify([recorder.states, recorder.plans]);
      transcoder.changeLadder(ladder);
      assert.equal(JSON.stringify([recorder.states, recorder.plans]), before);
    };
    untilSlowTwice(hands, recorder);
    assert.deepEqual(states(), ['1 480p shed', '2 240p starting']);
    tell();
    for (const _ of ['half of the pictures', 'nothing']) untilSlowTwice(hands, recorder);
    assert.deepEqual(states(), ['1 480p shed', '3 240p shed']);
    await until('nothing is made', () => ffmpegChildren().length === 0, patience);
    const before = lives();
    hands.advance(minuteMs - 1_000);
    tell();
    for (const packet of clip.packets) transcoder.push(packet);
    assert.equal(lives(), before, 'its time has not come');
    hands.advance(1_000);
    await until('it is tried when it was to be', () => lives() === before + 1, patience);
    transcoder.changeLadder([...ladder, { heightPixels: 360, bitrateKbps: 700 }]);
    assert.deepEqual(states(), ['4 480p starting', '5 360p starting'], 'another ladder is judged anew');
  });
});
