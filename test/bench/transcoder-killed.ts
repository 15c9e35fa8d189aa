import { systemClock } from '../../internal/platform/clock.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { launchBrowser, WatchedPage } from '../peers/browser.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, PLAIN_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { observeFor, until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'kill -9 of ffmpeg, two pages watching';

/** Long enough for every consequence of one death to show before the next. */
const BETWEEN_DEATHS_MS = 12_000;

interface Death {
  readonly ladderWholeMs: number;
  readonly sourceStalls: number;
  /** From the death to the first frame of another rendition on the screen of a viewer of the dead one. */
  readonly movedMs: number;
  readonly frozenMs: number;
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

async function watchOneDeath({ aerial, onSource, onSmall }: Audience): Promise<Death> {
  const sourceBefore = await onSource.report();
  const smallBefore = await onSmall.report();
  const [transcoder = 0] = aerial.transcoders();
  process.kill(transcoder, 'SIGKILL');
  const killedMs = systemClock.wallMs();
  const isAnswered404 = async () => !(await hasRendition(aerial.url, 1));
  await until('the dead rendition answers 404', isAnswered404, { timeoutMs: 5000, everyMs: 5 }).catch(() => null);
  const moved = until('the viewer moves', async () => (await onSmall.state()).level === '0', { timeoutMs: 15_000 })
    .then(() => systemClock.wallMs() - killedMs)
    .catch(() => Number.NaN);
  const isWhole = async () => (await hasRendition(aerial.url, 1)) && (await hasRendition(aerial.url, 2));
  await until('the ladder is whole', isWhole, { timeoutMs: 30_000, everyMs: 20 });
  const ladderWholeMs = systemClock.wallMs() - killedMs;
  const movedMs = await moved;
  await observeFor(BETWEEN_DEATHS_MS);
  const small = (await onSmall.report()).stalls.slice(smallBefore.stalls.length);
  const source = (await onSource.report()).stalls.slice(sourceBefore.stalls.length);
  const frozenMs = Math.max(0, ...small.map((stall) => stall.lengthMs));
  return { ladderWholeMs, sourceStalls: source.length, movedMs, frozenMs };
}

/** ffmpeg dies under a viewer of a transcoded rendition while another watches the source. */
export async function benchTranscoderKilled(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const clip = readFlvClip(await makeClip(PLAIN_CLIP), PLAIN_CLIP.frameRate);
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: '480p:1200,360p:600' } });
  const browser = await launchBrowser();
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  try {
    await aerial.waitForPhase('live');
    await until('the ladder', () => hasRendition(aerial.url, 2), { timeoutMs: 20_000, everyMs: 100 });
    const onSource = await WatchedPage.open({ browser, url: aerial.url });
    const onSmall = await WatchedPage.open({ browser, url: aerial.url });
    await Promise.all([onSource.firstFrame(30_000), onSmall.firstFrame(30_000)]);
    await onSource.chooseQuality('0');
    const deaths: Death[] = [];
    for (let round = 1; round <= plan.transcoderDeaths; round += 1) {
      // The viewer's own choice puts it on the rendition; then it is left to the player where to go.
      await onSmall.chooseQuality('1');
      await onSmall.waitForLevel('1', 20_000);
      await observeFor(BETWEEN_DEATHS_MS);
      deaths.push(await watchOneDeath({ aerial, onSource, onSmall }));
      report(`ffmpeg killed: ${JSON.stringify(deaths.at(-1))}`);
    }
    const single = { section: SECTION, peer: null, digits: 0 };
    return [
      {
        ...single,
        name: 'viewer moved to another rendition',
        unit: 'ms',
        aerial: deaths.map((death) => death.movedMs),
        goal: { of: 'value', atMost: 3000 },
      },
      {
        ...single,
        name: 'its picture frozen for',
        unit: 'ms',
        aerial: deaths.map((death) => death.frozenMs),
        goal: null,
      },
      {
        ...single,
        name: 'ladder whole again',
        unit: 'ms',
        aerial: deaths.map((death) => death.ladderWholeMs),
        goal: { of: 'value', atMost: 5000 },
      },
      {
        ...single,
        name: 'stalls of the source rendition',
        unit: '',
        aerial: deaths.map((death) => death.sourceStalls),
        goal: { of: 'value', atMost: 0 },
      },
    ];
  } finally {
    publisher.die();
    await browser.close();
    await aerial.dispose();
  }
}
