import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../internal/platform/clock.ts';
import { checkStream } from '../checker/checker.ts';
import { readEnhancedClip, withFurtherTrack } from '../peers/enhanced-clip.ts';
import { type FlvClip, type FlvTag, readFlvClip } from '../peers/flv-clip.ts';
import { type ClipPlan, EASY_CLIP, makeClip, makeClipPlan } from '../peers/media-files.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

const small: Partial<ClipPlan> = { width: 640, height: 360, videoKbps: 500, seconds: 8 };

async function enhancedClip(changes: Partial<ClipPlan>) {
  const plan = makeClipPlan({ ...small, ...changes });
  return readEnhancedClip(await makeClip(plan), plan.frameRate);
}

test('HEVC, AV1, VP9 and Opus by Enhanced RTMP are seen and heard in Chromium, and in H.264 where it has no decoder', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: '180p:200', AERIAL_GRACE_SECONDS: '1' } });
  const url = `${stage.aerial.url}/hls/stream.m3u8`;
  const cases = [
    { plan: { codec: 'vp9', audio: 'opus' }, codecs: /CODECS="vp09\.00\.\d\d\.08,opus"/, lines: 360 },
    { plan: { codec: 'av1', audio: 'opus' }, codecs: /CODECS="av01\.0\.\d\dM\.08,opus"/, lines: 360 },
    // Debian's Chromium has no HEVC.
    {
      plan: { codec: 'hevc', audio: 'aac', bFrames: 3, hasOpenGops: true },
      codecs: /CODECS="hvc1\.1\.6\.L\d+\.9\d,mp4a\.40\.2"/,
      lines: 180,
    },
  ] as const;
  for (const { plan, codecs, lines } of cases) {
    const clip = await enhancedClip(plan);
    const publisher = await stage.publish({ clip });
    await stage.waitForRenditions(2);
    assert.match(await (await fetch(url)).text(), codecs);
    const isMade = async () => (await fetch(new URL('1/stream.m3u8', url))).ok;
    await until('H.264 is made of it', isMade, { timeoutMs: 30_000, everyMs: 100 });
    if (plan.audio === 'opus') {
      const isListed = async () => /CODECS="avc1[^"]*,mp4a\.40\.2"[^\n]*\n101\//.test(await (await fetch(url)).text());
      await until('H.264 is there with AAC', isListed, { timeoutMs: 30_000, everyMs: 100 });
    }
    const checking = checkStream({ url, seconds: 7 });
    const page = await stage.watch({ readEvery: 1 });
    t.diagnostic(`${plan.codec}: first frame after ${(await page.firstFrame(30_000)).toFixed(0)} ms`);
    const isShown = async () =>
      (await page.report()).pictureHeight === lines && page.frames.some(([, number]) => number > 120);
    await until(`${plan.codec} is shown in ${lines} lines`, isShown, {
      timeoutMs: 30_000,
      everyMs: 100,
      explain: () => JSON.stringify(page.frames.at(-1)) + page.problems.join('\n'),
    });
    await until('sound is decoded', async () => (await page.progress()).soundBytes > 0, { timeoutMs: 5000 });
    await page.waitForState('playing');
    assert.equal(await page.page.locator('[data-quality-choice="101"]').count(), 0);
    assert.deepEqual(page.problems, []);
    const { findings } = await checking;
    assert.deepEqual(
      findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`),
      [],
    );
    await page.close();
    await publisher.leave();
    await stage.aerial.waitForPhase('offline');
  }
});

test('an open page goes along when the encoder comes back in a codec that it has no decoder for, and when it comes back again', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: '180p:200' } });
  const plan = makeClipPlan(small);
  const plain = readFlvClip(await makeClip(plan), plan.frameRate);
  const page = await stage.watch({ readEvery: 1 });
  await page.page.waitForSelector('#player[data-state="offline"]');
  const early = await stage.publish({ clip: await enhancedClip({ codec: 'hevc', audio: 'aac' }) });
  // It begins with the sound: the smaller picture is not made yet.
  await until('a picture', async () => (await page.report()).pictureHeight === 180, { timeoutMs: 30_000 });
  await early.leave();
  const first = await stage.publish({ clip: plain });
  const isShown = (lines: number, sinceWallMs: number) => async () =>
    (await page.report()).pictureHeight === lines && page.frames.some(([wallMs]) => wallMs > sinceWallMs);
  const explain = () => page.problems.join('\n');
  await until('the source is shown', isShown(360, systemClock.wallMs()), { timeoutMs: 30_000, explain });
  await first.leave();
  const second = await stage.publish({ clip: await enhancedClip({ codec: 'hevc', audio: 'aac' }) });
  await until('the smaller picture is shown', isShown(180, systemClock.wallMs()), { timeoutMs: 30_000, explain });
  await second.leave();
  await stage.publish({ clip: plain });
  const isBack = isShown(360, systemClock.wallMs());
  const isPlaying = async () => (await isBack()) && (await page.state()).state === 'playing';
  await until('the source is shown again', isPlaying, { timeoutMs: 30_000, explain });
});

/** The pictures of one clip with the sound of another. */
function withSoundOf(pictures: FlvClip, sound: FlvClip): FlvClip {
  const join = (name: 'headers' | 'frames'): FlvTag[] =>
    [
      ...pictures[name].filter(({ kind }) => kind !== 'audio'),
      ...sound[name].filter(({ kind }) => kind === 'audio'),
    ].toSorted((left, right) => left.stampMs - right.stampMs);
  return { ...pictures, headers: join('headers'), frames: join('frames') };
}

test('the source with Opus is seen and heard by a browser without Opus, where nothing smaller is made', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_LADDER: 'off' } });
  const url = `${stage.aerial.url}/hls/stream.m3u8`;
  const plan = makeClipPlan(small);
  const opus = await enhancedClip({ codec: 'vp9', audio: 'opus' });
  const clip = withSoundOf(readFlvClip(await makeClip(plan), plan.frameRate), opus);
  await stage.publish({ clip });
  await stage.waitForRenditions(2);
  assert.match(
    await (await fetch(url)).text(),
    /avc1[^"]*,opus"[^\n]*\n0\/stream[^\n]*\n[^\n]*avc1[^"]*,mp4a\.40\.2"[^\n]*\n100\//,
  );
  const checking = checkStream({ url, seconds: 7 });
  const page = await stage.watch({ readEvery: 1 });
  await page.page.addInitScript(() => {
    const knows = MediaSource.isTypeSupported.bind(MediaSource);
    MediaSource.isTypeSupported = (type) => !type.includes('opus') && knows(type);
  });
  await page.page.reload({ waitUntil: 'commit' });
  await page.firstFrame(30_000);
  await page.waitForLevel('100');
  const { playedS } = await page.progress();
  const isHeard = async () => {
    const now = await page.progress();
    return now.playedS > playedS + 4 && now.soundBytes > 0;
  };
  await until('four seconds are played with sound', isHeard, { timeoutMs: 15_000 });
  assert.equal((await page.state()).recoveries, 0);
  const { stalls } = await page.report();
  assert.deepEqual(
    stalls.filter(({ lengthMs }) => lengthMs > 1_500),
    [],
  );
  assert.deepEqual(page.problems, []);
  const { findings } = await checking;
  assert.deepEqual(
    findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`),
    [],
  );
});

test('AV1 and HEVC besides H.264 are seen by who decodes them, and nobody else is offered them', async (t) => {
  const stage = await Stage.set(t, {
    environment: { AERIAL_LADDER: '180p:250,180p:200:codec=av1:cpu=0,180p:150:codec=hevc:cpu=0' },
  });
  const url = `${stage.aerial.url}/hls/stream.m3u8`;
  // As little work as shows it: an extra rendition is given up as soon as the machine cannot keep up.
  const plan = makeClipPlan({ width: 320, height: 180, frameRate: 15, videoKbps: 200 });
  await stage.publish({ clip: readFlvClip(await makeClip(plan), plan.frameRate) });
  // What makes them is tried first, at a low priority.
  await stage.waitForRenditions(4, 90_000);
  const listed = await (await fetch(url)).text();
  const idOf = (codec: string): string => new RegExp(`CODECS="${codec}[^\\n]*\\n(\\d+)/`).exec(listed)?.[1] ?? '';
  const [av1, hevc] = [idOf('av01\\.0\\.00M\\.08,mp4a'), idOf('hvc1\\.1\\.6\\.L\\d+[^"]*,mp4a')];
  assert.ok(av1 !== '' && hevc !== '', listed);
  const checking = checkStream({ url, seconds: 8 });
  const page = await stage.watch({ readEvery: 1 });
  await page.firstFrame(30_000);
  await page.chooseQuality(av1);
  await page.waitForLevel(av1, 20_000);
  const shownFrom = page.frames.length;
  const isShown = async () =>
    (await page.report()).pictureHeight === 180 &&
    page.frames.slice(shownFrom).filter(([, number]) => number > 0).length > 40;
  await until('AV1 is shown', isShown, { timeoutMs: 30_000, everyMs: 100 });
  // Debian's Chromium has no HEVC.
  assert.equal(await page.page.locator(`[data-quality-choice="${hevc}"]`).count(), 0);
  assert.equal((await page.state()).recoveries, 0);
  assert.deepEqual(page.problems, []);
  const { findings } = await checking;
  assert.deepEqual(
    findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`),
    [],
  );
});

test('the sizes that an encoder sends itself are a ladder in the page, without ffmpeg', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_FFMPEG: '/nowhere/ffmpeg' } });
  const plan = makeClipPlan({ ...small, width: 320, height: 180, seconds: 32 });
  const other = readFlvClip(await makeClip(plan), plan.frameRate);
  const publisher = await stage.publish({ clip: withFurtherTrack(stage.clip, other, 1) });
  await stage.waitForRenditions(2);
  const checking = checkStream({ url: `${stage.aerial.url}/hls/stream.m3u8`, seconds: 8 });
  const page = await stage.watch();
  await page.firstFrame(30_000);
  for (const [choice, lines] of [
    ['1', 180],
    ['0', EASY_CLIP.height],
  ] as const) {
    await page.chooseQuality(choice);
    const isShown = async () => (await page.report()).pictureHeight === lines;
    await until(`${lines} lines are shown`, isShown, { timeoutMs: 30_000 });
  }
  assert.deepEqual(page.problems, []);
  assert.ok(publisher.isConnected);
  const { findings } = await checking;
  assert.deepEqual(
    findings.map(({ rule, where, message }) => `${rule}: ${where}: ${message}`),
    [],
  );
});
