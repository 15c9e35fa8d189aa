import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { VIEWPORTS, WatchedPage } from '../peers/browser.ts';
import { EASY_CLIP } from '../peers/media-files.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';
import { STUDIO_PASSWORD, studioAuthorization } from './studio-page.ts';

/** Waits until the picture on the screen has the height of a rendition, as the video element tells it. */
async function waitForHeight(page: WatchedPage, height: number): Promise<void> {
  const isThere = async () => (await page.report()).pictureHeight === height;
  await until(`the picture is ${height} lines high`, isThere, { timeoutMs: 30_000 });
}

async function watchBothRenditions(t: TestContext, screen: keyof typeof VIEWPORTS): Promise<void> {
  const stage = await Stage.set(t, { browser: 'whole' });
  await stage.publishWithFfmpeg();
  await stage.waitForRenditions(2);
  const page = await stage.watch({ screen });
  t.diagnostic(`first frame after page load: ${(await page.firstFrame()).toFixed(0)} ms`);

  await page.chooseQuality('1');
  await waitForHeight(page, 360);
  await page.waitForLevel('1');
  await page.chooseQuality('0');
  await waitForHeight(page, EASY_CLIP.height);
  await page.waitForLevel('0');

  await page.throttle(8000);
  await page.chooseQuality('auto');
  await page.throttle(1400);
  await waitForHeight(page, 360);
  await page.throttle(null);
  await waitForHeight(page, EASY_CLIP.height);

  await page.waitForState('playing');
  const isBehind = async () => ((await page.state()).latencyS ?? 0) > 0;
  await until('the page says how far it is behind', isBehind, { timeoutMs: 10_000, everyMs: 100 });
  const numbers = page.frames.map(([, frameNumber]) => frameNumber).filter((frameNumber) => frameNumber >= 0);
  assert.ok(
    numbers.every((frameNumber) => frameNumber < stage.clip.frameCount),
    'a frame number was misread',
  );
  assert.deepEqual(page.problems, []);
}

test('a viewer at a desk sees what ffmpeg publishes, in two renditions by choice and by a slower line, without an error', (t) =>
  watchBothRenditions(t, 'desktop'));

test('a viewer with a phone sees what ffmpeg publishes, in two renditions by choice and by a slower line, without an error', (t) =>
  watchBothRenditions(t, 'phone'));

test('a page that waits for the channel begins to play by itself when it goes live', async (t) => {
  const stage = await Stage.set(t);
  const page = await stage.watch();
  await page.waitForState('offline');
  const publisher = await stage.publish();
  await page.firstFrameFrom(publisher.log, 30_000);
  await page.waitForState('playing');
  assert.deepEqual(page.problems, []);
});

test('a page that never heard of the end of a broadcast plays the next one', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD } });
  const first = await stage.publish();
  const page = await stage.watch();
  await page.firstFrameFrom(first.log, 30_000);
  await page.page.route('**/api/status', (route) => route.abort());
  await fetch(`${stage.aerial.url}/api/admin/disconnect`, {
    method: 'POST',
    headers: { authorization: studioAuthorization },
  });
  await stage.aerial.waitForPhase('offline');
  await page.waitForState('away', 20_000);
  const second = await stage.publish();
  await stage.aerial.waitForPhase('live');
  await page.page.unroute('**/api/status');
  await page.firstFrameFrom(second.log, 20_000);
});
