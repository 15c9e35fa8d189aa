import { execFile } from 'node:child_process';
import { childEnvironment } from '../platform/child-environment.ts';
import type { Clock } from '../platform/clock.ts';
import { systemCode } from '../platform/errors.ts';
import { type EncoderReport, tryEncoders } from './encoder-trial.ts';
import { encoders as allEncoders } from './encoders/catalogue.ts';
import { x264 } from './encoders/x264.ts';

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

/** More would only take each other's time. */
const trialsAtOnce = 2;
/** Somebody waits for it, but what a server beside it has on air comes no later. */
const niceness = 5;

/** Looks at the ffmpeg that would be used, and tries every encoder: some seconds, on a machine that is very busy two minutes. Never rejects. */
export async function probeFfmpeg(ffmpegPath: string, clock: Clock): Promise<FfmpegReport> {
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
  if (isTooOld(version)) {
    const problem = `ffmpeg ${version} is too old.`;
    return { found: true, version, encoders: [], problem, hint: 'Version 5.1 or newer is needed.' };
  }
  const reports = new Map<string, EncoderReport>();
  const onReport = (report: EncoderReport): void => void reports.set(report.name, report);
  await tryEncoders({ clock, ffmpegPath, encoders: allEncoders, atOnce: trialsAtOnce, niceness, onReport });
  const encoders = allEncoders.flatMap(({ name }) => reports.get(name) ?? []);
  const needed = reports.get(x264.name);
  const reason = needed?.isLate === true ? null : (needed?.reason ?? null);
  const problem = reason === null ? null : `ffmpeg cannot encode with ${x264.name}: ${reason}`;
  return { found: true, version, encoders, problem, hint: problem === null ? null : encoderHint };
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
