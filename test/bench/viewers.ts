import { resolve } from 'node:path';
import { AerialProcess } from '../peers/aerial-process.ts';
import { Child } from '../peers/children.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { startCpuMeter, watchMemory } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import { until } from '../peers/wait.ts';
import type { Figure, Goal } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';
import type { SwarmOrder, SwarmResult } from './swarm.ts';

const PLAYLIST = '/hls/0/stream.m3u8';

/** A part is late when the next one is due before it is complete. */
const PART_TARGET_MS = 500;
const SETTLE_MS = 6000;

interface SwarmRun {
  readonly result: SwarmResult;
  readonly cpuShare: number;
  readonly peakMegabytes: number;
}

async function runSwarm(viewers: number, videoKbps: number, measureMs: number): Promise<SwarmRun> {
  const clipPlan = makeClipPlan({ width: 640, height: 360, videoKbps, grain: true });
  const clip = readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off' }, cores: '0' });
  const memory = watchMemory(aerial.pid);
  const publisher = await RtmpPublisher.start({ target: aerial.target, clip });
  const order: SwarmOrder = {
    port: aerial.httpPort,
    playlist: PLAYLIST,
    viewers,
    settleMs: SETTLE_MS,
    measureMs,
    lateMs: PART_TARGET_MS,
  };
  try {
    const isReady = async () => (await fetch(aerial.url + PLAYLIST)).ok;
    await until('a playlist', isReady, { timeoutMs: 15_000, everyMs: 100 });
    const script = resolve(import.meta.dirname, 'swarm.ts');
    const swarm = new Child('taskset', ['-c', '1', process.execPath, script, JSON.stringify(order)]);
    const watchdog = setTimeout(() => void swarm.stop('SIGKILL'), measureMs + 60_000);
    const cpu = startCpuMeter(aerial.pid);
    const exit = await swarm.exited;
    const cpuShare = cpu();
    clearTimeout(watchdog);
    if (exit.code !== 0) throw new Error(`the swarm failed: ${swarm.lines.join('\n')}`);
    const result = JSON.parse(swarm.lines.at(-1) ?? '') as SwarmResult;
    return { result, cpuShare, peakMegabytes: memory.stop() };
  } finally {
    publisher.die();
    await aerial.dispose();
  }
}

function describe(section: string, run: SwarmRun): Figure[] {
  const { result } = run;
  const figure = (name: string, unit: string, value: number, digits: number, goal: Goal | null = null): Figure => ({
    section,
    name,
    unit,
    aerial: [value],
    peer: null,
    goal,
    digits,
  });
  return [
    { ...figure('late parts', '', result.late, 0, { of: 'value', atMost: 0 }), note: `of ${result.partsExpected}` },
    figure('failed requests', '', result.failures, 0, { of: 'value', atMost: 0 }),
    figure('part complete after publication, median', 'ms', result.partP50Ms, 0),
    figure('part complete after publication, p99', 'ms', result.partP99Ms, 0),
    figure('part complete after publication, worst', 'ms', result.partMaxMs, 0),
    figure('playlist after publication, p99', 'ms', result.playlistP99Ms, 0),
    figure('longest time between publications', 'ms', result.longestTickMs, 0),
    figure('requests', '/s', result.requestsPerSecond, 0),
    figure('sent', 'Gbit/s', result.gigabitsPerSecond, 2),
    figure('processor', '% of a core', run.cpuShare, 0),
    figure('memory, highest', 'MB', run.peakMegabytes, 0),
  ];
}

/** Thousands of low-latency viewers of one source on one core, the load on the other. */
export async function benchViewers(plan: BenchPlan, report: Report): Promise<Figure[]> {
  report(`${plan.viewers} low-latency viewers, ${plan.viewersMs / 1000} s`);
  const videoKbps = 870;
  const run = await runSwarm(plan.viewers, videoKbps, plan.viewersMs);
  return describe(`${plan.viewers} low-latency viewers of a 1 Mbit/s source on one core, parts of 500 ms`, run);
}
