import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkStream } from '../checker/checker.ts';
import type { WatchedPage } from '../peers/browser.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import type { ClipPlan } from '../peers/media-files.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { spliceClips } from '../peers/odd-clip.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

const small: Partial<ClipPlan> = { width: 640, height: 360, videoKbps: 600 };

async function clipOf(changes: Partial<ClipPlan>) {
  const plan = makeClipPlan({ ...small, ...changes });
  return readFlvClip(await makeClip(plan), plan.frameRate);
}

/** The stretches of the broadcast by what is odd in them, with where they end in seconds. */
const stretches = [
  { name: 'B-frames without sound', end: 6 },
  { name: 'the wrap of the stamps, and sound that comes late', end: 10 },
  { name: 'key frames ten seconds apart', end: 20 },
  { name: 'another size, with a variable frame rate', end: 24 },
  { name: 'sound that vanishes', end: 28 },
  { name: 'sound that is back, and a clock that jumps by minutes', end: 32 },
];

/** Waits until a picture of before `endFrame`, and no more than two seconds before it, is on the screen. */
async function waitForEnd(page: WatchedPage, endFrame: number, what: string): Promise<void> {
  const isThere = async () => {
    await page.report();
    return page.frames.some(([, number]) => number >= endFrame - 60 && number < endFrame);
  };
  await until(`the page shows ${what}`, isThere, {
    timeoutMs: 40_000,
    everyMs: 100,
    explain: () => page.problems.join('\n'),
  });
}

test('an odd broadcast keeps every rule of HLS and plays through in Chromium', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: '180p:200' } });
  const reordered = await clipOf({ bFrames: 2 });
  const sparse = await clipOf({ gopSeconds: 10 });
  const varied = await clipOf({ width: 480, height: 270, variableRate: true });
  const clip = spliceClips([
    { clip: reordered, fromMs: 0, untilMs: 6000, hasSound: false },
    { clip: reordered, fromMs: 6000, untilMs: 10_000, hasSound: true },
    { clip: sparse, fromMs: 10_000, untilMs: 20_000, hasSound: true },
    { clip: varied, fromMs: 20_000, untilMs: 24_000, hasSound: true },
    { clip: reordered, fromMs: 24_000, untilMs: 28_000, hasSound: false },
    { clip: reordered, fromMs: 28_000, untilMs: 32_000, hasSound: true },
  ]);
  const publisher = await stage.publish({ clip, firstStampMs: 2 ** 32 - 8000 });
  const checking = checkStream({ url: `${stage.aerial.url}/hls/stream.m3u8`, seconds: 33 });
  const page = await stage.watch({ readEvery: 1 });
  for (const { name, end } of stretches) {
    if (end === 32) {
      publisher.jumpStamps(7 * 60_000);
      await until('a second is sent', () => publisher.log.count > 29 * 28, { timeoutMs: 20_000 });
      publisher.jumpStamps(-11 * 60_000);
    }
    await waitForEnd(page, end * clip.frameRate, name);
  }
  await page.waitForState('playing');
  publisher.freeze();
  const report = await page.report();
  const shown = (wallMs: number) => page.frames.findLast(([atMs]) => atMs <= wallMs)?.[1];
  const stalls = report.stalls.map((stall) => `${stall.lengthMs} ms before frame ${shown(stall.endedWallMs)}`);
  t.diagnostic(`stalls: ${stalls.join(', ')}`);
  assert.deepEqual(page.problems, []);
  // A variable rate is none that FRAME-RATE could say.
  const findings = (await checking).findings.filter(({ rule }) => rule !== 'frame-rate');
  assert.deepEqual(
    findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`),
    [],
  );
});
