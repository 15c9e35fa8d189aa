import { execFile } from 'node:child_process';
import { childEnvironment } from '../platform/child-environment.ts';
import { systemCode } from '../platform/errors.ts';
import { x264 } from './encoders/x264.ts';

/** One encoder that Aerial can use, tried by encoding a few frames. */
export interface EncoderReport {
  readonly name: string;
  readonly works: boolean;
  /** Why it does not, in ffmpeg's words; null when it does. */
  readonly reason: string | null;
}

export interface FfmpegReport {
  readonly found: boolean;
  /** What `ffmpeg -version` calls itself, such as `5.1.9-0+deb12u1`. */
  readonly version: string | null;
  readonly encoders: readonly EncoderReport[];
  /** One sentence, and what to do about it in another; both null when all that is needed is there. */
  readonly problem: string | null;
  readonly hint: string | null;
}

const timeoutMs = 5_000;
/** `-fps_mode` came with 5.1. */
const oldestVersion = { major: 5, minor: 1 };
const installHint =
  'Install it (Debian: apt install ffmpeg), or say where it is with the setting "ffmpeg". Without it only the source rendition is there.';
const encoderHint = 'Install an ffmpeg built with libx264, as those of the Linux distributions are.';

/** Looks at the ffmpeg that would be used. Never rejects; ends within 10 s. */
export async function probeFfmpeg(ffmpegPath: string): Promise<FfmpegReport> {
  const about = await run(ffmpegPath, ['-hide_banner', '-version']);
  if (about.problem !== null) {
    const problem = about.isMissing
      ? `ffmpeg was not found as "${ffmpegPath}".`
      : `"${ffmpegPath}" does not work: ${about.problem}`;
    return { found: !about.isMissing, version: null, encoders: [], problem, hint: installHint };
  }
  const version = /^ffmpeg version (\S+)/.exec(about.output)?.[1] ?? null;
  if (version === null) {
    return { found: true, version, encoders: [], problem: `"${ffmpegPath}" is no ffmpeg.`, hint: installHint };
  }
  const tried = await run(ffmpegPath, trialArguments());
  const encoders = [{ name: x264.name, works: tried.problem === null, reason: tried.problem }];
  if (isTooOld(version)) {
    return {
      found: true,
      version,
      encoders,
      problem: `ffmpeg ${version} is too old.`,
      hint: 'Version 5.1 or newer is needed.',
    };
  }
  const problem = tried.problem === null ? null : `ffmpeg cannot encode with ${x264.name}: ${tried.problem}`;
  return { found: true, version, encoders, problem, hint: problem === null ? null : encoderHint };
}

function trialArguments(): string[] {
  const video = { width: 320, height: 180, frameRate: 30, videoBitrateKbps: 300 };
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', 'color=size=320x180:rate=30'],
    ...['-frames:v', '5', '-pix_fmt', 'yuv420p', ...x264.outputArguments(video, 1), '-f', 'null', '-'],
  ];
}

/** Builds from git call themselves `N-12345-g…` or `git-…`; they are taken to be new. */
function isTooOld(version: string): boolean {
  const numbers = /^n?(\d+)\.(\d+)/.exec(version);
  if (numbers === null) return false;
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  return major < oldestVersion.major || (major === oldestVersion.major && minor < oldestVersion.minor);
}

interface RunResult {
  readonly output: string;
  readonly problem: string | null;
  readonly isMissing: boolean;
}

function run(ffmpegPath: string, args: readonly string[]): Promise<RunResult> {
  return new Promise((resolve) => {
    try {
      execFile(
        ffmpegPath,
        args,
        { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 1024 * 1024, env: childEnvironment() },
        (error, stdout, stderr) => {
          if (error === null) return resolve({ output: stdout, problem: null, isMissing: false });
          const said = stderr.trim().split('\n').at(-1);
          const ended =
            error.killed === true ? `it did not end within ${timeoutMs / 1000} s` : error.message.split('\n')[0];
          resolve({
            output: '',
            problem: said !== undefined && said !== '' ? said : (ended ?? 'it failed'),
            isMissing: systemCode(error) === 'ENOENT',
          });
        },
      );
    } catch (error) {
      resolve({ output: '', problem: String(error), isMissing: false });
    }
  });
}
