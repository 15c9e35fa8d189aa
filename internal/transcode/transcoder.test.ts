import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { withoutFfmpeg } from '../media/testing.ts';
import { type Clock, ManualClock, systemClock } from '../platform/clock.ts';
import {
  type Clip,
  clipStartMs,
  ffmpegChildren,
  makeClip,
  makeTranscoder,
  pushClip,
  Recorder,
  shifted,
} from './testing.ts';
import type { Transcoder } from './transcoder.ts';

const two = [
  { heightPixels: 120, bitrateKbps: 300 },
  { heightPixels: 90, bitrateKbps: 200 },
];

describe('a transcoder', { skip: withoutFfmpeg }, () => {
  let clip: Clip;
  let folder: string;
  const open: { transcoder: Transcoder; clock: Clock }[] = [];

  before(() => {
    clip = makeClip('testsrc2=size=320x180:rate=30:duration=2', ['-g', '30', '-bf', '2']);
    folder = mkdtempSync(join(tmpdir(), 'aerial-transcode-'));
  });
  afterEach(async () => {
    const stopped = open.splice(0).map(({ transcoder, clock }) => {
      const whenStopped = transcoder.stop();
      if (clock instanceof ManualClock) clock.advance(5_000);
      return whenStopped;
    });
    await Promise.all(stopped);
    assert.deepEqual(ffmpegChildren(), []);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** A program that stands in for ffmpeg. */
  function program(name: string, lines: readonly string[]): string {
    const file = join(folder, name);
    writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(file, 0o755);
    return file;
  }

  function begin(needs: Parameters<typeof makeTranscoder>[0]): Transcoder {
    const transcoder = makeTranscoder({ ladder: two, ...needs });
    open.push({ transcoder, clock: needs.clock ?? systemClock });
    return transcoder;
  }

  it('says of each rendition where it stands', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    transcoder.push({ kind: 'config', tracks: clip.tracks });
    assert.deepEqual(
      recorder.states.map((state) => state.state),
      ['starting', 'starting'],
    );
    pushClip(transcoder, clip);
    await recorder.until('both run', () => recorder.states.every((state) => state.state === 'running'));
    assert.deepEqual(recorder.states[0], { index: 1, name: '120p', state: 'running', reason: null });
  });

  it('begins with a key frame, whatever came before it', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, { tracks: clip.tracks, packets: clip.packets.slice(7) });
    const key = clip.packets.slice(7).find((packet) => packet.isKey);
    await recorder.until('a frame is there', () => recorder.frames(1).length > 0);
    assert.equal(recorder.frames(1)[0]?.ptsMs, key?.ptsMs);
    assert.equal(recorder.frames(1)[0]?.isKey, true);
  });

  it('goes on where it broke when ffmpeg is killed', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, { tracks: clip.tracks, packets: clip.packets.slice(0, 45) });
    await recorder.until('the first half is there', () => recorder.frames(2).length > 38);
    const [pid] = ffmpegChildren();
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await recorder.until('both are lost', () => recorder.losses(1) === 1 && recorder.losses(2) === 1);
    assert.match(recorder.states[0]?.reason ?? '', /killed \(SIGKILL\)/);
    const before = recorder.frames(1).length;
    for (const packet of clip.packets.slice(45)) transcoder.push(packet);
    await recorder.until('both run again', () => recorder.states.every((state) => state.state === 'running'));
    const isThere = (index: number): boolean => recorder.frames(index).length >= clip.packets.length - 8;
    await recorder.until('the second half is there', () => isThere(1) && isThere(2));
    const words = recorder.said.get(1) ?? [];
    const back = words.slice(words.indexOf('lost') + 1);
    assert.ok(typeof back[0] === 'object' && 'codecString' in back[0], 'codec data come first');
    assert.equal(recorder.frames(1)[before]?.isKey, true);
    const all = clip.packets.map((packet) => packet.ptsMs).toSorted((a, b) => a - b);
    for (const index of [1, 2]) {
      const shown = recorder.frames(index).map((packet) => packet.ptsMs);
      assert.deepEqual(shown, all.slice(0, shown.length), `rendition ${index} lacks nothing`);
    }
  });

  it('gives its last frames when the encoder pauses, and goes on 40 s later', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, clip);
    transcoder.push({ kind: 'pause' });
    await recorder.until('all frames are there', () => recorder.frames(1).length === clip.packets.length);
    const later = shifted(clip, 40_000);
    transcoder.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: later.packets[0]?.dtsMs ?? 0 });
    pushClip(transcoder, later);
    transcoder.push({ kind: 'pause' });
    await recorder.until('all frames are there again', () => recorder.frames(1).length === 2 * clip.packets.length);
    assert.equal(recorder.losses(1), 0);
    assert.equal(recorder.configs(1).length, 1);
    assert.equal(recorder.plans.length, 1);
    assert.equal(recorder.frames(1)[clip.packets.length]?.isKey, true);
    assert.equal(recorder.frames(1)[clip.packets.length]?.ptsMs, later.packets[0]?.ptsMs);
  });

  it('gives all frames also when the encoder comes back and pauses again before the first ffmpeg has ended', async () => {
    // No process is killed for being slow to end.
    const clock = new ManualClock();
    const recorder = new Recorder();
    const first = join(folder, 'slow-first');
    const ffmpegPath = program('slow-to-end', [
      `if [ ! -e ${first} ]; then touch ${first}; ffmpeg "$@"; until [ -e ${first}-next ]; do sleep 0.05; done; sleep 0.5; exit 0; fi`,
      'ffmpeg "$@"',
      `touch ${first}-next`,
    ]);
    const transcoder = begin({ recorder, clock, ffmpegPath });
    pushClip(transcoder, clip);
    await recorder.until('it runs', () => recorder.frames(1).length > 0);
    transcoder.push({ kind: 'pause' });
    const later = shifted(clip, 40_000);
    transcoder.push({ kind: 'discontinuity', reason: 'encoder-returned', atMs: later.packets[0]?.dtsMs ?? 0 });
    pushClip(transcoder, later);
    transcoder.push({ kind: 'pause' });
    await recorder.until('nothing more comes', () => recorder.settlings > 0);
    const expected = [...clip.packets, ...later.packets].map((packet) => packet.ptsMs).toSorted((a, b) => a - b);
    for (const index of [1, 2]) {
      const shown = recorder.frames(index).map((packet) => packet.ptsMs);
      assert.deepEqual(shown, expected, `rendition ${index} lacks nothing`);
    }
    assert.equal(recorder.settlings, 1);
  });

  it('carries a jump of the timeline through without a new process', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, clip);
    await recorder.until('the first is there', () => recorder.frames(1).length > 50);
    const later = shifted(clip, 40_000);
    transcoder.push({ kind: 'discontinuity', reason: 'timestamp-jump', atMs: later.packets[0]?.dtsMs ?? 0 });
    for (const packet of later.packets) transcoder.push(packet);
    await recorder.until('the second is there', () => recorder.frames(1).length > 110);
    const times = recorder.frames(1).map((packet) => packet.ptsMs);
    const expected = [...clip.packets, ...later.packets].map((packet) => packet.ptsMs).toSorted((a, b) => a - b);
    assert.deepEqual(times, expected.slice(0, times.length));
    assert.equal(recorder.losses(1), 0);
  });

  it('replaces ffmpeg long before its 32-bit clock ends, without a loss', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, clip);
    await recorder.until('it runs', () => recorder.frames(1).length > 50);
    const later = shifted(clip, 2 ** 33);
    for (const packet of later.packets) transcoder.push(packet);
    await recorder.until('both are there', () => recorder.frames(1).length > 2 * clip.packets.length - 8);
    const times = recorder.frames(1).map((packet) => packet.ptsMs);
    const expected = [...clip.packets, ...later.packets].map((packet) => packet.ptsMs).toSorted((a, b) => a - b);
    assert.deepEqual(times, expected.slice(0, times.length));
    assert.equal(recorder.losses(1), 0);
  });

  it('plans anew when the encoder changes its size, at other addresses', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, clip);
    await recorder.until('it runs', () => recorder.frames(1).length > 0);
    const other = shifted(makeClip('testsrc2=size=180x320:rate=30:duration=1', ['-g', '30']), 10_000);
    transcoder.push({ kind: 'discontinuity', reason: 'codec-change', atMs: other.packets[0]?.dtsMs ?? 0 });
    pushClip(transcoder, other);
    assert.deepEqual(
      recorder.plans[1]?.map((plan) => [plan.index, plan.width, plan.height]),
      [
        [3, 120, 214],
        [4, 90, 160],
      ],
    );
    await recorder.until('it runs again', () => (recorder.said.get(3)?.length ?? 0) > 1);
    const [config, first] = recorder.said.get(3) ?? [];
    assert.ok(typeof config === 'object' && 'width' in config && config.width === 120);
    assert.ok(typeof first === 'object' && 'kind' in first && first.ptsMs === other.packets[0]?.ptsMs);
  });

  it('gives an encoder that comes back with another picture as many bits as if it were the first', () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder, ladder: 'auto', ffmpegPath: '/nowhere/ffmpeg' });
    const { video } = clip.tracks;
    assert.ok(video !== null);
    const send = (width: number, height: number) =>
      transcoder.push({ kind: 'config', tracks: { video: { ...video, width, height }, audio: null } });
    send(640, 360);
    for (let dtsMs = clipStartMs; dtsMs < clipStartMs + 10_000; dtsMs += 40) {
      transcoder.push({ kind: 'video', dtsMs, ptsMs: dtsMs, isKey: dtsMs === clipStartMs, data: Buffer.alloc(500) });
    }
    send(1280, 720);
    assert.deepEqual(
      recorder.plans.at(-1)?.map(({ name, videoBitrateKbps }) => [name, videoBitrateKbps]),
      [
        ['480p', 1200],
        ['360p', 700],
      ],
    );
  });

  it('goes on at their addresses with the renditions that an encoder of another size has as well', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, clip);
    await recorder.until('it runs', () => recorder.frames(2).length > 50);
    const other = shifted(makeClip('testsrc2=size=480x270:rate=30:duration=1', ['-g', '30']), 10_000);
    transcoder.push({ kind: 'discontinuity', reason: 'codec-change', atMs: other.packets[0]?.dtsMs ?? 0 });
    pushClip(transcoder, other);
    assert.deepEqual(
      recorder.states.map(({ index, name, state }) => [index, name, state]),
      [
        [1, '120p', 'starting'],
        [2, '90p', 'starting'],
      ],
    );
    const first = other.packets[0]?.ptsMs ?? 0;
    await recorder.until('it goes on', () => (recorder.frames(2).at(-1)?.ptsMs ?? 0) > first);
    assert.equal(recorder.plans.length, 2);
    assert.equal(recorder.losses(2), 0);
    assert.equal(recorder.frames(2).find(({ ptsMs }) => ptsMs >= first)?.isKey, true);
  });

  it('goes on without a break with what stays in a changed ladder, from one ffmpeg to the next', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, clip);
    await recorder.until('it runs', () => recorder.frames(1).length > 50);
    transcoder.changeLadder([...two.slice(0, 1), { heightPixels: 60, bitrateKbps: 150 }]);
    assert.deepEqual(
      recorder.plans.at(-1)?.map(({ index, name }) => [index, name]),
      [
        [1, '120p'],
        [3, '60p'],
      ],
    );
    const lastOfRemoved = recorder.frames(2).length;
    const later = shifted(clip, 2_000);
    for (const packet of later.packets) transcoder.push(packet);
    transcoder.push({ kind: 'pause' });
    const all = [...clip.packets, ...later.packets].map((packet) => packet.ptsMs).toSorted((a, b) => a - b);
    await recorder.until('all of it is there', () => recorder.frames(1).length === all.length);
    await recorder.until('all of the new is there', () => recorder.frames(3).length === later.packets.length);
    assert.deepEqual(
      recorder.frames(1).map((packet) => packet.ptsMs),
      all,
    );
    assert.equal(recorder.configs(1).length, 1, 'players need no new codec data');
    assert.equal(recorder.losses(1), 0);
    assert.equal(recorder.frames(2).length, lastOfRemoved);
    assert.equal(recorder.frames(3)[0]?.isKey, true);
  });

  it('begins at once with the group of pictures there is when nothing of the ladder stays', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder, ladder: 'off' });
    pushClip(transcoder, clip);
    transcoder.changeLadder(two);
    await recorder.until('both run', () => recorder.states.every((state) => state.state === 'running'));
    assert.equal(recorder.frames(1)[0]?.ptsMs, clip.packets.findLast((packet) => packet.isKey)?.ptsMs);
    transcoder.changeLadder('off');
    assert.deepEqual(recorder.states, []);
    assert.deepEqual(recorder.plans.at(-1), []);
  });

  it('leaves ffmpeg alone when only a name changes, or nothing', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    pushClip(transcoder, clip);
    await recorder.until('both run', () => recorder.states.every((state) => state.state === 'running'));
    const pids = ffmpegChildren();
    transcoder.changeLadder(two.map((rung) => ({ ...rung, name: `Fine ${rung.heightPixels}` })));
    transcoder.changeLadder(two.map((rung) => ({ ...rung, name: `Good ${rung.heightPixels}` })));
    assert.deepEqual(ffmpegChildren(), pids);
    assert.deepEqual(
      recorder.states.map(({ index, name, state }) => [index, name, state]),
      [
        [1, 'Good 120', 'running'],
        [2, 'Good 90', 'running'],
      ],
    );
  });

  it('survives a standby that ends at once, and several changes before the next key frame', async () => {
    const recorder = new Recorder();
    const marker = join(folder, 'ran-once');
    const ffmpegPath = program('fails-second', [
      `if [ -e ${marker}-2 ]; then exec ffmpeg "$@"; fi`,
      `if [ -e ${marker} ]; then touch ${marker}-2; exit 1; fi`,
      `touch ${marker}`,
      'exec ffmpeg "$@"',
    ]);
    const transcoder = begin({ recorder, ffmpegPath });
    pushClip(transcoder, { tracks: clip.tracks, packets: clip.packets.slice(0, 45) });
    await recorder.until('it runs', () => recorder.frames(1).length > 30);
    for (const heightPixels of [60, 70, 80]) {
      transcoder.changeLadder([...two.slice(0, 1), { heightPixels, bitrateKbps: 150 }]);
    }
    const later = shifted(clip, 2_000);
    for (const packet of [...clip.packets.slice(45), ...later.packets]) transcoder.push(packet);
    await recorder.until('both run', () => recorder.states.every((state) => state.state === 'running'));
    assert.deepEqual(
      recorder.states.map((state) => state.name),
      ['120p', '80p'],
    );
    assert.equal(recorder.frames(5)[0]?.isKey, true);
  });

  it('declares nothing, and starts nothing, without video or with the ladder off', () => {
    for (const [ladder, tracks] of [
      ['off', clip.tracks],
      ['auto', { video: null, audio: null }],
    ] as const) {
      const recorder = new Recorder();
      const transcoder = begin({ recorder, ladder, ffmpegPath: '/nowhere/ffmpeg' });
      transcoder.push({ kind: 'config', tracks });
      assert.deepEqual(recorder.states, []);
    }
  });

  it('says in words that ffmpeg is missing, and looks again', async () => {
    const clock = new ManualClock();
    const recorder = new Recorder();
    const missing = join(folder, 'appears-later');
    const transcoder = begin({ recorder, clock, ffmpegPath: missing });
    pushClip(transcoder, clip);
    await recorder.until('it is lost', () => recorder.states[0]?.state === 'lost');
    assert.match(recorder.states[0]?.reason ?? '', /ffmpeg was not found as ".*appears-later": install it/);
    program('appears-later', ['exec ffmpeg "$@"']);
    clock.advance(2_000);
    await recorder.until('it runs', () => recorder.states.every((state) => state.state === 'running'));
  });

  it('survives a path that cannot even be tried', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder, ffmpegPath: `${program('plain', [])}/ffmpeg` });
    pushClip(transcoder, clip);
    await recorder.until('it is lost', () => recorder.states[0]?.state === 'lost');
    await transcoder.stop();
  });

  it('reports what an ffmpeg said that ends at once, waits longer each time, and sheds the costliest rendition', async () => {
    const clock = new ManualClock();
    const recorder = new Recorder();
    const ffmpegPath = program('broken', ['echo "Unknown encoder libx264" >&2', 'exit 1']);
    const transcoder = begin({ recorder, clock, ffmpegPath });
    pushClip(transcoder, clip);
    await recorder.until('two lives are over', () => recorder.losses(1) === 2);
    assert.equal(recorder.states[0]?.reason, 'ffmpeg ended with code 1: Unknown encoder libx264');
    clock.advance(999);
    assert.equal(recorder.losses(1), 2);
    clock.advance(1);
    await recorder.until('the third is over', () => recorder.losses(1) === 3);
    assert.deepEqual(
      recorder.states.map((state) => state.state),
      ['shed', 'lost'],
    );
    assert.match(
      recorder.states[0]?.reason ?? '',
      /^Given up for now, since ffmpeg kept failing; it is tried again after 5 minutes\. .*libx264/,
    );
    clock.advance(10_000);
    await recorder.until('the fourth is over', () => recorder.losses(2) === 4);
    assert.equal(recorder.losses(1), 3);
  });

  it('kills an ffmpeg that hangs and starts another', async () => {
    const clock = new ManualClock();
    const recorder = new Recorder();
    const marker = join(folder, 'hung-once');
    const ffmpegPath = program('hangs-once', [
      `if [ -e ${marker} ]; then exec ffmpeg "$@"; fi`,
      `touch ${marker}`,
      'trap "" TERM',
      'exec sleep 600',
    ]);
    const watcher = watch(folder);
    const isMarked = once(watcher, 'change');
    const transcoder = begin({ recorder, clock, ffmpegPath });
    transcoder.push({ kind: 'config', tracks: clip.tracks });
    await isMarked;
    watcher.close();
    for (const packet of clip.packets) {
      transcoder.push(packet);
      clock.advance(100);
      if (recorder.losses(1) > 0) break;
    }
    assert.equal(recorder.losses(1), 1);
    assert.equal(recorder.states[0]?.reason, 'ffmpeg gave no picture for 5 s.');
    await recorder.until('it runs', () => recorder.states.every((state) => state.state === 'running'));
  });

  it('does not take an encoder that sends nothing for an ffmpeg that hangs', async () => {
    const clock = new ManualClock();
    const recorder = new Recorder();
    const transcoder = begin({ recorder, clock });
    pushClip(transcoder, clip);
    await recorder.until('it runs', () => recorder.frames(2).length > 50);
    clock.advance(14_000);
    assert.equal(recorder.losses(1), 0);
    transcoder.push({ kind: 'pause' });
    clock.advance(60_000);
    assert.equal(recorder.losses(1), 0);
  });

  it('starts nothing and says nothing any more once it is stopped, whatever ffmpeg gives at its end', async () => {
    const recorder = new Recorder();
    const lives = join(folder, 'lives');
    const ffmpegPath = program('babbles', [
      'trap "" TERM',
      `echo life >> ${lives}`,
      `[ "$(wc -l < ${lives})" -eq 1 ] || exit 0`,
      'cat > /dev/null',
      'echo "This is no MP4, and never was one." >&3',
    ]);
    const watcher = watch(folder);
    const isAlive = once(watcher, 'change');
    const transcoder = begin({ recorder, ffmpegPath });
    pushClip(transcoder, clip);
    await isAlive;
    watcher.close();
    await transcoder.stop();
    assert.equal(readFileSync(lives, 'utf8'), 'life\n');
    assert.equal(recorder.losses(1), 0);
  });

  it('can be stopped at any time and any number of times, and is silent from then on', async () => {
    const recorder = new Recorder();
    const transcoder = begin({ recorder });
    await transcoder.stop();
    const other = begin({ recorder });
    pushClip(other, clip);
    const stopped = other.stop();
    const before = JSON.stringify(recorder.states);
    pushClip(other, shifted(clip, 60_000));
    await Promise.all([stopped, other.stop()]);
    assert.equal(recorder.frames(1).length, 0);
    assert.equal(JSON.stringify(recorder.states), before);
    assert.equal(ffmpegChildren().length, 0);
  });
});
