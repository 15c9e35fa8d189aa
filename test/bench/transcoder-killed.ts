import { systemClock } from '../../internal/platform/clock.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { launchBrowser, WatchedPage } from '../peers/browser.ts';
import type { Browser } from '../peers/browser.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, PLAIN_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { observeFor, until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'kill -9 of ffmpeg, two pages watching';

/** Long enough for everything to settle before a death, and for every consequence of it to show. */
const AROUND_DEATHS_MS = 12_000;

/** A first death is repaired before the viewer has to move; a second one right after it is not. */
const DEATHS_AT_ONCE = [2, 1];

interface Death {
  /** From the last death to playlists of all renditions. */
  readonly ladderWholeMs: number;
  readonly sourceStalls: number;
  /** The longest that the viewer of the dead rendition was without a new frame. */
  readonly frozenMs: number;
  /** From the first death to another rendition on that viewer's screen; null when its own was back before it had to move. */
  readonly movedMs: number | null;
}

interface Audience {
  readonly aerial: AerialProcess;
  readonly onSource: WatchedPage;
  readonly onSmall: WatchedPage;
}

async function hasRendition(url: string, index: number): Promise<boolean> {
  const answer = await fetch(`${url}/hls/${index}/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
  return answer.ok;
}

/** Kills ffmpeg, and its successors as soon as they appear: `deaths` in all. */
async function killTranscoders(aerial: AerialProcess, deaths: number): Promise<void> {
  const killed = new Set<number>();
  while (killed.size < deaths) {
    const find = () => aerial.transcoders().find((pid) => !killed.has(pid));
    const pid = await until('an ffmpeg to kill', find, { timeoutMs: 15_000, everyMs: 10 });
    killed.add(pid);
    process.kill(pid, 'SIGKILL');
  }
}

async function watchDeaths({ aerial, onSource, onSmall }: Audience, deaths: number): Promise<Death> {
  const sourceBefore = await onSource.report();
  const smallBefore = await onSmall.report();
  const killedMs = systemClock.wallMs();
  const moved = until('the viewer moves', async () => (await onSmall.state()).level === '0', { timeoutMs: 8000 })
    .then(() => systemClock.wallMs() - killedMs)
    .catch(() => null);
  await killTranscoders(aerial, deaths);
  const lastDeathMs = systemClock.wallMs();
  await until('the death is noticed', async () => !(await hasRendition(aerial.url, 1)), {
    timeoutMs: 5000,
    everyMs: 2,
  });
  const isWhole = async () => (await hasRendition(aerial.url, 1)) && (await hasRendition(aerial.url, 2));
  // A machine that is too slow gives a rendition up for minutes: then there is nothing to measure.
  const ladderWholeMs = await until('the ladder is whole', isWhole, { timeoutMs: 30_000, everyMs: 20 })
    .then(() => systemClock.wallMs() - lastDeathMs)
    .catch(() => Number.NaN);
  const movedMs = await moved;
  await observeFor(AROUND_DEATHS_MS);
  const small = (await onSmall.report()).stalls.slice(smallBefore.stalls.length);
  const source = (await onSource.report()).stalls.slice(sourceBefore.stalls.length);
  const frozenMs = Math.max(0, ...small.map((stall) => stall.lengthMs));
  return { ladderWholeMs, sourceStalls: source.length, movedMs, frozenMs };
}

/** One death, or several at once, on an Aerial of its own: three deaths within two minutes and a rendition is given up. */
async function measureDeaths(browser: Browser, deaths: number): Promise<Death> {
  const clip = readFlvClip(await makeClip(PLAIN_CLIP), PLAIN_CLIP.frameRate);
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: '480p:1200,360p:600' } });
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  const pages: WatchedPage[] = [];
  try {
    await aerial.waitForPhase('live');
    await until('the ladder', () => hasRendition(aerial.url, 2), { timeoutMs: 20_000, everyMs: 100 });
    const onSource = await WatchedPage.open({ browser, url: aerial.url });
    const onSmall = await WatchedPage.open({ browser, url: aerial.url });
    pages.push(onSource, onSmall);
    await Promise.all([onSource.firstFrame(30_000), onSmall.firstFrame(30_000)]);
    await onSource.chooseQuality('0');
    await onSmall.chooseQuality('1');
    await onSmall.waitForLevel('1', 20_000);
    await observeFor(AROUND_DEATHS_MS);
    return await watchDeaths({ aerial, onSource, onSmall }, deaths);
  } finally {
    publisher.die();
    await Promise.all(pages.map((page) => page.close()));
    await aerial.dispose();
  }
}

/** ffmpeg dies under a viewer of a transcoded rendition while another watches the source. */
export async function benchTranscoderKilled(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const browser = await launchBrowser('whole');
  const deaths: Death[] = [];
  try {
    for (const count of DEATHS_AT_ONCE.slice(0, plan.transcoderDeaths)) {
      deaths.push(await measureDeaths(browser, count));
      report(`ffmpeg killed, deaths at once: ${count}: ${JSON.stringify(deaths.at(-1))}`);
    }
  } finally {
    await browser.close();
  }
  return summarise(deaths);
}

function summarise(deaths: readonly Death[]): Figure[] {
  const single = { section: SECTION, peer: null, digits: 0 };
  const worst = (read: (death: Death) => number) => [Math.max(...deaths.map(read))];
  const moves = deaths.flatMap(({ movedMs }) => movedMs ?? []);
  return [
    {
      ...single,
      name: 'viewer moved to another rendition, worst',
      unit: 'ms',
      aerial: [Math.max(...moves)],
      goal: { of: 'value', atMost: 3000 },
      note: `in ${moves.length} of ${deaths.length} deaths`,
    },
    {
      ...single,
      name: 'its picture frozen, worst',
      unit: 'ms',
      aerial: worst((death) => death.frozenMs),
      goal: { of: 'value', atMost: 3000 },
    },
    {
      ...single,
      name: 'ladder whole again, worst',
      unit: 'ms',
      aerial: worst((death) => death.ladderWholeMs),
      goal: { of: 'value', atMost: 5000 },
    },
    {
      ...single,
      name: 'stalls of the source rendition',
      unit: '',
      aerial: [deaths.reduce((total, death) => total + death.sourceStalls, 0)],
      goal: { of: 'value', atMost: 0 },
    },
  ];
}
