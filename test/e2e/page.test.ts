import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { WatchedPage } from '../peers/browser.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

const PASSWORD = 'a password for tests';
const credentials = `Basic ${btoa(`admin:${PASSWORD}`)}`;

/** A stage whose owner can change settings over the API. */
async function ownedStage(
  t: TestContext,
): Promise<{ stage: Stage; set: (values: Record<string, unknown>) => Promise<void> }> {
  const stage = await Stage.set(t, { environment: { AERIAL_ADMIN_PASSWORD: PASSWORD, AERIAL_LADDER: 'off' } });
  const set = async (values: Record<string, unknown>): Promise<void> => {
    for (const [path, value] of Object.entries(values)) {
      const answer = await fetch(`${stage.aerial.url}/api/admin/config/${path}`, {
        method: 'POST',
        headers: { authorization: credentials, 'content-type': 'application/json' },
        body: JSON.stringify({ value }),
        signal: AbortSignal.timeout(5000),
      });
      assert.equal(answer.status, 200, `${path}: ${await answer.text()}`);
    }
  };
  return { stage, set };
}

async function waitForState({ page }: WatchedPage, state: string, root = page.mainFrame()): Promise<void> {
  await root.locator(`#player[data-state="${state}"]`).waitFor({ state: 'attached', timeout: 20_000 });
}

test('what the owner sets stands on the page at its next load, and a new title on pages that are open', async (t) => {
  const { stage, set } = await ownedStage(t);
  await stage.publishWithFfmpeg();
  await set({
    name: 'Night Trains',
    serversummary: 'Cab views and slow talk.',
    streamtitle: 'Tokyo to Nagoya',
    tags: ['trains', '#japan'],
    socialhandles: [{ platform: 'mastodon', url: 'https://m.example/@trains' }],
    pagecontent: '# Rules\n\n<p style="text-align: center">Be **kind**.</p>',
    externalactions: [
      { title: 'Timetable', html: '<h1>Eight o’clock</h1>' },
      { title: 'Shop', url: 'https://shop.example/', openExternally: true, color: '#ffcc00' },
    ],
    appearance: { 'theme-color-background-main': '#123456' },
    customstyles: '.about-summary { font-style: italic; }',
    customjavascript: 'document.documentElement.dataset.custom = "ran";',
  });

  for (const screen of ['desktop', 'phone'] as const) {
    const watched = await stage.watch({ screen });
    const { page } = watched;
    await waitForState(watched, 'playing');
    assert.equal(await page.locator('.about h2').textContent(), 'Night Trains');
    assert.deepEqual(await page.locator('.tags li').allTextContents(), ['trains', 'japan']);
    assert.equal(await page.locator('.content h2').textContent(), 'Rules');
    assert.equal(await page.locator('.links a').getAttribute('href'), 'https://m.example/@trains');
    const seen = await page.evaluate(() => {
      const styleOf = (selector: string) => getComputedStyle(document.querySelector(selector) ?? document.body);
      return {
        custom: document.documentElement.dataset['custom'],
        ground: getComputedStyle(document.documentElement).backgroundColor,
        summary: styleOf('.about-summary').fontStyle,
        centred: styleOf('.content p').textAlign,
        shop: styleOf('.actions li:nth-child(2) a').backgroundColor,
        icon: document.querySelector<HTMLImageElement>('.links img')?.complete,
        overflow: document.documentElement.scrollWidth > innerWidth,
      };
    });
    assert.deepEqual(seen, {
      custom: 'ran',
      ground: 'rgb(18, 52, 86)',
      summary: 'italic',
      centred: 'center',
      shop: 'rgb(255, 204, 0)',
      icon: true,
      overflow: false,
    });
    await page.locator('.actions a', { hasText: 'Timetable' }).click();
    await page.frameLocator('dialog iframe').locator('h1', { hasText: 'Eight o’clock' }).waitFor({ timeout: 5000 });
    await page.locator('dialog button').click();
    await page.locator('dialog').waitFor({ state: 'detached', timeout: 5000 });
    await set({ streamtitle: `Seen on a ${screen}` });
    await page.locator('h1', { hasText: `Seen on a ${screen}` }).waitFor({ timeout: 20_000 });
    assert.deepEqual(watched.problems, []);
    await watched.close();
    await set({ streamtitle: 'Tokyo to Nagoya' });
  }
});

const ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><svg onload="window.hacked=1">';

test('whatever is written into a setting, no script of it ever runs', async (t) => {
  const { stage, set } = await ownedStage(t);
  const breakout = `"'></title></script>${ATTACK}`;
  await set({
    name: breakout.slice(0, 100),
    serversummary: breakout,
    streamtitle: breakout,
    offlinemessage: breakout,
    pagecontent: `${breakout}\n\n[x](javascript:window.hacked=1)\n\n<a id="player" href="java&#10;script:window.hacked=1">y</a>`,
    tags: [breakout.slice(0, 50)],
    socialhandles: [{ platform: 'x" onload="window.hacked=1', url: 'https://a.example/" onfocus="window.hacked=1' }],
    externalactions: [
      { title: breakout.slice(0, 100), html: ATTACK, icon: 'javascript:window.hacked=1', color: 'red" onload="x' },
      { title: 'b', url: 'https://a.example/"><script>window.hacked=1</script>' },
    ],
    customstyles: `</style>${ATTACK}`,
  });
  const watched = await stage.watch();
  const { page } = watched;
  await waitForState(watched, 'offline');
  await page.locator('.actions a').first().click();
  await page.frameLocator('dialog iframe').locator('img').waitFor({ state: 'attached', timeout: 5000 });
  for (const path of ['/', '/embed/video', '/external-actions/0']) {
    if (path !== '/') await page.goto(stage.aerial.url + path);
    await page.waitForLoadState('load');
    for (const frame of page.frames()) {
      assert.equal(await frame.evaluate(() => 'hacked' in window), false, frame.url());
    }
  }
  assert.deepEqual(
    watched.problems.filter((problem) => !/Content Security Policy|status of 40[04]|ERR_/.test(problem)),
    [],
  );
});

test('pages of others show the player in a frame, and not the channel’s page', async (t) => {
  const { stage } = await ownedStage(t);
  await stage.publishWithFfmpeg();
  const { url } = stage.aerial;
  const server = createServer((_request, response) =>
    response
      .setHeader('content-type', 'text/html')
      .end(
        `<iframe name="player" width="640" height="360" allow="autoplay" src="${url}/embed/video?initiallyMuted=true"></iframe><iframe name="page" src="${url}/"></iframe>`,
      ),
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.2', resolve));
  t.after(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const watched = await stage.watch({ url: `http://127.0.0.2:${port}/` });
  const frame = await until('the frame is there', () => watched.page.frame('player'), { timeoutMs: 5000 });
  await waitForState(watched, 'playing', frame);
  const seen = await frame.evaluate(() => ({
    muted: document.querySelector('video')?.muted,
    fills: document.querySelector('#player')?.clientHeight,
    others: document.querySelectorAll('header, footer, .about').length,
  }));
  assert.deepEqual(seen, { muted: true, fills: 360, others: 0 });
  assert.ok(
    watched.problems.some((problem) => /frame-ancestors/.test(problem)),
    watched.problems.join('\n'),
  );
});

test('a channel that does not start by itself waits for a press, and one not for everybody for a word', async (t) => {
  const { stage, set } = await ownedStage(t);
  await set({ autoplay: 'off' });
  await stage.publishWithFfmpeg();
  const patient = await stage.watch();
  await waitForState(patient, 'ready');
  assert.equal(await patient.page.locator('#player').getAttribute('data-engine'), '');
  await patient.page.locator('[data-control="begin"]').click();
  await waitForState(patient, 'playing');
  await set({ autoplay: 'always', nsfw: true });
  await patient.page.reload();
  await waitForState(patient, 'ready');
  await patient.page.locator('[data-control="consent"]').click();
  await waitForState(patient, 'playing');
  await patient.page.reload();
  await waitForState(patient, 'playing');
  assert.deepEqual(patient.problems, []);
});
