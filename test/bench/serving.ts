import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AerialProcess } from '../peers/aerial-process.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import type { ClipPlan } from '../peers/media-files.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { Nginx } from '../peers/nginx.ts';
import { residentMegabytes, startCpuMeter } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { observeFor } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';
import { runWrk, type WrkResult } from './wrk.ts';

const SECTION = 'Serving on one core: requests per second, 100 connections, the same bytes from nginx';

interface Target {
  readonly name: string;
  readonly path: string;
  readonly atLeast: number;
  readonly bytes: Buffer;
}

/** The file on `aerial`'s playlist whose size is nearest to `wantedBytes`. */
async function findNearest(aerial: AerialProcess, paths: readonly string[], wantedBytes: number): Promise<string> {
  let best = { path: '', distance: Infinity };
  for (const path of paths) {
    const answer = await fetch(aerial.url + path, { method: 'HEAD' });
    const distance = Math.abs(Number(answer.headers.get('content-length') ?? Infinity) - wantedBytes);
    if (answer.ok && distance < best.distance) best = { path, distance };
  }
  if (best.path === '') throw new Error('the playlist names nothing that can be had');
  return best.path;
}

async function fetchBytes(url: string): Promise<Buffer> {
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

const PLAYLIST = '/hls/0/stream.m3u8';

async function listUris(aerial: AerialProcess): Promise<{ parts: string[]; segments: string[] }> {
  const text = (await fetchBytes(aerial.url + PLAYLIST)).toString();
  const resolve = (uri: string) => new URL(uri, `${aerial.url}${PLAYLIST}`).pathname;
  const parts = [...text.matchAll(/#EXT-X-PART:[^\n]*URI="([^"]+)"/g)].map((match) => resolve(match[1] ?? ''));
  const segments = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { parts, segments: segments.map(resolve) };
}

/** Publishes `clipPlan` for a while, freezes the live window by letting the encoder go, and measures `find`'s files on both servers. */
async function measureWindow(
  clipPlan: ClipPlan,
  publishMs: number,
  plan: BenchPlan,
  report: Report,
  find: (aerial: AerialProcess) => Promise<Omit<Target, 'bytes'>[]>,
): Promise<Figure[]> {
  const clip = readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const environment = { AERIAL_LADDER: 'off', AERIAL_GRACE_SECONDS: '3600', AERIAL_WINDOW_SECONDS: '120' };
  const aerial = await AerialProcess.start({ environment, cores: '0' });
  const nginx = await Nginx.start({ cores: '0' });
  try {
    report(`filling the live window, ${publishMs / 1000} s`);
    const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
    await observeFor(publishMs, () => (publisher.isConnected ? null : 'Aerial dropped its publisher'));
    publisher.die();
    await aerial.waitForPhase('away');
    const figures: Figure[] = [];
    for (const found of await find(aerial)) {
      const bytes = await fetchBytes(aerial.url + found.path);
      figures.push(...(await measureTarget({ ...found, bytes }, { aerial, nginx }, plan, report)));
    }
    return figures;
  } finally {
    await aerial.dispose();
    await nginx.stop();
  }
}

/** One load on a server, and the processor's microseconds that a request took there: the core of the load may be the narrower one. */
async function measureRound(
  pid: number,
  url: string,
  durationMs: number,
): Promise<WrkResult & { perRequestUs: number }> {
  const cpu = startCpuMeter(pid);
  const result = await runWrk(url, durationMs);
  return { ...result, perRequestUs: (cpu() * 10_000) / result.requestsPerSecond };
}

async function measureTarget(
  target: Target,
  servers: { aerial: AerialProcess; nginx: Nginx },
  plan: BenchPlan,
  report: Report,
): Promise<Figure[]> {
  const name = `file-${target.bytes.length}.mp4`;
  writeFileSync(join(servers.nginx.root, name), target.bytes);
  const rounds: { ours: Awaited<ReturnType<typeof measureRound>>; theirs: Awaited<ReturnType<typeof measureRound>> }[] =
    [];
  // Until its code is compiled a server is not the one that viewers meet.
  await runWrk(servers.aerial.url + target.path, plan.servingMs);
  for (let round = 1; round <= plan.servingRounds; round += 1) {
    report(`${target.name}, round ${round} of ${plan.servingRounds}`);
    const { aerial, nginx } = servers;
    const ours = await measureRound(aerial.pid, aerial.url + target.path, plan.servingMs);
    const theirs = await measureRound(nginx.child.pid, `http://127.0.0.1:${nginx.httpPort}/${name}`, plan.servingMs);
    rounds.push({ ours, theirs });
  }
  const failures = rounds.reduce((sum, { ours }) => sum + ours.failures, 0);
  const memory = `${(target.bytes.length / 1000).toFixed(0)} kB, ${residentMegabytes(servers.aerial.pid).toFixed(0)} MB RSS`;
  const figure = (key: 'requestsPerSecond' | 'perRequestUs') => ({
    section: SECTION,
    aerial: rounds.map(({ ours }) => ours[key]),
    peer: { name: 'nginx', rounds: rounds.map(({ theirs }) => theirs[key]) },
  });
  return [
    {
      ...figure('requestsPerSecond'),
      name: target.name,
      unit: '/s',
      goal: { of: 'ratio', atLeast: target.atLeast },
      digits: 0,
      note: failures === 0 ? memory : `${memory}, ${failures} FAILURES`,
    },
    { ...figure('perRequestUs'), name: `${target.name}, processor a request`, unit: 'µs', goal: null, digits: 1 },
  ];
}

export async function benchServing(plan: BenchPlan, report: Report): Promise<Figure[]> {
  // A key frame every second fills the playlist with twice the segments: about 10 kB after a minute.
  const small = makeClipPlan({ width: 640, height: 360, videoKbps: 1080, gopSeconds: 1, grain: true });
  const large = makeClipPlan({ videoKbps: 4000, grain: true });
  const fromSmall = await measureWindow(small, plan.publishBeforeServingMs, plan, report, async (aerial) => {
    const { parts } = await listUris(aerial);
    return [
      { name: 'playlist', path: PLAYLIST, atLeast: 0.5 },
      { name: 'part', path: await findNearest(aerial, parts, 75_000), atLeast: 0.5 },
    ];
  });
  const fromLarge = await measureWindow(large, 12_000, plan, report, async (aerial) => {
    const { segments } = await listUris(aerial);
    return [{ name: 'segment', path: await findNearest(aerial, segments, 1_000_000), atLeast: 1 }];
  });
  return [...fromSmall, ...fromLarge];
}
