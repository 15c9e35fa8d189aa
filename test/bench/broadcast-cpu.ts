import { readFileSync } from 'node:fs';
import { AerialProcess } from '../peers/aerial-process.ts';
import { FfmpegHls } from '../peers/ffmpeg-hls.ts';
import type { FfmpegHlsNeeds } from '../peers/ffmpeg-hls.ts';
import type { FlvClip } from '../peers/flv-clip.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, makeClipPlan, PLAIN_CLIP } from '../peers/media-files.ts';
import type { ClipPlan } from '../peers/media-files.ts';
import { cpuSeconds, endedChildrenCpuSeconds } from '../peers/process-figures.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import type { RtmpTarget } from '../peers/rtmp-session.ts';
import { observeFor, until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'Processor for a broadcast beside a plain ffmpeg that takes the same and writes HLS';
const CHEAP_LADDER = '480p:1200,360p:600,240p:300';
/** As much as two cores hold of it. */
const USUAL_LADDER = '720p:2500,480p:1200,360p:600';
const RENDITIONS = 3;
/** The first seconds of a publish are start-up, not the running cost. */
const WARM_UP_MS = 6000;

/**
 * Sends `clip` for `durationMs` after the warm-up; `read` gives processor seconds so far, and runs at both ends of that time. Tells per
 * cent of a core.
 */
async function measure(target: RtmpTarget, clip: FlvClip, durationMs: number, read: () => number): Promise<number> {
  const connect = () => RtmpPublisher.start({ target, clip }).catch(() => null);
  const publisher = await until('the server takes the source', connect, { timeoutMs: 15_000, everyMs: 100 });
  const fault = () => (publisher.isConnected ? null : 'the server dropped its publisher');
  try {
    await observeFor(WARM_UP_MS, fault);
    const before = read();
    const startedMs = performance.now();
    await observeFor(durationMs, fault);
    return ((read() - before) * 100_000) / (performance.now() - startedMs);
  } finally {
    publisher.die();
  }
}

const PICTURES = ['/preview.gif', '/preview.webp', '/storyboard.vtt'];
const ASK_EVERY_MS = 4000;

/** What makes pictures of what is on air costs while nobody asks for one, and while somebody asks for all all the time. */
async function measurePictures(clip: FlvClip, durationMs: number): Promise<{ unasked: number; asked: number }> {
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off', AERIAL_GRACE_SECONDS: '0' } });
  const read = () => endedChildrenCpuSeconds(aerial.pid);
  const ask = async () => {
    for (const path of PICTURES) await (await fetch(aerial.url + path)).arrayBuffer();
  };
  try {
    // That is done once, and costs more than many minutes of pictures.
    const haveBeenTried = () => aerial.logLines.some((line) => line.includes('encoders of this machine were tried'));
    await until('the encoders have been tried', haveBeenTried, { timeoutMs: 120_000 });
    const unasked = await measure(aerial.target, clip, durationMs, read);
    const asking = setInterval(() => void ask().catch(() => {}), ASK_EVERY_MS);
    const asked = await measure(aerial.target, clip, durationMs, read).finally(() => clearInterval(asking));
    return { unasked, asked };
  } finally {
    await aerial.dispose();
  }
}

/** What one Aerial costs, and how its ladder's ffmpeg was called; null where it has none. */
async function measureAerial(
  clip: FlvClip,
  durationMs: number,
  ladder: string,
): Promise<{ cost: number; command: readonly string[] | null }> {
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
      return cpuSeconds(aerial.pid) + (transcoder === null ? 0 : cpuSeconds(transcoder));
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
    return await measure(ffmpeg.target, clip, durationMs, () => cpuSeconds(ffmpeg.child.pid));
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
    inputArguments: optionOf(command, '-threads'),
    graphArguments: [
      ...optionOf(command, '-filter_complex_threads'),
      '-filter_complex',
      graph.replace(`,split=2[out${RENDITIONS - 1}][${last}]`, `[out${RENDITIONS - 1}]`),
    ],
    outputs: [{ arguments: ['-map', '0', '-c', 'copy'] }, ...encoded],
    segmentType,
  };
}

function optionOf(command: readonly string[], name: string): readonly string[] {
  const at = command.indexOf(name);
  return at < 0 ? [] : command.slice(at, at + 2);
}

const SEGMENT_TYPES = ['mpegts', 'fmp4'] as const;

interface Rounds {
  readonly aerial: number[];
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

const shared = { section: SECTION, unit: '% of a core', digits: 2 };

function figuresOf(name: string, { aerial, mpegts, fmp4 }: Rounds, atMost: number): Figure[] {
  return [
    {
      ...shared,
      name,
      aerial,
      peer: { name: 'ffmpeg', rounds: mpegts },
      goal: { of: 'ratio', atMost },
      note: 'MPEG-TS, its default',
    },
    { ...shared, name, aerial, peer: { name: 'ffmpeg', rounds: fmp4 }, goal: null, note: 'MP4' },
  ];
}

async function benchPictures(plan: BenchPlan, clip: FlvClip, say: Report): Promise<Figure[]> {
  const rounds: { unasked: number; asked: number }[] = [];
  for (let round = 1; round <= plan.cpuRounds; round += 1) {
    say(`pictures of what is on air, round ${round} of ${plan.cpuRounds}`);
    rounds.push(await measurePictures(clip, plan.picturesMs));
  }
  const name = 'thumbnails and storyboard meanwhile';
  const beside = { ...shared, peer: null, goal: null };
  return [
    { ...beside, name: `${name}, nobody asks`, aerial: rounds.map(({ unasked }) => unasked) },
    { ...beside, name: `${name}, all asked for`, aerial: rounds.map(({ asked }) => asked) },
  ];
}

/** What a broadcast costs as a whole: the source alone, its pictures, and with ladders of three. */
export async function benchBroadcastCpu(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const read = async (clipPlan: ClipPlan) => readFlvClip(await makeClip(clipPlan), clipPlan.frameRate);
  const grainy = { videoKbps: 5900, grain: true };
  const clip = await read(makeClipPlan(grainy));
  const source = await takeTurns(plan, 'off', clip, report);
  const pictures = await benchPictures(plan, clip, report);
  const cheap = await takeTurns(plan, CHEAP_LADDER, await read(PLAIN_CLIP), report);
  const large = await read(makeClipPlan({ ...grainy, width: 1920, height: 1080 }));
  // A core's work is told from noise sooner than a third of it.
  const usual = await takeTurns({ ...plan, cpuMs: plan.cpuMs / 2 }, USUAL_LADDER, large, report);
  return [
    ...figuresOf('source alone, 6 Mbit/s, beside -c copy', source, 0.5),
    ...pictures,
    ...figuresOf('720p30 of 2.5 Mbit/s and 480p, 360p, 240p', cheap, 1.03),
    ...figuresOf('1080p30 of 6 Mbit/s and 720p, 480p, 360p', usual, 1.03),
  ];
}
