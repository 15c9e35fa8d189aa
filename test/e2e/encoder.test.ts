import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../internal/platform/clock.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

test('an encoder with a wrong key is refused in words that ffmpeg shows, and the channel stays offline', async (t) => {
  const stage = await Stage.set(t);
  const url = `rtmp://127.0.0.1:${stage.aerial.rtmpPort}/live/not-the-key`;
  const stranger = new FfmpegPublisher({ url, clipPath: stage.clipPath });
  t.after(() => stranger.stop('SIGKILL'));
  await until('ffmpeg gives up', () => stranger.child.exit, { timeoutMs: 20_000 });
  assert.notEqual(stranger.child.exit?.code, 0);
  assert.match(stranger.words, /stream key/i);
  assert.equal((await stage.aerial.status()).phase, 'offline');
});

test('a second encoder with the same key takes over at once and the same page plays on', async (t) => {
  const stage = await Stage.set(t);
  const first = await stage.publish();
  const page = await stage.watch();
  await page.firstFrame(30_000);
  const second = await stage.publish({ startFrame: first.nextFrame + 300 });
  await first.closed;
  await page.firstFrameFrom(second.log);
  await page.waitForState('playing');
  assert.ok(second.isConnected);
});

test('an encoder that dies and returns is seen again in the same page, again and again', async (t) => {
  const stage = await Stage.set(t);
  let publisher = await stage.publish();
  const page = await stage.watch();
  await page.firstFrame(30_000);
  for (let round = 1; round <= 3; round += 1) {
    publisher.die();
    await stage.aerial.waitForPhase('away');
    const returnedMs = systemClock.wallMs();
    publisher = await stage.publish({ startFrame: publisher.nextFrame });
    const shownMs = await page.firstFrameFrom(publisher.log);
    t.diagnostic(`round ${round}: on the screen ${(shownMs - returnedMs).toFixed(0)} ms after the return`);
    assert.ok(shownMs - returnedMs < 5000, 'the picture took too long to return');
  }
  assert.deepEqual(page.problems, []);
});

test('an encoder whose stamps wrap at 2^32, and jump, is carried without the viewer losing the picture', async (t) => {
  const stage = await Stage.set(t);
  const publisher = await stage.publish({ firstStampMs: 2 ** 32 - 6000 });
  const page = await stage.watch();
  await page.firstFrame(30_000);
  await until('the stamps have wrapped', () => publisher.log.count > 300, { timeoutMs: 30_000 });
  publisher.jumpStamps(3_600_000);
  const jumpedMs = systemClock.wallMs();
  await until('ten seconds pass', () => publisher.log.lastSentMs > jumpedMs + 10_000, { timeoutMs: 30_000 });
  await page.frameAfter(jumpedMs + 9000);
  await page.waitForState('playing');
  assert.ok(publisher.isConnected);
  assert.deepEqual(page.problems, []);
});

test('the page says so when the stream is over, and plays the next one', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_GRACE_SECONDS: '1' } });
  const publisher = await stage.publish();
  const page = await stage.watch();
  await page.firstFrame(30_000);
  await publisher.leave();
  await stage.aerial.waitForPhase('offline');
  await page.waitForState('offline', 20_000);
  const next = await RtmpPublisher.start({ target: stage.aerial.target, clip: stage.clip });
  t.after(() => next.die());
  await page.firstFrameFrom(next.log, 30_000);
  assert.deepEqual(page.problems, []);
});
