import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ffmpegArguments, type TranscodeOrder } from './arguments.ts';
import { vaapi } from './encoders/vaapi.ts';
import { planLadder } from './ladder.ts';

function order(frameRate: number | null, more: Partial<TranscodeOrder> = {}): TranscodeOrder {
  const source = { width: 1920, height: 1080, frameRate };
  const plans = planLadder({ ...source, bitrateKbps: null }, { ladder: 'auto', cores: 8 });
  return { source, inputFormat: 'flv', plans, cores: 8, partMs: 500, ...more };
}

function valueOf(args: readonly string[], name: string): string {
  return args[args.indexOf(name) + 1] ?? '';
}

describe('ffmpeg’s arguments', () => {
  it('decode once and scale in one chain from large to small', () => {
    const args = ffmpegArguments(order(30));
    assert.equal(args.filter((argument) => argument === '-i').length, 1);
    const graph = valueOf(args, '-filter_complex');
    assert.deepEqual(
      graph.split(';').map((step) => step.replace(/,format=.*(split=2)?\[out/, ' … [out')),
      [
        '[0:v]scale=1280:720 … [out0][rest0]',
        '[rest0]scale=854:480 … [out1][rest1]',
        '[rest1]scale=640:360 … [out2][rest2]',
        '[rest2]scale=426:240 … [out3]',
      ],
    );
  });

  it('give each rendition a pipe of its own from descriptor 3 on', () => {
    const args = ffmpegArguments(order(30));
    assert.deepEqual(
      args.filter((argument) => argument.startsWith('pipe:')),
      ['pipe:0', 'pipe:3', 'pipe:4', 'pipe:5', 'pipe:6'],
    );
  });

  it('thin a fast source only where a rendition is slower, and only once', () => {
    const steps = valueOf(ffmpegArguments(order(60)), '-filter_complex').split(';');
    assert.deepEqual(
      steps.map((step) => step.includes('select')),
      [false, true, false, false],
    );
    assert.match(steps[1] ?? '', /select='key\+isnan\(prev_selected_t\)\+gte\(t-prev_selected_t,0\.02500\)'/);
  });

  it('thin a source that does not say how fast it is to what is wanted, by time', () => {
    const source = { width: 640, height: 360, frameRate: null };
    const selects = [30, 15].map((frameRate) => {
      const ladder = [{ heightPixels: 240, bitrateKbps: 300, frameRate }];
      const plans = planLadder({ ...source, bitrateKbps: null }, { ladder, cores: 2 });
      const graph = valueOf(ffmpegArguments(order(null, { source, plans })), '-filter_complex');
      return /gte\(t-prev_selected_t,([\d.]+)\)/.exec(graph)?.[1];
    });
    assert.deepEqual(selects, ['0.02222', '0.05000']);
  });

  it('end a fragment with each part, and at most as often between', () => {
    const fragmentsOf = (frameRate: number, partMs: number): string[] => {
      const args = ffmpegArguments(order(frameRate, { partMs }));
      return args.filter((_, position) => args[position - 1] === '-frag_duration');
    };
    // Half a frame less than five of fifteen frames; at 60 a second half of thirty, and where the picture is thinned five of fifteen.
    assert.deepEqual(fragmentsOf(30, 500), ['150000', '150000', '150000', '150000']);
    assert.deepEqual(fragmentsOf(60, 500), ['241667', '150000', '150000', '150000']);
    // Five of twenty-five; a part of thirteen frames cannot be shared out evenly.
    assert.equal(fragmentsOf(50, 500)[0], '90000');
    assert.equal(fragmentsOf(30, 433)[0], '416667');
    // As slow as that, a part is a picture.
    assert.equal(fragmentsOf(1, 500)[0], '500000');
  });

  it('show nothing again that was shown', () => {
    const graph = (...resumeAfterMs: (number | null)[]): string[] =>
      valueOf(ffmpegArguments(order(30, { resumeAfterMs })), '-filter_complex').split(';');
    const alike = graph(12_345, 12_345, 12_345, 12_345);
    assert.equal(alike[0], "[0:v]select='gt(t,12.3455)'[first]");
    assert.match(alike[1] ?? '', /^\[first\]scale/);
    assert.equal(alike.filter((step) => step.includes('select')).length, 1);
    const apart = graph(12_345, 12_412, 12_345, 12_379).filter((step) => step.includes('select'));
    assert.deepEqual(
      apart.map((step) => step.replace(/scale.*setsar='[^']*'/, '…')),
      [
        "[0:v]select='gt(t,12.3455)'[first]",
        "[scaled1]select='gt(t,12.4125)'[out1]",
        "[rest2]…,select='gt(t,12.3795)'[out3]",
      ],
    );
    const oneIsNew = graph(12_345, null, 12_345, 12_345).filter((step) => step.includes('select'));
    assert.deepEqual(
      oneIsNew.map((step) => step.slice(0, 8)),
      ['[scaled0', '[scaled2', '[rest2]s'],
    );
  });

  it('deinterlace what is interlaced, once and before anything else', () => {
    const source = { width: 1920, height: 1080, frameRate: 25 };
    const stepsOf = (interlacing: 'possible' | 'woven' | 'fields', resumeAfterMs: readonly number[] = []): string[] =>
      valueOf(
        ffmpegArguments(order(25, { source: { ...source, interlacing }, resumeAfterMs })),
        '-filter_complex',
      ).split(';');
    const woven = stepsOf('woven');
    assert.equal(woven[0], '[0:v]bwdif=mode=send_frame:deint=all[first]');
    assert.match(woven[1] ?? '', /^\[first\]scale=1280:720/);
    assert.equal(woven.filter((step) => step.includes('bwdif')).length, 1);
    assert.equal(stepsOf('possible')[0], '[0:v]bwdif=mode=send_frame:deint=interlaced[first]');
    // The picture before the first one that is shown is looked at for that one.
    assert.equal(
      stepsOf('woven', [12_345, 12_345, 12_345, 12_345])[0],
      "[0:v]bwdif=mode=send_frame:deint=all,select='gt(t,12.3455)'[first]",
    );
    assert.match(stepsOf('fields')[0] ?? '', /^\[0:v\]scale=1280:720/);
  });

  it('bring each picture to its chip, and pass it on to the next rendition from memory', () => {
    const source = { width: 1920, height: 1080, frameRate: 30, bitrateKbps: null };
    const plans = planLadder(source, { ladder: 'auto', cores: 2, encoders: { h264: vaapi } });
    const args = ffmpegArguments({ source, inputFormat: 'flv', plans, cores: 2, partMs: 500 });
    assert.deepEqual(
      valueOf(args, '-filter_complex')
        .split(';')
        .map((step) => step.replace(/format=yuv420p,setsar='[^']*'/, '…')),
      [
        '[0:v]scale=1280:720,…,split=2[scaled0][rest0]',
        '[scaled0]format=nv12,hwupload=extra_hw_frames=16[out0]',
        '[rest0]scale=640:360,…,format=nv12,hwupload=extra_hw_frames=16[out1]',
      ],
    );
    assert.equal(args.filter((argument) => argument === '-init_hw_device').length, 1);
    assert.ok(args.indexOf('-init_hw_device') < args.indexOf('-i'));
  });

  it('look at the smallest picture once a second, beside it', () => {
    const args = ffmpegArguments(order(30, { isWatched: true }));
    assert.deepEqual(args.slice(-2), ['1', 'pipe:7']);
    const last = valueOf(args, '-filter_complex').split(';').slice(-2);
    assert.match(last[0] ?? '', /^\[rest2\]scale=426:240.*,split=2\[out3\]\[rest3\]$/);
    // Far ahead, or ffmpeg 7 and newer would hold the renditions back until the next of these.
    assert.match(
      last[1] ?? '',
      /^\[rest3\]select=.*,setpts=PTS\+10000000\/TB,scale=32:18:flags=area,format=gray\[watched\]$/,
    );
  });

  it('spend a second thread only on what is large', () => {
    const args = ffmpegArguments(order(60));
    const threads = args.flatMap((argument, position) => (argument === '-threads' ? [args[position + 1]] : []));
    assert.deepEqual(threads, ['1', '4', '1', '1', '1']);
    assert.equal(valueOf(args, '-filter_complex_threads'), '1');
    const larger = { source: { width: 2560, height: 1440, frameRate: 60 } };
    assert.equal(valueOf(ffmpegArguments(order(60, larger)), '-filter_complex_threads'), '4');
  });

  it('name the level that the codec name promises', () => {
    const { plans } = order(60);
    const args = ffmpegArguments(order(60));
    const levels = args.flatMap((argument, position) => (argument === '-level:v' ? [args[position + 1]] : []));
    assert.deepEqual(levels, ['3.2', '3.1', '3.0', '2.1']);
    assert.deepEqual(
      plans.map((plan) => plan.codecString),
      ['avc1.640020', 'avc1.64001f', 'avc1.64001e', 'avc1.640015'],
    );
  });
});
