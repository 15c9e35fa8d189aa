import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { makeTemporaryFolder } from '../peers/temporary-folder.ts';

const kinds = {
  both: ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '30', '-bf', '2', '-c:a', 'aac', '-ac', '2'],
  mp3: ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '30', '-c:a', 'libmp3lame', '-ar', '44100'],
  'video only': ['-an', '-c:v', 'libx264', '-preset', 'veryfast', '-g', '30'],
  'audio only': ['-vn', '-c:a', 'aac'],
  'six megabits': [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '60',
    '-b:v',
    '6M',
    '-maxrate',
    '6M',
    '-bufsize',
    '6M',
    '-c:a',
    'aac',
  ],
  speex: ['-vn', '-c:a', 'libspeex', '-ar', '16000', '-ac', '1'],
} as const;

const small = 'testsrc2=size=160x90:rate=30';

export type ClipKind = keyof typeof kinds;

/** Makes an FLV file with a tone, of 160x90 at 30 fps unless it has to fill six megabits; removed when the process ends. */
export function makeClip(kind: ClipKind, seconds: number): string {
  const path = join(makeTemporaryFolder('clip').path, 'clip.flv');
  const sources = [
    ...['-f', 'lavfi', '-i', kind === 'six megabits' ? 'testsrc2=size=1280x720:rate=60,noise=alls=30:allf=t' : small],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
  ];
  const made = spawnSync('ffmpeg', ['-v', 'error', ...sources, '-t', String(seconds), ...kinds[kind], path]);
  if (made.status !== 0) throw new Error(`ffmpeg could not make the clip: ${String(made.stderr)}`);
  return path;
}
