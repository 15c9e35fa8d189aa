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
  /** HEVC only: key frames after the first are followed by pictures that are shown before them. */
  readonly hasOpenGops: boolean;
  /** H.264 comes as FLV, the others as fragmented MP4. */
  readonly codec: 'h264' | 'hevc' | 'av1' | 'vp9';
  readonly audio: 'aac' | 'mp3' | 'opus' | 'none';
  /** Grain makes the picture as hard to code as its bit rate says; without it easy pictures stay far below. */
  readonly grain: boolean;
  /** Leaves pictures out at odd places, so that their distances vary. */
  readonly variableRate: boolean;
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
  hasOpenGops: false,
  codec: 'h264',
  audio: 'aac',
  grain: false,
  variableRate: false,
};

/** The same in 480p: a page, its decoder and a ladder have room for it on two slow cores. */
export const EASY_CLIP: ClipPlan = { ...PLAIN_CLIP, width: 854, height: 480 };

export function makeClipPlan(changes: Partial<ClipPlan> = {}): ClipPlan {
  return { ...PLAIN_CLIP, ...changes };
}

/** Keeps each first of two seconds, where key frames are, and of the others what neither 3 nor 7 nor a run of nine says to leave out. */
const oddPictures = "select='not(mod(n,60))+gt(mod(n,3),0)*gt(mod(n,7),0)*gt(mod(n,60),9)'";

function videoArguments(plan: ClipPlan): string[] {
  const barHeight = Math.round((plan.height * BAR_HEIGHT_SHARE) / 2) * 2;
  const grain = plan.grain ? ',noise=alls=18:allf=t' : '';
  const graph = [
    `[1:v]format=yuv420p${grain}[picture]`,
    `[0:v]scale=${plan.width}:${barHeight}:flags=neighbor,format=yuv420p[bars]`,
    `[picture][bars]overlay=0:0:shortest=1:format=yuv420${plan.variableRate ? `,${oddPictures}` : ''}[shown]`,
  ].join(';');
  const gopFrames = Math.round(plan.gopSeconds * plan.frameRate);
  return [
    ...['-filter_complex', graph, '-map', '[shown]', ...encoderArguments(plan, gopFrames), '-pix_fmt', 'yuv420p'],
    ...['-g', `${gopFrames}`, '-b:v', `${plan.videoKbps}k`],
    ...(plan.variableRate ? ['-fps_mode', 'vfr', '-force_key_frames', 'expr:gte(t,2*n_forced)'] : []),
  ];
}

/** The quickest way of each encoder to a key frame at every GOP's start and nowhere else. */
function encoderArguments(plan: ClipPlan, gopFrames: number): string[] {
  const { bFrames, videoKbps, hasOpenGops } = plan;
  switch (plan.codec) {
    case 'h264':
      return [
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-bf', `${bFrames}`],
        ...[
          '-keyint_min',
          `${gopFrames}`,
          '-sc_threshold',
          '0',
          '-maxrate',
          `${videoKbps}k`,
          '-bufsize',
          `${videoKbps}k`,
        ],
      ];
    case 'hevc': {
      const keys = `keyint=${gopFrames}:min-keyint=${gopFrames}:scenecut=0:open-gop=${hasOpenGops ? 1 : 0}:bframes=${bFrames}:log-level=error`;
      return ['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-x265-params', keys];
    }
    case 'av1':
      return ['-c:v', 'libsvtav1', '-preset', '12'];
    case 'vp9':
      return ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-row-mt', '1'];
  }
}

const audioEncoders = { aac: 'aac', mp3: 'libmp3lame', opus: 'libopus' } as const;

function containerArguments(plan: ClipPlan): string[] {
  return plan.codec === 'h264'
    ? ['-f', 'flv', '-flvflags', 'no_duration_filesize']
    : ['-movflags', '+frag_every_frame+empty_moov+default_base_moof', '-f', 'mp4'];
}

function clipArguments(plan: ClipPlan): string[] {
  const picture = `testsrc2=size=${plan.width}x${plan.height}:rate=${plan.frameRate}`;
  const audio = plan.audio === 'none' ? [] : ['-map', '2:a', '-c:a', audioEncoders[plan.audio]];
  const sampleRate = plan.audio === 'mp3' ? 44_100 : 48_000;
  const bars = `${FRAME_NUMBER_BITS}x1`;
  return [
    ...['-v', 'error', '-nostdin', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', bars, '-r', `${plan.frameRate}`],
    ...['-i', 'pipe:0', '-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `sine=frequency=330:beep_factor=3:sample_rate=${sampleRate}`],
    ...videoArguments(plan),
    ...audio,
    ...(audio.length > 0 ? ['-b:a', '128k', '-ac', '2'] : []),
    ...['-t', `${plan.seconds}`, ...containerArguments(plan)],
  ];
}

/**
 * The path of a file made to `plan`. It is made once per machine: kept in the temporary folder under the hash of
 * everything that shapes it. Needs ffmpeg with libx264; throws with ffmpeg's own words when it fails.
 */
export async function makeClip(plan: ClipPlan): Promise<string> {
  const args = clipArguments(plan);
  const folder = join(tmpdir(), 'aerial-test-clips');
  const name = createHash('sha256').update(JSON.stringify(args)).digest('hex').slice(0, 20);
  const path = join(folder, `${name}.${plan.codec === 'h264' ? 'flv' : 'mp4'}`);
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
