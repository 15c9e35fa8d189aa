import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BroadcastWatch } from '../peers/broadcast-watch.ts';
import { launchBrowser, VIEWPORTS } from '../peers/browser.ts';
import { everySeconds, makeSceneClip } from '../peers/scene-clip.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';
import { openStudioPage } from './studio-page.ts';

const chip = 'h264_v4l2m2m';

interface EncoderRow {
  readonly name: string;
  readonly state: string;
  readonly reason: string | null;
}

/** An ffmpeg in which the processor stands in for a chip, which dies the first time that it is on air, some seconds after its first picture. */
function ffmpegWithChip(folder: string): string {
  const file = join(folder, 'ffmpeg');
  const marker = join(folder, 'has-died');
  const instead = 'libx264 -preset ultrafast -tune zerolatency -forced-idr 1 -sc_threshold 0';
  const lines = [
    '#!/bin/sh',
    `case "$*" in *${chip}*) ;; *) exec ffmpeg "$@";; esac`,
    `for one; do shift; case "$one" in ${chip}) set -- "$@" ${instead};; *) set -- "$@" "$one";; esac; done`,
    `case "$*" in *pipe:0*) ;; *) exec ffmpeg "$@";; esac`,
    `if [ -e ${marker} ]; then exec ffmpeg "$@"; fi`,
    `touch ${marker}; timeout -s KILL 8 ffmpeg "$@"; echo "GPU hang." >&2; exit 1`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('a chip that dies in mid-broadcast gives way to the processor, its owner is told, and it is used again once it was tried', async (t) => {
  const folder = makeTemporaryFolder('chip');
  t.after(() => folder.remove());
  const clip = await makeSceneClip([
    { seconds: 60, picture: 'moving', sound: 'tone', keyFramesAt: everySeconds(2, 60) },
  ]);
  const watch = await BroadcastWatch.begin(t, {
    kinds: { fallback: new RegExp(`video encoder ${chip} failed.* GPU hang\\.`) },
    environment: {
      AERIAL_FFMPEG: ffmpegWithChip(folder.path),
      AERIAL_VIDEO_ENCODER: chip,
      AERIAL_LADDER: '144p:150',
      AERIAL_GRACE_SECONDS: '0',
    },
  });
  const readChip = async (): Promise<EncoderRow> => {
    const rows = (await watch.ask('/api/admin/video/encoders')) as EncoderRow[];
    return rows.find(({ name }) => name === chip) ?? assert.fail('the list has no such encoder');
  };
  const isMadeBy = (encoder: string) => (room: Awaited<ReturnType<typeof watch.look>>) =>
    room.renditions[1]?.encoder === encoder && room.renditions[1].state === 'running';
  const untilChipWorks = async (what: string): Promise<void> => {
    let latest: EncoderRow | null = null;
    const look = async () => (latest = await readChip()).state === 'works';
    const explain = () => `${JSON.stringify(latest)}\n${watch.aerial.logLines.slice(-10).join('\n')}`;
    await until(what, look, { timeoutMs: 60_000, everyMs: 250, explain });
  };
  await untilChipWorks('the chip was tried');

  const publisher = await watch.publish(clip);
  await watch.until('the chip makes the rendition', isMadeBy(chip), 20_000);
  await watch.untilSaid('fallback', true, 20_000);
  await watch.until('the processor makes it', isMadeBy('libx264'), 20_000);
  assert.equal(await watch.timesLogged('fallback'), 1);
  assert.ok((await watch.metric('aerial_transcode_restarts_total')) >= 1);
  const { state, reason } = await readChip();
  assert.equal(state, 'fails');
  assert.match(reason ?? '', /^It failed on air\. .*GPU hang\.$/);

  const browser = await launchBrowser();
  t.after(() => browser.close());
  const problems: string[] = [];
  const { url } = watch.aerial;
  const page = await openStudioPage({ browser, url, options: VIEWPORTS.desktop, problems, password: watch.password });
  await page.goto(`${url}/admin/now`);
  await page.locator('.now-warning', { hasText: `The video encoder ${chip} failed` }).waitFor();

  // Away from the picture before it ends: one that is asked for in that moment is not there.
  await page.goto(`${url}/admin/video`);
  await publisher.leave();
  await watch.aerial.waitForPhase('offline');
  const next = await watch.publish(clip);
  await watch.until('the processor makes the next one, too', isMadeBy('libx264'), 20_000);
  await watch.untilSaid('fallback', false, 5000);

  await page.getByRole('button', { name: 'Try them again' }).click();
  await untilChipWorks('the chip was tried again');
  assert.ok(isMadeBy('libx264')(await watch.look()), 'what is on air goes on as it is');
  await next.leave();
  await watch.aerial.waitForPhase('offline');
  await watch.publish(clip);
  await watch.until('the chip makes it again', isMadeBy(chip), 20_000);
  assert.deepEqual(watch.changes, ['+fallback', '-fallback']);
  assert.deepEqual(problems, []);
});
