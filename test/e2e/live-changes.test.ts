import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../internal/platform/clock.ts';
import { checkStream } from '../checker/checker.ts';
import type { WatchedPage } from '../peers/browser.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

const PASSWORD = 'a password of the tests';

/** The admin's side of the API, as a client of Owncast uses it. */
class Admin {
  readonly #base: string;

  constructor(base: string) {
    this.#base = `${base}/api/admin`;
  }

  /** Changes something; the result is what was said about it. */
  async post(path: string, value?: unknown): Promise<string> {
    const body = value === undefined ? {} : { body: JSON.stringify({ value }) };
    const answer = await this.#ask(path, { method: 'POST', ...body });
    const { success, message } = (await answer.json()) as { success: boolean; message: string };
    assert.ok(success, `${path}: ${message}`);
    return message;
  }

  async get(path: string): Promise<Readonly<Record<string, unknown>>> {
    return (await (await this.#ask(path, {})).json()) as Readonly<Record<string, unknown>>;
  }

  #ask(path: string, how: RequestInit): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    return fetch(`${this.#base}${path}`, { ...how, headers, signal: AbortSignal.timeout(5000) });
  }
}

function variant(scaledHeight: number, videoBitrate: number) {
  return { name: '', videoBitrate, scaledHeight, framerate: 30, cpuUsageLevel: 1, audioPassthrough: true };
}

const source = { ...variant(0, 0), name: 'Source', videoPassthrough: true };

async function foldersOnAir(stage: Stage): Promise<string> {
  const answer = await fetch(`${stage.aerial.url}/hls/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
  const text = await answer.text();
  return [...text.matchAll(/^(\d+)\/stream\.m3u8$/gm)].map((match) => match[1]).join(' ');
}

async function statusOf(stage: Stage, folder: string): Promise<number> {
  const url = `${stage.aerial.url}/hls/${folder}/stream.m3u8`;
  return (await fetch(url, { signal: AbortSignal.timeout(9000) })).status;
}

async function offeredBy(page: WatchedPage): Promise<string> {
  await page.page.mouse.move(200, 200);
  await page.page.mouse.move(210, 210);
  await page.page.locator('[data-control="quality"]').click({ timeout: 3000 });
  const choices = await page.page.locator('[data-quality-choice]').all();
  const names = await Promise.all(choices.map((choice) => choice.getAttribute('data-quality-choice')));
  await page.page.keyboard.press('Escape');
  return names.join(' ');
}

/** Discontinuities and gaps in the live window of a rendition. */
async function breaksIn(stage: Stage, folder: string): Promise<number> {
  const playlist = await (await fetch(`${stage.aerial.url}/hls/${folder}/stream.m3u8`)).text();
  return playlist.match(/#EXT-X-DISCONTINUITY\n|GAP/g)?.length ?? 0;
}

test('title, tags, ladder, latency and stream keys change on air: no picture stops, and nothing breaks a rule', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: '', AERIAL_ADMIN_PASSWORD: PASSWORD } });
  const admin = new Admin(stage.aerial.url);
  await admin.post('/config/video/streamoutputvariants', [source, variant(360, 600), variant(240, 300)]);
  await admin.post('/config/streamkeys', [{ key: 'the-first-key', comment: '' }]);
  const publisher = await stage.publish({ target: { ...stage.aerial.target, streamKey: 'the-first-key' } });
  await stage.waitForRenditions(3);
  const onSource = await stage.watch();
  const onSmall = await stage.watch();
  for (const [page, choice] of [
    [onSource, '0'],
    [onSmall, '1'],
  ] as const) {
    await page.firstFrame(30_000);
    await page.chooseQuality(choice);
    await page.waitForLevel(choice);
  }
  const enough = new AbortController();
  t.after(() => enough.abort());
  const check = checkStream({ url: `${stage.aerial.url}/hls/stream.m3u8`, seconds: 60, signal: enough.signal });
  await until('the small picture shows', async () => (await onSmall.report()).pictureHeight === 360, {
    timeoutMs: 15_000,
  });
  const before = { source: await onSource.report(), small: await onSmall.report() };
  const fromMs = systemClock.wallMs();

  await admin.post('/config/streamtitle', 'Another title');
  await admin.post('/config/tags', ['one', 'two']);
  assert.match(await admin.post('/config/video/streamlatencylevel', 0), /next broadcast/);
  assert.match(
    await admin.post('/config/video/streamoutputvariants', [source, variant(240, 300), variant(180, 200)]),
    /next broadcast/,
  );
  assert.equal(await foldersOnAir(stage), '0 1 2', 'the ladder waits for the next broadcast');
  assert.equal(((await stage.aerial.status()) as unknown as { streamTitle: string }).streamTitle, 'Another title');

  // A small machine may have lost pictures while both pages were loading.
  const breaksBefore = await breaksIn(stage, '2');
  await admin.post('/settings/ladder-applies', 'at once');
  assert.equal(await statusOf(stage, '1'), 404, 'what left the ladder is gone at once');
  assert.equal(await foldersOnAir(stage), '0 2', 'what stays keeps its place');
  await until('the new rendition is there', async () => (await foldersOnAir(stage)) === '0 2 3', { timeoutMs: 12_000 });
  t.diagnostic(`the new rendition was there after ${(systemClock.wallMs() - fromMs).toFixed(0)} ms`);
  await until('the viewer of what is gone has moved', async () => (await onSmall.state()).level !== '1', {
    timeoutMs: 10_000,
  });
  assert.ok((await breaksIn(stage, '2')) <= breaksBefore, 'what stays goes on without a break');
  assert.equal(await offeredBy(onSource), 'auto 0 2 3 audio');
  const isChosen = async () => (await onSmall.page.locator('#player').getAttribute('data-quality')) === '2';
  await until('the next smaller one is chosen for what is gone', isChosen, { timeoutMs: 10_000 });
  await onSource.page.mouse.move(5, 5);

  const named = [source, variant(240, 300), { ...variant(180, 200), name: 'Tiny' }];
  assert.doesNotMatch(await admin.post('/config/video/streamoutputvariants', named), /next broadcast/);
  const list = await fetch(`${stage.aerial.url}/hls/stream.m3u8`);
  assert.match(await list.text(), /NAME="Tiny"\n3\/stream\.m3u8/, 'another name is no other picture');

  await admin.post('/config/streamkeys', [{ key: 'the-second-key', comment: '' }]);
  await assert.rejects(stage.publish({ target: { ...stage.aerial.target, streamKey: 'the-first-key' } }));
  await assert.rejects(stage.publish({ target: { ...stage.aerial.target, streamKey: 'the-second-key' } }));
  assert.ok(publisher.isConnected, 'the encoder on air stays');
  await until('twelve seconds of media', () => publisher.log.lastSentMs > fromMs + 12_000, { timeoutMs: 20_000 });

  const after = { source: await onSource.report(), small: await onSmall.report() };
  const longestMs = (report: typeof after.source) =>
    Math.max(0, ...report.stalls.filter((stall) => stall.endedWallMs > fromMs).map((stall) => stall.lengthMs));
  t.diagnostic(`without a new frame at most: source ${longestMs(after.source)} ms, moved ${longestMs(after.small)} ms`);
  assert.equal(after.source.waitingEvents, before.source.waitingEvents, 'the source stalled');
  // A browser that shares a small machine drops a frame now and then; a source that stopped would be seen for seconds.
  assert.ok(longestMs(after.source) < 2000, 'the source stood still');
  assert.ok(longestMs(after.small) < 4000, 'the viewer of what is gone froze');
  for (const [page, { loadedWallMs }] of [
    [onSource, before.source],
    [onSmall, before.small],
  ] as const) {
    assert.equal((await page.report()).loadedWallMs, loadedWallMs, 'the page was loaded again');
    assert.equal((await page.state()).recoveries, 0);
    // Chromium itself notes each answer of 404; nothing else may be there.
    assert.deepEqual(
      page.problems.filter((problem) => !/status of 404.*\/hls\/1\//.test(problem)),
      [],
    );
  }
  enough.abort();
  assert.deepEqual((await check).findings, []);

  await admin.post('/disconnect');
  await stage.aerial.waitForPhase('offline');
  await publisher.closed;
  const ended = await fetch(`${stage.aerial.url}/hls/0/stream.m3u8`);
  assert.match(await ended.text(), /#EXT-X-ENDLIST/);
  await stage.publish({ target: { ...stage.aerial.target, streamKey: 'the-second-key' } });
  await stage.waitForRenditions(3);
  const { currentBroadcast } = await admin.get('/status');
  assert.equal((currentBroadcast as { latencyLevel: { level: number } }).latencyLevel.level, 0);
  const text = await (await fetch(`${stage.aerial.url}/hls/0/stream.m3u8`)).text();
  assert.match(text, /PART-TARGET=0\.2/);
});
