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

/** Waits for a picture that are a standstill to who watches. */
const STANDSTILL_MS = 300;

interface Returns {
  /** From an encoder's return to its picture on the screen. */
  readonly delaysMs: readonly number[];
  /** From an encoder's death to the slate, in the absences that have one. */
  readonly slatesMs: readonly number[];
  /** The longest wait for a picture of each absence, from the encoder's death to its picture on the screen. */
  readonly standstillsMs: readonly number[];
  readonly wasReloaded: boolean;
  readonly problems: readonly string[];
}

async function killAndReturn(aerial: AerialProcess, absencesMs: readonly number[], report: Report): Promise<Returns> {
  const clip = readFlvClip(await makeClip(PLAIN_CLIP), PLAIN_CLIP.frameRate);
  const browser = await launchBrowser('whole');
  let publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  try {
    const page = await WatchedPage.open({ browser, url: aerial.url });
    await page.firstFrame(30_000);
    const { loadedWallMs } = await page.report();
    const delaysMs: number[] = [];
    const slatesMs: number[] = [];
    const standstillsMs: number[] = [];
    for (const absenceMs of absencesMs) {
      await observeFor(ON_AIR_MS, () => (publisher.isConnected ? null : 'Aerial dropped its publisher'));
      publisher.die();
      const goneMs = systemClock.wallMs();
      await observeFor(absenceMs);
      const slateMs = slateAfter(aerial, goneMs);
      if (slateMs !== null) slatesMs.push(slateMs);
      publisher = await RtmpPublisher.start({ target: aerial.target, clip, startFrame: publisher.nextFrame });
      const returnedMs = systemClock.wallMs();
      const shownMs = await page.firstFrameFrom(publisher.log, 30_000);
      delaysMs.push(shownMs - returnedMs);
      const { stalls } = await page.report();
      const ours = stalls.filter(({ endedWallMs }) => endedWallMs > goneMs && endedWallMs <= shownMs);
      standstillsMs.push(Math.max(0, ...ours.map(({ lengthMs }) => lengthMs)));
      report(
        `away for ${absenceMs} ms: slate after ${slateMs ?? '-'} ms, on the screen ${(shownMs - returnedMs).toFixed(0)} ms after its ` +
          `return, longest standstill ${standstillsMs.at(-1)} ms`,
      );
    }
    const wasReloaded = (await page.report()).loadedWallMs !== loadedWallMs;
    return { delaysMs, slatesMs, standstillsMs, wasReloaded, problems: page.problems };
  } finally {
    publisher.die();
    await browser.close();
  }
}

/** How long after `goneMs` the slate went on air, by the server's log; null while it has not. */
function slateAfter(aerial: AerialProcess, goneMs: number): number | null {
  const line = aerial.logLines.findLast((text) => text.includes('The slate is on air.')) ?? '{}';
  const { time } = JSON.parse(line) as { time?: string | number };
  const afterMs = time === undefined ? -1 : new Date(time).getTime() - goneMs;
  return afterMs < 0 ? null : afterMs;
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
      { ...single, name: 'slate on air after the death', unit: 'ms', aerial: returns.slatesMs, goal: null },
      {
        ...single,
        name: `standstill above ${STANDSTILL_MS} ms, by return`,
        unit: 'ms',
        aerial: returns.standstillsMs,
        goal: null,
      },
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
