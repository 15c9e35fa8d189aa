import { readFileSync } from 'node:fs';
import { AerialProcess } from '../peers/aerial-process.ts';
import { FfmpegHls } from '../peers/ffmpeg-hls.ts';
import type { FfmpegHlsNeeds } from '../peers/ffmpeg-hls.ts';
import type { FlvClip } from '../peers/flv-clip.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, makeClipPlan, PLAIN_CLIP } from '../peers/media-files.ts';
import { cpuSeconds, endedChildrenCpuSeconds } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import type { RtmpTarget } from '../peers/rtmp-session.ts';
import { observeFor, until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'Processor for a broadcast beside a plain ffmpeg that takes the same and writes HLS';
const LADDER = '480p:1200,360p:600,240p:300';
const RENDITIONS = 3;
/** The first seconds of a publish are start-up, not the running cost. */
const WARM_UP_MS = 6000;

/** Per cent of a core. */
interface Cost {
  /** The server, and what makes its ladder. */
  readonly server: number;
  /** What makes thumbnails and storyboards. */
  readonly pictures: number;
}

/** Sends `clip` for `durationMs` after the warm-up; `read` gives processor seconds so far, and runs at both ends of that time. */
async function measure(
  target: RtmpTarget,
  clip: FlvClip,
  durationMs: number,
  read: () => { server: number; pictures: number },
): Promise<Cost> {
  const connect = () => RtmpPublisher.start({ target, clip }).catch(() => null);
  const publisher = await until('the server takes the source', connect, { timeoutMs: 15_000, everyMs: 100 });
  const fault = () => (publisher.isConnected ? null : 'the server dropped its publisher');
  try {
    await observeFor(WARM_UP_MS, fault);
    const before = read();
    const startedMs = performance.now();
    await observeFor(durationMs, fault);
    const after = read();
    const percent = 100_000 / (performance.now() - startedMs);
    return { server: (after.server - before.server) * percent, pictures: (after.pictures - before.pictures) * percent };
  } finally {
    publisher.die();
  }
}

/** What one Aerial costs, and how its ladder's ffmpeg was called; null where it has none. */
async function measureAerial(
  clip: FlvClip,
  durationMs: number,
  ladder: string,
): Promise<{ cost: Cost; command: readonly string[] | null }> {
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: ladder } });
  let command: readonly string[] | null = null;
  try {
    let transcoder: number | null = null;
    const cost = await measure(aerial.target, clip, durationMs, () => {
      if (ladder !== 'off') {
        const pid = aerial.transcoders().find((one) => commandOf(one).includes('source')) ?? null;
        if (pid === null || (transcoder ?? pid) !== pid) {
          throw new Error(`the ladder did not hold, as on a machine that is too busy:\n${aerial.logLines.join('\n')}`);
        }
        transcoder = pid;
        command = commandOf(pid);
      }
      const own = cpuSeconds(aerial.pid);
      const server = own + (transcoder === null ? 0 : cpuSeconds(transcoder));
      return { server, pictures: endedChildrenCpuSeconds(aerial.pid) };
    });
    return { cost, command };
  } finally {
    await aerial.dispose();
  }
}

function commandOf(pid: number): readonly string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(1, -1);
}

async function measureFfmpeg(clip: FlvClip, durationMs: number, needs: FfmpegHlsNeeds): Promise<number> {
  const ffmpeg = await FfmpegHls.start(needs);
  try {
    const read = () => ({ server: cpuSeconds(ffmpeg.child.pid), pictures: 0 });
    return (await measure(ffmpeg.target, clip, durationMs, read)).server;
  } catch (error) {
    throw new Error(`ffmpeg as a peer: ${ffmpeg.child.lines.join('\n')}`, { cause: error });
  } finally {
    await ffmpeg.stop();
  }
}

/**
 * The ladder as Aerial called it, but with segments and playlists for outputs, the source copied beside, and without the small grey pictures that
 * Aerial looks at.
 */
function plainLadder(command: readonly string[], segmentType: FfmpegHlsNeeds['segmentType']): FfmpegHlsNeeds {
  const graphAt = command.indexOf('-filter_complex');
  const outputs: string[][] = [];
  for (const word of command.slice(graphAt + 2)) {
    if (word === '-map') outputs.push([]);
    outputs.at(-1)?.push(word);
  }
  const graph = (command[graphAt + 1] ?? '').replace(/;\[rest\d+\][^;]*\[watched\]$/, '');
  const last = `rest${RENDITIONS - 1}`;
  const encoded = outputs.slice(0, RENDITIONS).map((words) => {
    // From -movflags on it is about the form in which Aerial wants it.
    const encoder = words.slice(0, words.indexOf('-movflags'));
    return { arguments: [...encoder, '-map', '0:a', '-c:a', 'copy'] };
  });
  return {
    inputArguments: ['-threads', command[command.indexOf('-threads') + 1] ?? '1'],
    graphArguments: [
      '-filter_complex',
      graph.replace(`,split=2[out${RENDITIONS - 1}][${last}]`, `[out${RENDITIONS - 1}]`),
    ],
    outputs: [{ arguments: ['-map', '0', '-c', 'copy'] }, ...encoded],
    segmentType,
  };
}

const SEGMENT_TYPES = ['mpegts', 'fmp4'] as const;

interface Rounds {
  readonly aerial: Cost[];
  readonly mpegts: number[];
  readonly fmp4: number[];
}

/** Aerial and its peers in turn, so that whatever else the machine does weighs on all alike. */
async function takeTurns(plan: BenchPlan, ladder: string, clip: FlvClip, say: Report): Promise<Rounds> {
  const rounds: Rounds = { aerial: [], mpegts: [], fmp4: [] };
  for (let round = 1; round <= plan.cpuRounds; round += 1) {
    say(`processor, ladder ${ladder}, round ${round} of ${plan.cpuRounds}`);
    const { cost, command } = await measureAerial(clip, plan.cpuMs, ladder);
    rounds.aerial.push(cost);
    for (const segmentType of SEGMENT_TYPES) {
      const copy = { outputs: [{ arguments: ['-map', '0', '-c', 'copy'] }], segmentType };
      const needs = command === null ? copy : plainLadder(command, segmentType);
      rounds[segmentType].push(await measureFfmpeg(clip, plan.cpuMs, needs));
    }
    say(JSON.stringify(rounds));
  }
  return rounds;
}

function figuresOf(name: string, rounds: Rounds, atMost: number): Figure[] {
  const shared = { section: SECTION, unit: '% of a core', digits: 2 };
  const server = rounds.aerial.map((cost) => cost.server);
  return [
    {
      ...shared,
      name,
      aerial: server,
      peer: { name: 'ffmpeg', rounds: rounds.mpegts },
      goal: { of: 'ratio', atMost },
      note: 'MPEG-TS, its default',
    },
    { ...shared, name, aerial: server, peer: { name: 'ffmpeg', rounds: rounds.fmp4 }, goal: null, note: 'MP4' },
    {
      ...shared,
      name: 'thumbnails and storyboard meanwhile',
      aerial: rounds.aerial.map((cost) => cost.pictures),
      peer: null,
      goal: null,
    },
  ];
}

/** What a broadcast costs as a whole: the source alone, and with a ladder of three. */
export async function benchBroadcastCpu(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const clipPlan = makeClipPlan({ videoKbps: 5900, grain: true });
  const clip = readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const source = await takeTurns(plan, 'off', clip, report);
  const plain = readFlvClip(await makeClip(PLAIN_CLIP), PLAIN_CLIP.frameRate);
  const ladder = await takeTurns(plan, LADDER, plain, report);
  return [
    ...figuresOf('source alone, 6 Mbit/s, beside -c copy', source, 0.5),
    ...figuresOf('source of 2.5 Mbit/s and a ladder of three', ladder, 1.03),
  ];
}
