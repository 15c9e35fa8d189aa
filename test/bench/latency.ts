import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from '../peers/browser.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { WatchedPage } from '../peers/browser.ts';
import type { FlvClip } from '../peers/flv-clip.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import type { FrameLog } from '../peers/frame-log.ts';
import { PLAIN_CLIP, makeClip } from '../peers/media-files.ts';
import { Nginx } from '../peers/nginx.ts';
import { startCpuMeter, watchMemory } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { quantile } from '../peers/statistics.ts';
import { observeFor, until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

/** A player that joins live plays a little fast until it is where it wants to be; that is not counted. */
const SETTLING_MS = 10_000;

/** What one viewer saw from the end of its settling. */
export interface Viewing {
  /** From the moment a frame's last byte was sent by RTMP to the moment it could be read back from the screen, in seconds. */
  readonly medianS: number;
  readonly p95S: number;
  readonly frames: number;
  /** Times without a new frame for more than 300 ms. */
  readonly stalls: number;
  readonly stalledMs: number;
  /** Height of the picture at the end, in lines. */
  readonly pictureHeight: number;
  readonly problems: readonly string[];
}

/** Watches `page` for `durationMs` and compares what it shows with what was sent. */
export async function measureViewing(
  page: WatchedPage,
  log: FrameLog,
  durationMs: number,
  stillFine: () => string | null,
): Promise<Viewing> {
  await page.firstFrame(30_000);
  await observeFor(SETTLING_MS, stillFine);
  const before = await page.report();
  page.frames.length = 0;
  await observeFor(durationMs, stillFine);
  const after = await page.report();
  const stalls = after.stalls.slice(before.stalls.length);
  const delays = page.frames.flatMap(([wallMs, frameNumber]) => {
    const delay = frameNumber < 0 ? null : log.delayMs(frameNumber, wallMs);
    return delay === null ? [] : [delay / 1000];
  });
  return {
    medianS: quantile(delays, 0.5),
    p95S: quantile(delays, 0.95),
    frames: delays.length,
    stalls: stalls.length,
    stalledMs: stalls.reduce((total, stall) => total + stall.lengthMs, 0),
    pictureHeight: after.pictureHeight,
    problems: page.problems,
  };
}

/** How long a fresh viewer waits for the first frame, in milliseconds, `rounds` times. */
async function measureFirstFrames(browser: Browser, url: string, rounds: number): Promise<number[]> {
  const waits: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await WatchedPage.open({ browser, url });
    waits.push(await page.firstFrame(30_000));
    await page.close();
  }
  return waits;
}

/** Aerial with the source and two transcoded renditions, watched on the source and then on the first transcoded one. */
async function measureAerial(browser: Browser, clip: FlvClip, plan: BenchPlan, report: Report): Promise<Figure[]> {
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: '480p:1200,360p:600' } });
  const memory = watchMemory(aerial.pid);
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  try {
    await aerial.waitForPhase('live');
    await until('renditions are ready', () => hasRenditions(aerial.url, 3), { timeoutMs: 15_000, everyMs: 100 });
    const fault = () => (publisher.isConnected ? null : 'Aerial dropped its publisher');
    const page = await WatchedPage.open({ browser, url: aerial.url });
    const cpu = startCpuMeter(aerial.pid);
    report(`latency of Aerial's source rendition, ${plan.latencyMs / 1000} s`);
    const source = await measureViewing(page, publisher.log, plan.latencyMs, fault);
    const cpuShare = cpu();
    report(`latency of a transcoded rendition, ${plan.peerLatencyMs / 1000} s`);
    await page.chooseQuality('1');
    await page.waitForLevel('1');
    const transcoded = await measureViewing(page, publisher.log, plan.peerLatencyMs, fault);
    for (const line of aerial.logLines.filter((line) => /"level":"(warn|error)"/.test(line))) report(`log: ${line}`);
    for (const problem of page.problems) report(`page: ${problem}`);
    await page.close();
    const firstFrames = await measureFirstFrames(browser, aerial.url, plan.firstFrames);
    const single = { section: LATENCY, peer: null, goal: null };
    return [
      ...viewingFigures('source', source, true),
      {
        ...single,
        name: 'first frame after page load',
        unit: 'ms',
        aerial: firstFrames,
        goal: { of: 'value', atMost: 1000 },
        digits: 0,
      },
      ...viewingFigures('480p transcoded', transcoded, false),
      { ...single, name: 'processor meanwhile, without ffmpeg', unit: '% of a core', aerial: [cpuShare], digits: 1 },
      { ...single, name: 'memory meanwhile, highest', unit: 'MB', aerial: [memory.stop()], digits: 0 },
    ];
  } finally {
    publisher.die();
    await aerial.dispose();
  }
}

const LATENCY = 'Latency: RTMP arrival to screen; 720p30 with two transcoded renditions';

function viewingFigures(rendition: string, viewing: Viewing, hasGoals: boolean): Figure[] {
  const common = { section: LATENCY, peer: null, goal: null };
  const note = `${viewing.frames} frames read, ${viewing.pictureHeight} lines high`;
  return [
    {
      ...common,
      name: `${rendition}, median`,
      unit: 's',
      aerial: [viewing.medianS],
      digits: 2,
      note,
      goal: hasGoals ? { of: 'value', atMost: 1.8 } : null,
    },
    {
      ...common,
      name: `${rendition}, p95`,
      unit: 's',
      aerial: [viewing.p95S],
      digits: 2,
      goal: hasGoals ? { of: 'value', atMost: 2.3 } : null,
    },
    {
      ...common,
      name: `${rendition}, stalls`,
      unit: '',
      aerial: [viewing.stalls],
      digits: 0,
      note: `${viewing.stalledMs} ms in all`,
      goal: hasGoals ? { of: 'value', atMost: 0 } : null,
    },
  ];
}

async function hasRenditions(url: string, count: number): Promise<boolean> {
  const answer = await fetch(`${url}/hls/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
  if (!answer.ok) return false;
  return ((await answer.text()).match(/RESOLUTION=/g) ?? []).length >= count;
}

interface PeerViewing {
  readonly viewing: Viewing;
  readonly firstFrames: readonly number[];
}

/** The same source and ladder through nginx-rtmp's HLS and plain hls.js, in the same browser. */
async function measurePeer(browser: Browser, clip: FlvClip, plan: BenchPlan, report: Report): Promise<PeerViewing> {
  const renditions = [
    { name: '480', width: 854, height: 480, videoBitrateKbps: 1200 },
    { name: '360', width: 640, height: 360, videoBitrateKbps: 600 },
  ];
  const nginx = await Nginx.start({ renditions });
  const hlsScript = join(createRequire(import.meta.url).resolve('hls.js'), '../hls.min.js');
  copyFileSync(hlsScript, join(nginx.root, 'hls.min.js'));
  writeFileSync(join(nginx.root, 'player.html'), PEER_PAGE);
  const publisher = await RtmpPublisher.start({ target: { port: nginx.rtmpPort, streamKey: 'peer' }, clip });
  try {
    const url = `http://127.0.0.1:${nginx.httpPort}`;
    const isReady = async () =>
      (await fetch(`${url}/hls/peer_source.m3u8`)).ok && (await fetch(`${url}/hls/peer.m3u8`)).ok;
    await until('nginx-rtmp has HLS', isReady, { timeoutMs: 30_000, everyMs: 200 });
    report(`latency of nginx-rtmp with hls.js, ${plan.peerLatencyMs / 1000} s`);
    const page = await WatchedPage.open({ browser, url: `${url}/player.html` });
    const viewing = await measureViewing(page, publisher.log, plan.peerLatencyMs, () => null);
    await page.close();
    const firstFrames = await measureFirstFrames(browser, `${url}/player.html`, plan.firstFrames);
    return { viewing, firstFrames };
  } finally {
    publisher.die();
    await nginx.stop();
  }
}

const PEER_PAGE = `<!doctype html><title>peer</title><link rel="icon" href="data:,"><video muted autoplay playsinline></video>
<script src="hls.min.js"></script><script>
const hls = new Hls();
hls.loadSource('/hls/peer.m3u8');
hls.attachMedia(document.querySelector('video'));
hls.on(Hls.Events.MANIFEST_PARSED, () => document.querySelector('video').play());
</script>`;

export async function benchLatency(browser: Browser, plan: BenchPlan, report: Report): Promise<Figure[]> {
  const clip = readFlvClip(await makeClip(PLAIN_CLIP), PLAIN_CLIP.frameRate);
  const figures = await measureAerial(browser, clip, plan, report);
  const { viewing, firstFrames } = await measurePeer(browser, clip, plan, report);
  const beside: Record<string, readonly number[]> = {
    'source, median': [viewing.medianS],
    'source, p95': [viewing.p95S],
    'source, stalls': [viewing.stalls],
    'first frame after page load': firstFrames,
  };
  return figures.map((figure) => {
    const rounds = beside[figure.name];
    return rounds === undefined ? figure : { ...figure, peer: { name: 'nginx-rtmp', rounds } };
  });
}
