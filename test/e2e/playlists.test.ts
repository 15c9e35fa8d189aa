import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkStream } from '../checker/checker.ts';
import type { CheckReport } from '../checker/checker.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { EASY_CLIP, makeClip, makeClipPlan } from '../peers/media-files.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

/** Long enough for parts to leave the playlists and for delta updates. */
const CHECKED_SECONDS = 30;

function assertClean(report: CheckReport, renditions: number): void {
  const found = report.findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`);
  assert.deepEqual(found, []);
  assert.equal(report.renditions.length, renditions);
  for (const rendition of report.renditions) assert.ok(rendition.segments > 0, `${rendition.url} had no segments`);
}

test('the playlists and media of what a real ffmpeg publishes keep every rule of HLS', async (t) => {
  const stage = await Stage.set(t);
  await stage.publishWithFfmpeg();
  await stage.waitForRenditions(2);
  assertClean(await checkStream({ url: `${stage.aerial.url}/hls/stream.m3u8`, seconds: CHECKED_SECONDS }), 3);
});

test('they keep every rule with B-frames, while the encoder dies and returns and its stamps jump', async (t) => {
  const stage = await Stage.set(t);
  const clipPlan = makeClipPlan({ ...EASY_CLIP, bFrames: 2 });
  const clip = readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const first = await stage.publish({ clip });
  await stage.waitForRenditions(2);
  const checking = checkStream({ url: `${stage.aerial.url}/hls/stream.m3u8`, seconds: CHECKED_SECONDS });
  await until('eight seconds are sent', () => first.log.count > 240, { timeoutMs: 20_000 });
  first.die();
  await stage.aerial.waitForPhase('away');
  const second = await stage.publish({ clip, startFrame: first.nextFrame });
  await until('six seconds are sent', () => second.log.count > 180, { timeoutMs: 20_000 });
  second.jumpStamps(-60_000);
  assertClean(await checking, 3);
});
