import { resolve } from 'node:path';
import { systemClock } from '../../internal/platform/clock.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { launchBrowser, WatchedPage } from '../peers/browser.ts';
import { Child } from '../peers/children.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, PLAIN_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { observeFor } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'The encoder killed and restarted, one page watching throughout';

/** How long the encoder stays away, each time. Ten absences and the time on air between them make three minutes. */
const FULL_ABSENCES_MS = [1000, 3000, 500, 6000, 2000, 10_000, 4000, 8000, 1500, 5000];
const ON_AIR_MS = 13_500;

interface Returns {
  readonly delaysMs: readonly number[];
  readonly wasReloaded: boolean;
  readonly problems: readonly string[];
}

async function killAndReturn(aerial: AerialProcess, absencesMs: readonly number[], report: Report): Promise<Returns> {
  const clip = readFlvClip(await makeClip(PLAIN_CLIP), PLAIN_CLIP.frameRate);
  const browser = await launchBrowser();
  let publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  try {
    const page = await WatchedPage.open({ browser, url: aerial.url });
    await page.firstFrame(30_000);
    const { loadedWallMs } = await page.report();
    const delaysMs: number[] = [];
    for (const absenceMs of absencesMs) {
      await observeFor(ON_AIR_MS, () => (publisher.isConnected ? null : 'Aerial dropped its publisher'));
      publisher.die();
      await observeFor(absenceMs);
      publisher = await RtmpPublisher.start({ target: aerial.target, clip, startFrame: publisher.nextFrame });
      const returnedMs = systemClock.wallMs();
      delaysMs.push((await page.firstFrameFrom(publisher.log, 30_000)) - returnedMs);
      report(`away for ${absenceMs} ms, on the screen ${delaysMs.at(-1)?.toFixed(0)} ms after its return`);
    }
    const wasReloaded = (await page.report()).loadedWallMs !== loadedWallMs;
    return { delaysMs, wasReloaded, problems: page.problems };
  } finally {
    publisher.die();
    await browser.close();
  }
}

/** The encoder dies and returns ten times in three minutes; the checker follows the playlists all the while. */
export async function benchEncoderReturns(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const absencesMs = FULL_ABSENCES_MS.slice(0, plan.encoderReturns);
  const seconds = Math.ceil(absencesMs.reduce((total, ms) => total + ms + ON_AIR_MS, 0) / 1000);
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: '360p:600' } });
  const script = resolve(import.meta.dirname, '../checker/main.ts');
  const checker = new Child(process.execPath, [script, `${aerial.url}/hls/stream.m3u8`, '--seconds', `${seconds}`]);
  try {
    const returns = await killAndReturn(aerial, absencesMs, report);
    const watchdog = setTimeout(() => void checker.stop('SIGKILL'), 60_000);
    const exit = await checker.exited;
    clearTimeout(watchdog);
    for (const line of checker.lines) report(`checker: ${line}`);
    for (const problem of returns.problems) report(`page: ${problem}`);
    const single = { section: SECTION, peer: null, digits: 0 };
    return [
      {
        ...single,
        name: 'return to screen, worst',
        unit: 'ms',
        aerial: [Math.max(...returns.delaysMs)],
        goal: { of: 'value', atMost: 2500 },
        note: `${returns.delaysMs.length} returns in ${seconds} s`,
      },
      { ...single, name: 'return to screen, by return', unit: 'ms', aerial: returns.delaysMs, goal: null },
      {
        ...single,
        name: 'page reloads',
        unit: '',
        aerial: [Number(returns.wasReloaded)],
        goal: { of: 'value', atMost: 0 },
      },
      { ...single, name: 'checker not content', unit: '', aerial: [exit.code ?? 1], goal: { of: 'value', atMost: 0 } },
    ];
  } finally {
    await checker.stop('SIGKILL');
    await aerial.dispose();
  }
}
