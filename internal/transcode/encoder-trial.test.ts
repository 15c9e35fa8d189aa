import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { withoutFfmpeg } from '../media/testing.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { type EncoderReport, tryEncoders } from './encoder-trial.ts';
import { nvenc } from './encoders/nvenc.ts';
import { openMax } from './encoders/openmax.ts';
import { v4l2 } from './encoders/v4l2.ts';
import { vaapi } from './encoders/vaapi.ts';
import { videoToolbox } from './encoders/videotoolbox.ts';
import { x264 } from './encoders/x264.ts';
import { x265 } from './encoders/x265.ts';

/** What a first trial may take, and what one alone may. */
const firstMs = 10_000;
const aloneMs = 20_000;

/** Where the limit of the trial that began as number `nth` is over as soon as `isDue(nth)`. */
function hurried(isDue: (nth: number) => boolean): Clock {
  let trials = 0;
  return {
    ...systemClock,
    after: (ms, act) => {
      if (ms !== firstMs && ms !== aloneMs) return systemClock.after(ms, act);
      const nth = trials;
      trials += 1;
      const cancel = systemClock.every(5, () => {
        if (!isDue(nth)) return;
        cancel();
        act();
      });
      return cancel;
    },
  };
}

describe('trying encoders', { skip: withoutFfmpeg }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'aerial-trial-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** An ffmpeg that does `lines` first, and writes down when it begins and ends, and with which encoder. */
  function wrapper(name: string, lines: readonly string[]): { ffmpegPath: string; readLog(): string[] } {
    const [ffmpegPath, log] = [join(folder, name), join(folder, `${name}.log`)];
    const script = [
      '#!/bin/sh',
      'encoder=$(echo "$*" | sed "s/.*-c:v \\([^ ]*\\).*/\\1/")',
      `echo "begin $encoder" >> ${log}`,
      ...lines,
      'ffmpeg "$@"; code=$?',
      `echo "end $encoder" >> ${log}`,
      'exit $code',
      '',
    ];
    writeFileSync(ffmpegPath, script.join('\n'));
    chmodSync(ffmpegPath, 0o755);
    return {
      ffmpegPath,
      // A line that is being written does not count yet.
      readLog: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []),
    };
  }

  function gather(): { reports: Map<string, EncoderReport>; onReport(report: EncoderReport): void } {
    const reports = new Map<string, EncoderReport>();
    return { reports, onReport: (report) => void reports.set(report.name, report) };
  }

  it('begins with no more of them at a time than it was told', async () => {
    const { ffmpegPath, readLog } = wrapper('counting', []);
    const { reports, onReport } = gather();
    const encoders = [x264, nvenc, openMax, v4l2, videoToolbox, x265];
    await tryEncoders({ clock: hurried(() => false), ffmpegPath, encoders, atOnce: 2, niceness: 0, onReport });
    let running = 0;
    const counts = readLog().map((line) => (running += line.startsWith('begin') ? 1 : -1));
    assert.equal(counts.length, 2 * encoders.length);
    assert.equal(Math.max(...counts), 2);
    assert.deepEqual(new Set(reports.keys()), new Set(encoders.map(({ name }) => name)));
    assert.equal(reports.get('libx264')?.works, true);
  });

  it('gives one that was late a second chance, alone and with more time', async () => {
    const marker = join(folder, 'was-slow');
    const { ffmpegPath, readLog } = wrapper('slow-once', [
      `if [ "$encoder" = libx264 ] && [ ! -e ${marker} ]; then touch ${marker}; exec sleep 600; fi`,
      'if [ "$encoder" != libx264 ]; then echo "Unknown encoder" >&2; exit 1; fi',
    ]);
    const { reports, onReport } = gather();
    const seen: string[] = [];
    await tryEncoders({
      clock: hurried((nth) => nth === 0 && existsSync(marker)),
      ffmpegPath,
      encoders: [x264, nvenc, openMax],
      atOnce: 2,
      niceness: 0,
      onReport: (report) => {
        seen.push(`${report.name} ${report.works ? 'works' : report.isLate ? 'is late' : 'fails'}`);
        onReport(report);
      },
    });
    assert.deepEqual(
      seen.filter((words) => words.startsWith('libx264')),
      ['libx264 is late', 'libx264 works'],
    );
    assert.equal(seen.at(-1), 'libx264 works');
    assert.deepEqual(readLog().slice(-2), ['begin libx264', 'end libx264']);
    assert.equal(reports.get('h264_nvenc')?.isLate, false);
    assert.equal(reports.get('h264_nvenc')?.reason, 'This ffmpeg was built without it.');
  });

  it('says of one that hangs that it could not be tried, not that it does not work', async () => {
    const { ffmpegPath, readLog } = wrapper('hanging', ['exec sleep 600']);
    const { reports, onReport } = gather();
    const clock = hurried((nth) => readLog().length > nth);
    await tryEncoders({ clock, ffmpegPath, encoders: [x264], atOnce: 2, niceness: 0, onReport });
    assert.equal(readLog().length, 2);
    assert.deepEqual(reports.get('libx264'), {
      name: 'libx264',
      title: 'x264, on the processor',
      works: false,
      reason:
        'It could not be tried in time: after 20 s it had given 0 of 30 small pictures. The machine is busy, or it hangs.',
      isLate: true,
    });
  });

  it('gives up second chances where they have taken long already', async () => {
    const { ffmpegPath, readLog } = wrapper('hanging-long', ['exec sleep 600']);
    let nowMs = 0;
    // Each look at the clock is a minute after the one before.
    const clock = { ...hurried(() => readLog().length === 2), monotonicMs: () => (nowMs += 60_000) };
    await tryEncoders({ clock, ffmpegPath, encoders: [x264, x265], atOnce: 2, niceness: 0, onReport: () => {} });
    assert.equal(readLog().length, 2);
  });

  it('takes the headers that a driver gives with its first picture only, as VA-API does on some graphics', async () => {
    const { reports, onReport } = gather();
    const stripped = {
      ...x264,
      outputArguments: (...order: Parameters<typeof x264.outputArguments>) => [
        ...x264.outputArguments(...order),
        ...['-flags:v', '-global_header'],
      ],
    };
    const { muxerFlags = '' } = vaapi;
    const encoders = [
      { ...stripped, name: 'as usual' },
      { ...stripped, name: 'as by VA-API', muxerFlags },
    ];
    const clock = hurried(() => false);
    await tryEncoders({ clock, ffmpegPath: 'ffmpeg', encoders, atOnce: 2, niceness: 0, onReport });
    assert.match(reports.get('as usual')?.reason ?? '', /cannot be used/);
    assert.equal(reports.get('as by VA-API')?.reason, null);
  });

  it('ends at once when it is told to, and says no more', async () => {
    const { ffmpegPath, readLog } = wrapper('endless', ['exec sleep 600']);
    const stopping = new AbortController();
    const clock = { ...systemClock };
    const said: string[] = [];
    const tried = tryEncoders({
      clock,
      ffmpegPath,
      encoders: [x264, x265],
      atOnce: 1,
      niceness: 0,
      signal: stopping.signal,
      onReport: ({ name }) => void said.push(name),
    });
    stopping.abort();
    await tried;
    assert.deepEqual(said, []);
    assert.ok(readLog().length <= 1);
  });
});
