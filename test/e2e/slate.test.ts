import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../internal/platform/clock.ts';
import { checkStream } from '../checker/checker.ts';
import type { WatchedPage } from '../peers/browser.ts';
import { readEnhancedClip, withFurtherTrack } from '../peers/enhanced-clip.ts';
import { type FlvClip, readFlvClip } from '../peers/flv-clip.ts';
import { type ClipPlan, makeClip, makeClipPlan } from '../peers/media-files.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

/** More than a player holds back: pictures that come later than this after the encoder's death are the slate's. */
const HELD_BACK_MS = 2_500;

/** Waits until the page has shown that many pictures after `wallMs`. */
async function picturesAfter(page: WatchedPage, wallMs: number, count: number): Promise<void> {
  const seen = async (): Promise<boolean> => {
    await page.report();
    return page.frames.filter(([shownMs]) => shownMs > wallMs).length >= count;
  };
  await until(`${count} pictures are shown`, seen, { timeoutMs: 20_000, explain: () => page.problems.join('\n') });
}

test('the page plays a slate while the encoder is away, goes back to the picture at once, and ends in it', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_GRACE_SECONDS: '8' } });
  const { aerial } = stage;
  const says = (words: string): Promise<boolean> =>
    until(words, () => aerial.logLines.some((line) => line.includes(words)), {
      timeoutMs: 60_000,
      explain: () => aerial.logLines.slice(-20).join('\n'),
    });
  const first = await stage.publish();
  const page = await stage.watch();
  await page.firstFrame(30_000);
  const { loadedWallMs } = await page.report();
  await says('The slate is ready.');

  first.die();
  const goneMs = systemClock.wallMs();
  await says('The slate is on air.');
  await picturesAfter(page, goneMs + HELD_BACK_MS, 30);
  assert.equal((await aerial.status()).phase, 'away');
  const second = await stage.publish({ startFrame: first.nextFrame });
  const returnedMs = systemClock.wallMs();
  const shownMs = await page.firstFrameFrom(second.log);
  t.diagnostic(`on the screen ${(shownMs - returnedMs).toFixed(0)} ms after the return`);
  assert.ok(shownMs - returnedMs < 5_000, 'the picture took too long to return');
  await picturesAfter(page, shownMs, 60);
  const { stalls } = await page.report();
  assert.deepEqual(
    stalls.filter(({ endedWallMs, lengthMs }) => endedWallMs > goneMs && lengthMs > 1_500),
    [],
  );

  await second.leave();
  await aerial.waitForPhase('offline', 30_000);
  const playlist = await (await fetch(`${aerial.url}/hls/0/stream.m3u8`)).text();
  assert.match(playlist, /EXT-X-MAP:URI="[^"]*-slate-[\s\S]*EXT-X-ENDLIST/);
  await page.waitForState('offline', 20_000);
  assert.equal((await page.report()).loadedWallMs, loadedWallMs);
  assert.deepEqual(page.problems, []);
});

test('a slate steps in for an encoder that is connected and sends nothing, and what piled up meanwhile is not shown', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: '180p:200' } });
  const { aerial } = stage;
  const publisher = await stage.publish({ clip: await clipOf({}) });
  const page = await stage.watch();
  await page.firstFrame(30_000);
  const isReady = () => aerial.logLines.some((line) => line.includes('The slate is ready.'));
  await until('the slate is ready', isReady, { timeoutMs: 60_000 });
  const { recoveries } = await page.state();
  const checking = checkStream({ url: `${aerial.url}/hls/stream.m3u8`, seconds: 18 });

  publisher.freeze();
  const frozenMs = systemClock.wallMs();
  await aerial.waitForPhase('away', 5_000);
  await picturesAfter(page, frozenMs + 2 * HELD_BACK_MS, 60);
  publisher.thaw();
  const thawedMs = systemClock.wallMs();
  await aerial.waitForPhase('live', 8_000);
  await picturesAfter(page, thawedMs, 120);
  const fresh = page.frames.findLast(([, frameNumber]) => frameNumber >= 0);
  const delayMs = fresh === undefined ? null : publisher.log.delayMs(fresh[1], fresh[0]);
  assert.ok(delayMs !== null && delayMs < 4_000, `the picture is ${delayMs} ms behind the encoder`);
  const { stalls } = await page.report();
  const longestMs = Math.max(0, ...stalls.map(({ lengthMs }) => lengthMs));
  t.diagnostic(`stood still for ${longestMs.toFixed(0)} ms, is ${delayMs.toFixed(0)} ms behind the encoder`);
  assert.ok(longestMs < 3_500, `the picture stood still for ${longestMs} ms`);
  assert.equal((await page.state()).recoveries, recoveries, 'the player was not made anew');
  const { findings } = await checking;
  assert.deepEqual(
    findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`),
    [],
  );
  assert.deepEqual(page.problems, []);
});

const small: Partial<ClipPlan> = { width: 640, height: 360, videoKbps: 500, seconds: 32 };

async function clipOf(changes: Partial<ClipPlan>): Promise<FlvClip> {
  const plan = makeClipPlan({ ...small, ...changes });
  const path = await makeClip(plan);
  return plan.codec === 'h264' ? readFlvClip(path, plan.frameRate) : readEnhancedClip(path, plan.frameRate);
}

const others: readonly { readonly name: string; readonly clip: () => Promise<FlvClip> }[] = [
  { name: 'AV1 and Opus', clip: () => clipOf({ codec: 'av1', audio: 'opus' }) },
  {
    name: 'an encoder’s own ladder',
    clip: async () => withFurtherTrack(await clipOf({}), await clipOf({ width: 320, height: 180 }), 1),
  },
];

for (const { name, clip: makeTheirs } of others) {
  test(`the slate goes on in ${name}, in the source and in the smaller rendition`, async (t) => {
    const stage = await Stage.set(t, { environment: { AERIAL_GRACE_SECONDS: '20', AERIAL_LADDER: '180p:200' } });
    const { aerial } = stage;
    const says = (words: string): Promise<boolean> =>
      until(words, () => aerial.logLines.some((line) => line.includes(words)), {
        timeoutMs: 60_000,
        explain: () => aerial.logLines.slice(-20).join('\n'),
      });
    const clip = await makeTheirs();
    const first = await stage.publish({ clip });
    await stage.waitForRenditions(2);
    const pages = [await stage.watch(), await stage.watch()];
    for (const [index, page] of pages.entries()) {
      await page.firstFrame(30_000);
      await page.chooseQuality(String(index));
      await page.waitForLevel(String(index), 20_000);
    }
    await says('The slate is ready.');
    const checking = checkStream({ url: `${aerial.url}/hls/stream.m3u8`, seconds: 12 });
    first.die();
    const goneMs = systemClock.wallMs();
    await says('The slate is on air.');
    for (const page of pages) await picturesAfter(page, goneMs + HELD_BACK_MS, 30);
    const second = await stage.publish({ clip, startFrame: first.nextFrame });
    for (const page of pages) {
      await page.firstFrameFrom(second.log);
      assert.equal((await page.state()).recoveries, 0);
      assert.deepEqual(page.problems, []);
    }
    const { findings } = await checking;
    assert.deepEqual(
      findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`),
      [],
    );
  });
}
