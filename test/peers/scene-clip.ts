import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type FlvClip, readFlvClip } from './flv-clip.ts';

/** What is on for some seconds. */
export interface Scene {
  readonly seconds: number;
  /** `still` is full of detail, as a game that has frozen. */
  readonly picture: 'moving' | 'still' | 'black';
  readonly sound: 'tone' | 'silence';
  /** Where its key frames are, in seconds from its start: the first at 0. */
  readonly keyFramesAt: readonly number[];
}

const frameRate = 15;
const size = '320x180';

/** Key frames so many seconds apart. */
export function everySeconds(distance: number, seconds: number): number[] {
  return Array.from({ length: Math.ceil(seconds / distance) }, (_, nth) => nth * distance);
}

/** Scenes after each other as one clip, 320 x 180 at 15 pictures a second; made once per machine. */
export async function makeSceneClip(scenes: readonly Scene[]): Promise<FlvClip> {
  const args = clipArguments(scenes);
  const folder = join(tmpdir(), 'aerial-test-clips');
  const path = join(folder, `${createHash('sha256').update(JSON.stringify(args)).digest('hex').slice(0, 20)}.flv`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${path}.${process.pid}.part`;
    try {
      await promisify(execFile)('ffmpeg', [...args, '-y', unfinished]);
      renameSync(unfinished, path);
    } finally {
      rmSync(unfinished, { force: true });
    }
  }
  return readFlvClip(path, frameRate);
}

function clipArguments(scenes: readonly Scene[]): string[] {
  const chains = scenes.flatMap(({ picture, sound, seconds }, at) => [
    `${pictures[picture]},trim=duration=${seconds},setsar=1,format=yuv420p[v${at}]`,
    `${sounds[sound]},atrim=duration=${seconds}[a${at}]`,
  ]);
  const joined = `${scenes.map((_, at) => `[v${at}][a${at}]`).join('')}concat=n=${scenes.length}:v=1:a=1[v][a]`;
  let startSeconds = 0;
  const keyFrames = scenes.flatMap(({ keyFramesAt, seconds }) => {
    const times = keyFramesAt.map((at) => startSeconds + at);
    startSeconds += seconds;
    return times;
  });
  return [
    ...['-v', 'error', '-nostdin', '-filter_complex', [...chains, joined].join(';'), '-map', '[v]', '-map', '[a]'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '0', '-g', '9999', '-sc_threshold', '0'],
    ...['-b:v', '300k', '-maxrate', '300k', '-bufsize', '300k', '-force_key_frames', keyFrames.join()],
    ...['-c:a', 'aac', '-b:a', '96k', '-f', 'flv', '-flvflags', 'no_duration_filesize'],
  ];
}

const pictures: Readonly<Record<Scene['picture'], string>> = {
  moving: `testsrc2=size=${size}:rate=${frameRate}`,
  still: `testsrc2=size=${size}:rate=${frameRate},noise=alls=30:allf=p,loop=loop=-1:size=1:start=0,setpts=N/${frameRate}/TB`,
  black: `color=c=black:size=${size}:rate=${frameRate}`,
};

const sounds: Readonly<Record<Scene['sound'], string>> = {
  tone: 'sine=frequency=330:beep_factor=3:sample_rate=48000,aformat=channel_layouts=stereo',
  silence: 'anullsrc=channel_layout=stereo:sample_rate=48000',
};
