import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BAR_HEIGHT_SHARE, FRAME_NUMBER_BITS, frameNumberPixels } from './frame-number.ts';

/** What a test clip is like. The picture is synthetic, moves all over, and carries its frame's number. */
export interface ClipPlan {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** 32 s is a whole number of frames, GOPs and AAC frames, so that a loop has no seam. */
  readonly seconds: number;
  readonly videoKbps: number;
  readonly bFrames: number;
  readonly gopSeconds: number;
  readonly audio: 'aac' | 'mp3' | 'none';
  /** Grain makes the picture as hard to code as its bit rate says; without it easy pictures stay far below. */
  readonly grain: boolean;
}

/** 720p30 H.264 High and AAC, a key frame every 2 s, as OBS sends it with `zerolatency`-like settings. */
export const PLAIN_CLIP: ClipPlan = {
  width: 1280,
  height: 720,
  frameRate: 30,
  seconds: 32,
  videoKbps: 2500,
  bFrames: 0,
  gopSeconds: 2,
  audio: 'aac',
  grain: false,
};

export function makeClipPlan(changes: Partial<ClipPlan> = {}): ClipPlan {
  return { ...PLAIN_CLIP, ...changes };
}

function videoArguments(plan: ClipPlan): string[] {
  const barHeight = Math.round((plan.height * BAR_HEIGHT_SHARE) / 2) * 2;
  const grain = plan.grain ? ',noise=alls=18:allf=t' : '';
  const graph = [
    `[1:v]format=yuv420p${grain}[picture]`,
    `[0:v]scale=${plan.width}:${barHeight}:flags=neighbor,format=yuv420p[bars]`,
    '[picture][bars]overlay=0:0:shortest=1:format=yuv420[shown]',
  ].join(';');
  const gopFrames = Math.round(plan.gopSeconds * plan.frameRate);
  return [
    ...['-filter_complex', graph, '-map', '[shown]', '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
    ...['-profile:v', 'high', '-bf', `${plan.bFrames}`, '-g', `${gopFrames}`, '-keyint_min', `${gopFrames}`],
    ...['-sc_threshold', '0', '-b:v', `${plan.videoKbps}k`, '-maxrate', `${plan.videoKbps}k`],
    ...['-bufsize', `${plan.videoKbps}k`],
  ];
}

function clipArguments(plan: ClipPlan): string[] {
  const picture = `testsrc2=size=${plan.width}x${plan.height}:rate=${plan.frameRate}`;
  const audio = plan.audio === 'none' ? [] : ['-map', '2:a', '-c:a', plan.audio === 'aac' ? 'aac' : 'libmp3lame'];
  const sampleRate = plan.audio === 'mp3' ? 44_100 : 48_000;
  const bars = `${FRAME_NUMBER_BITS}x1`;
  return [
    ...['-v', 'error', '-nostdin', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', bars, '-r', `${plan.frameRate}`],
    ...['-i', 'pipe:0', '-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `sine=frequency=330:beep_factor=3:sample_rate=${sampleRate}`],
    ...videoArguments(plan),
    ...audio,
    ...(audio.length > 0 ? ['-b:a', '128k', '-ac', '2'] : []),
    ...['-t', `${plan.seconds}`, '-f', 'flv', '-flvflags', 'no_duration_filesize'],
  ];
}

/**
 * The path of an FLV file made to `plan`. It is made once per machine: kept in the temporary folder under the hash of
 * everything that shapes it. Needs ffmpeg with libx264; throws with ffmpeg's own words when it fails.
 */
export async function makeClip(plan: ClipPlan): Promise<string> {
  const args = clipArguments(plan);
  const folder = join(tmpdir(), 'aerial-test-clips');
  const name = createHash('sha256').update(JSON.stringify(args)).digest('hex').slice(0, 20);
  const path = join(folder, `${name}.flv`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `${name}.${process.pid}.part`);
  try {
    await encode([...args, '-y', unfinished], Math.round(plan.seconds * plan.frameRate));
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return path;
}

async function encode(args: readonly string[], frameCount: number): Promise<void> {
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const kill = () => ffmpeg.kill('SIGKILL');
  process.once('exit', kill);
  let words = '';
  ffmpeg.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-4000)));
  ffmpeg.stdin.on('error', () => {});
  const pixels = Array.from({ length: frameCount }, (_, frameNumber) => frameNumberPixels(frameNumber));
  ffmpeg.stdin.end(Buffer.concat(pixels));
  const [code] = (await once(ffmpeg, 'close')) as [number | null];
  process.off('exit', kill);
  if (code !== 0) throw new Error(`ffmpeg could not make a clip: ${words}`);
}
