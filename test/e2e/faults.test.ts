import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../internal/platform/clock.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

test('kill -9 of ffmpeg: the source never stops, a viewer of another rendition moves, and the ladder is whole again', async (t) => {
  const stage = await Stage.set(t);
  const publisher = await stage.publish();
  await stage.waitForRenditions(2);
  const onSource = await stage.watch();
  const onSmall = await stage.watch();
  await onSource.firstFrame(30_000);
  await onSmall.firstFrame(30_000);
  await onSource.chooseQuality('0');
  await onSmall.chooseQuality('1');
  await onSmall.waitForLevel('1');
  await until('the small picture shows', async () => (await onSmall.report()).pictureHeight === 360, {
    timeoutMs: 15_000,
  });
  const before = await onSource.report();

  const [transcoder] = await until('a transcoder', () => some(stage.aerial.transcoders()), { timeoutMs: 5000 });
  process.kill(transcoder ?? 0, 'SIGKILL');
  const killedMs = systemClock.wallMs();

  const isWhole = async () => {
    const answer = await fetch(`${stage.aerial.url}/hls/1/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
    return answer.ok && some(stage.aerial.transcoders().filter((pid) => pid !== transcoder));
  };
  await until('the ladder is whole again', isWhole, { timeoutMs: 10_000, everyMs: 50 });
  t.diagnostic(`the ladder was whole again after ${(systemClock.wallMs() - killedMs).toFixed(0)} ms`);
  await until('eight seconds of media', () => publisher.log.lastSentMs > killedMs + 8000, { timeoutMs: 20_000 });

  // A browser that shares a small machine drops a frame now and then; a source that stopped would be seen for seconds.
  const source = (await onSource.report()).stalls.slice(before.stalls.length);
  const longestMs = Math.max(0, ...source.map((stall) => stall.lengthMs));
  t.diagnostic(`the viewer of the source was without a new frame for ${longestMs.toFixed(0)} ms`);
  assert.ok(longestMs < 2000, 'the source rendition stopped');
  const small = await onSmall.report();
  const stalled = small.stalls.filter((stall) => stall.endedWallMs > killedMs).map((stall) => stall.lengthMs);
  t.diagnostic(
    `the viewer of the small rendition was without a new frame for ${Math.max(0, ...stalled).toFixed(0)} ms`,
  );
  assert.ok(Math.max(0, ...stalled) < 3000, 'the viewer of the dead rendition froze');
  await onSmall.frameAfter(killedMs + 6000);
});

test('kill -9 of Aerial and restart: the page recovers by itself when the encoder is back', async (t) => {
  const stage = await Stage.set(t);
  const before = await stage.publish();
  const page = await stage.watch();
  await page.firstFrame(30_000);
  const { loadedWallMs } = await page.report();
  await stage.aerial.kill();
  await before.closed;
  await stage.aerial.restart();
  const after = await stage.publish({ startFrame: before.nextFrame + 300 });
  const returnedMs = systemClock.wallMs();
  const shownMs = await page.firstFrameFrom(after.log, 30_000);
  t.diagnostic(`on the screen ${(shownMs - returnedMs).toFixed(0)} ms after the encoder's return`);
  assert.equal((await page.report()).loadedWallMs, loadedWallMs, 'the page was loaded again');
  await until('the page plays', async () => (await page.state()).state === 'playing', { timeoutMs: 10_000 });
});

function some<T>(list: readonly T[]): readonly T[] | null {
  return list.length > 0 ? list : null;
}
