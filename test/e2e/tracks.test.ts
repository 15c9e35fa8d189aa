import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchedPage } from '../peers/browser.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { spliceClips } from '../peers/odd-clip.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

async function waitForPlay(page: WatchedPage, seconds: number): Promise<void> {
  await page.waitForState('playing', 30_000);
  const start = await page.progress();
  const isFurther = async () => (await page.progress()).playedS > start.playedS + seconds;
  const explain = () => page.problems.join('\n');
  await until('the page plays on', isFurther, { timeoutMs: 30_000, everyMs: 100, explain });
  await page.waitForState('playing');
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

/** The logo is drawn where the picture would be. */
async function showsCover(page: WatchedPage): Promise<boolean> {
  const cover = page.page.locator('.cover');
  const isDrawn = (image: Element) => image instanceof HTMLImageElement && image.naturalWidth > 0;
  return (await cover.isVisible()) && cover.evaluate(isDrawn);
}

test('sound alone has the logo in the place of its picture, on the page and for whoever shows a link to it', async (t) => {
  const stage = await Stage.set(t);
  const { url } = stage.aerial;
  await stage.publishWithFfmpeg({ outputOptions: ['-vn', '-c:a', 'copy'] });
  for (const screen of ['desktop', 'phone'] as const) {
    const page = await stage.watch({ screen });
    await until('the logo is shown', () => showsCover(page), { timeoutMs: 20_000, everyMs: 100 });
    await waitForPlay(page, 1);
    assert.deepEqual(page.problems, []);
    await page.close();
  }
  const status = (await (await fetch(`${url}/api/status`)).json()) as { audioOnly: boolean };
  assert.equal(status.audioOnly, true);
  const card = await fetch(`${url}/thumbnail.jpg`);
  assert.equal(card.headers.get('content-type'), 'image/png');
});

/** Records from now on what the page says over the picture, each change of it; the returned function tells it. */
async function hearWords(page: WatchedPage): Promise<() => Promise<string[]>> {
  const said = await page.page.evaluateHandle(() => {
    const list: string[] = [];
    const player = document.querySelector('#player');
    const note = () => {
      const words = [...document.querySelectorAll('.notice, .waiting, .chip')].map((one) => one.textContent).join(' ');
      list.push(`${player?.getAttribute('data-state') ?? ''}: ${words}`);
    };
    const options = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(note).observe(player ?? document, options);
    return list;
  });
  return () => said.evaluate((list) => [...new Set(list)]);
}

test('a picture that joins sound alone is seen by who listens, and the logo is back when it has gone', async (t) => {
  const stage = await Stage.set(t);
  const sound = { clip: stage.clip, fromMs: 0, untilMs: 6000, hasSound: true, hasPicture: false };
  const publisher = await stage.publish({
    clip: spliceClips([sound, { ...sound, fromMs: 6000, untilMs: 32_000, hasPicture: true }]),
  });
  const page = await stage.watch({ readEvery: 1 });
  await until('the logo is shown', () => showsCover(page), { timeoutMs: 20_000, everyMs: 100 });
  await waitForPlay(page, 1);
  const readWords = await hearWords(page);
  await page.firstFrame(30_000);
  const delays = page.frames.flatMap(([wallMs, number]) => publisher.log.delayMs(number, wallMs) ?? []);
  t.diagnostic(`the first picture that joined is seen after ${delays[0]?.toFixed(0)} ms`);
  assert.equal(await showsCover(page), false);
  await waitForPlay(page, 4);
  assert.equal((await page.state()).recoveries, 0);
  await publisher.leave();
  await stage.publish({ clip: spliceClips([{ ...sound, untilMs: 32_000 }]) });
  await until('the logo is back', () => showsCover(page), { timeoutMs: 30_000, everyMs: 100 });
  await waitForPlay(page, 2);
  const words = await readWords();
  assert.ok(words.includes('playing: '), 'it was heard');
  const isLoss = (line: string) => line.startsWith('reconnecting') || line.includes('connection is lost');
  assert.deepEqual(words.filter(isLoss), [], 'a change is no loss');
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
