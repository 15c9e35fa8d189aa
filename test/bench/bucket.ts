import { launchBrowser, WatchedPage } from '../peers/browser.ts';
import type { Browser } from '../peers/browser.ts';
import { AerialProcess } from '../peers/aerial-process.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import type { FlvClip } from '../peers/flv-clip.ts';
import { makeClip, PLAIN_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { S3Server } from '../peers/s3-server.ts';
import { until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import { measureViewing, type Viewing } from './latency.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'Latency of the source rendition with an S3 bucket that takes 300 ms for each request, beside none';
const REQUEST_MS = 300;

async function watch(browser: Browser, clip: FlvClip, durationMs: number, server: S3Server | null): Promise<Viewing> {
  const bucket = server === null ? {} : { AERIAL_S3: JSON.stringify(server.config()) };
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: '360p:600', ...bucket } });
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  try {
    await aerial.waitForPhase('live');
    if (server !== null) {
      await until('the bucket is filled', () => server.changes.length > 10, { timeoutMs: 30_000 });
    }
    const page = await WatchedPage.open({ browser, url: aerial.url });
    const fault = () => (publisher.isConnected ? null : 'Aerial dropped its publisher');
    return await measureViewing(page, publisher.log, durationMs, fault);
  } finally {
    publisher.die();
    await aerial.dispose();
  }
}

/** Whether a slow bucket is noticed by who watches. */
export async function benchBucket(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const clip = readFlvClip(await makeClip(PLAIN_CLIP), PLAIN_CLIP.frameRate);
  const browser = await launchBrowser('whole');
  const server = await S3Server.start();
  server.faults.delayMs = REQUEST_MS;
  try {
    report(`latency without a bucket, ${plan.peerLatencyMs / 1000} s`);
    const without = await watch(browser, clip, plan.peerLatencyMs, null);
    report(`latency with a bucket at ${REQUEST_MS} ms, ${plan.peerLatencyMs / 1000} s`);
    const beside = await watch(browser, clip, plan.peerLatencyMs, server);
    const figure = (name: string, unit: string, read: (viewing: Viewing) => number): Figure => ({
      section: SECTION,
      name,
      unit,
      aerial: [read(beside)],
      peer: { name: 'no bucket', rounds: [read(without)] },
      goal: null,
      digits: unit === 's' ? 2 : 0,
    });
    const stored = { ...figure('objects stored meanwhile', '', () => server.changes.length), peer: null };
    return [
      { ...figure('median', 's', ({ medianS }) => medianS), goal: { of: 'ratio', atMost: 1.05 } },
      { ...figure('p95', 's', ({ p95S }) => p95S), goal: { of: 'ratio', atMost: 1.1 } },
      { ...figure('stalls', '', ({ stalls }) => stalls), goal: { of: 'value', atMost: 0 } },
      stored,
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
