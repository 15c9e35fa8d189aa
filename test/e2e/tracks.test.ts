import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchedPage } from '../peers/browser.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

async function waitForPlay(page: WatchedPage, seconds: number): Promise<void> {
  const start = await page.progress();
  const isFurther = async () => (await page.progress()).playedS > start.playedS + seconds;
  const explain = () => page.problems.join('\n');
  await until('the page plays on', isFurther, { timeoutMs: 30_000, everyMs: 100, explain });
  assert.equal((await page.state()).state, 'playing');
}

test('a stream without sound plays', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: 'off' } });
  await stage.publishWithFfmpeg({ outputOptions: ['-an', '-c:v', 'copy'] });
  const page = await stage.watch();
  await page.firstFrame(30_000);
  await waitForPlay(page, 4);
  assert.deepEqual(page.problems, []);
});

test('a stream of sound alone plays', async (t) => {
  const stage = await Stage.set(t);
  await stage.publishWithFfmpeg({ outputOptions: ['-vn', '-c:a', 'copy'] });
  const page = await stage.watch();
  await waitForPlay(page, 4);
  assert.ok((await page.progress()).soundBytes > 0, 'no sound was decoded');
  assert.deepEqual(page.problems, []);
});

test('a stream with MP3, which browsers do not take in fragments, is heard', async (t) => {
  const clipPath = await makeClip(makeClipPlan({ audio: 'mp3', width: 640, height: 360, videoKbps: 800 }));
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: 'off' } });
  await stage.publishWithFfmpeg({ clipPath });
  const page = await stage.watch();
  await page.firstFrame(30_000);
  await waitForPlay(page, 4);
  assert.ok((await page.progress()).soundBytes > 0, 'no sound was decoded');
  assert.deepEqual(page.problems, []);
});
