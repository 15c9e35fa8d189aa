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

  const killedMs = systemClock.wallMs();
  const killed = new Set<number>();
  // One death is repaired before the viewer has to move, so the successor dies as well.
  while (killed.size < 2) {
    const find = () => stage.aerial.transcoders().find((pid) => !killed.has(pid));
    const pid = await until('an ffmpeg to kill', find, { timeoutMs: 15_000, everyMs: 10 });
    killed.add(pid);
    process.kill(pid, 'SIGKILL');
  }
  await onSmall.waitForLevel('0', 10_000);
  t.diagnostic(`the viewer had moved after ${(systemClock.wallMs() - killedMs).toFixed(0)} ms`);
  const isWhole = async () => {
    const answer = await fetch(`${stage.aerial.url}/hls/1/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
    return answer.ok && stage.aerial.transcoders().some((pid) => !killed.has(pid));
  };
  await until('the ladder is whole again', isWhole, { timeoutMs: 15_000, everyMs: 50 });
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
  assert.ok(Math.max(0, ...stalled) < 6000, 'the viewer of the dead rendition froze');
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
  await page.waitForState('playing');
});
