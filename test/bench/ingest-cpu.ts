import { AerialProcess } from '../peers/aerial-process.ts';
import type { FlvClip } from '../peers/flv-clip.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, makeClipPlan } from '../peers/media-files.ts';
import { Nginx } from '../peers/nginx.ts';
import { residentMegabytes, startCpuMeter } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import type { RtmpTarget } from '../peers/rtmp-session.ts';
import { observeFor } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'Processor for one 6 Mbit/s source, without ffmpeg';

/** The first seconds of a publish are start-up, not the running cost. */
const WARM_UP_MS = 4000;

interface Cost {
  readonly cpuShare: number;
  readonly megabytes: number;
}

async function measurePublish(pid: number, target: RtmpTarget, clip: FlvClip, durationMs: number): Promise<Cost> {
  const publisher = await RtmpPublisher.start({ target, clip });
  try {
    await observeFor(WARM_UP_MS);
    const cpu = startCpuMeter(pid);
    await observeFor(durationMs, () => (publisher.isConnected ? null : 'the server dropped its publisher'));
    return { cpuShare: cpu(), megabytes: residentMegabytes(pid) };
  } finally {
    publisher.die();
  }
}

/** One publisher at 6 Mbit/s: Aerial making LL-HLS of it, nginx-rtmp making HLS of it; no transcoding and no viewer on either side. */
export async function benchIngestCpu(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const clipPlan = makeClipPlan({ videoKbps: 5900, grain: true });
  const clip = readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const bytes = clip.frames.reduce((total, tag) => total + tag.body.length, 0);
  const mbits = (bytes * 8) / 1000 / clip.durationMs;
  const ours: Cost[] = [];
  const theirs: Cost[] = [];
  for (let round = 1; round <= plan.cpuRounds; round += 1) {
    report(`processor for one source, round ${round} of ${plan.cpuRounds}`);
    const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off' } });
    try {
      ours.push(await measurePublish(aerial.pid, aerial.target, clip, plan.cpuMs));
    } finally {
      await aerial.dispose();
    }
    const nginx = await Nginx.start({ renditions: [] });
    try {
      const target = { port: nginx.rtmpPort, streamKey: 'peer' };
      theirs.push(await measurePublish(nginx.child.pid, target, clip, plan.cpuMs));
    } finally {
      await nginx.stop();
    }
  }
  const peer = (read: (cost: Cost) => number) => ({ name: 'nginx-rtmp', rounds: theirs.map(read) });
  return [
    {
      section: SECTION,
      name: 'processor',
      unit: '% of a core',
      aerial: ours.map((cost) => cost.cpuShare),
      peer: peer((cost) => cost.cpuShare),
      goal: { of: 'value', atMost: 5 },
      digits: 2,
      note: `${mbits.toFixed(1)} Mbit/s sent`,
    },
    {
      section: SECTION,
      name: 'memory while publishing',
      unit: 'MB',
      aerial: ours.map((cost) => cost.megabytes),
      peer: peer((cost) => cost.megabytes),
      goal: null,
      digits: 0,
    },
  ];
}
