import { execFile } from 'node:child_process';
import { childEnvironment } from '../platform/child-environment.ts';
import { type RungCodec, rungCodecs } from '../config/ladder-setting.ts';
import type { Clock } from '../platform/clock.ts';
import { systemCode } from '../platform/errors.ts';
import { type EncoderReport, tryEncoders } from './encoder-trial.ts';
import { allEncoders } from './encoders/catalogue.ts';
import type { VideoEncoder } from './encoders/video-encoder.ts';
import { x264 } from './encoders/x264.ts';

export interface FfmpegReport {
  readonly found: boolean;
  /** What `ffmpeg -version` calls itself, such as `5.1.9-0+deb12u1`. */
  readonly version: string | null;
  /** What was tried for each codec, H.264 first; nothing where there is no ffmpeg that would do. */
  readonly codecs: readonly CodecTrials[];
  /** One sentence, and what to do about it in another; both null when all that is needed is there. */
  readonly problem: string | null;
  readonly hint: string | null;
}

interface CodecTrials {
  readonly codec: RungCodec;
  readonly encoders: readonly EncoderReport[];
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

/** No rendition has to be in another codec than H.264: who waits does so no longer than this for what makes those. */
const mostExtraMs = 30_000;

/**
 * Looks at the ffmpeg that would be used, and tries every encoder: some seconds, on a machine that is very busy two and a half minutes. Never
 * rejects.
 */
export async function probeFfmpeg(ffmpegPath: string, clock: Clock): Promise<FfmpegReport> {
  const about = await run(ffmpegPath, ['-hide_banner', '-version']);
  if (about.problem !== null) {
    const problem = about.isMissing
      ? `ffmpeg was not found as "${ffmpegPath}".`
      : `"${ffmpegPath}" does not work: ${about.problem}`;
    return { found: !about.isMissing, version: null, codecs: [], problem, hint: installHint };
  }
  const version = /^ffmpeg version (\S+)/.exec(about.output)?.[1] ?? null;
  if (version === null) {
    return { found: true, version, codecs: [], problem: `"${ffmpegPath}" is no ffmpeg.`, hint: installHint };
  }
  if (isTooOld(version)) {
    const problem = `ffmpeg ${version} is too old.`;
    return { found: true, version, codecs: [], problem, hint: 'Version 5.1 or newer is needed.' };
  }
  const codecs = await tryCodecs(ffmpegPath, clock);
  const needed = codecs[0]?.encoders.find(({ name }) => name === x264.name);
  const reason = needed?.isLate === true ? null : (needed?.reason ?? null);
  const problem = reason === null ? null : `ffmpeg cannot encode with ${x264.name}: ${reason}`;
  return { found: true, version, codecs, problem, hint: problem === null ? null : encoderHint };
}

async function tryCodecs(ffmpegPath: string, clock: Clock): Promise<CodecTrials[]> {
  const reports = new Map<string, EncoderReport>();
  const onReport = (report: EncoderReport): void => void reports.set(report.name, report);
  const needs = { clock, ffmpegPath, atOnce: trialsAtOnce, niceness, onReport };
  const [needed, extra] = [allEncoders.filter(makesH264), allEncoders.filter((encoder) => !makesH264(encoder))];
  await tryEncoders({ ...needs, encoders: needed });
  const over = new AbortController();
  const cancel = clock.after(mostExtraMs, () => over.abort());
  await tryEncoders({ ...needs, encoders: extra, signal: over.signal });
  cancel();
  return rungCodecs.map((codec) => ({
    codec,
    encoders: allEncoders
      .filter((encoder) => encoder.codec === codec)
      .map((encoder) => reports.get(encoder.name) ?? notReached(encoder)),
  }));
}

function makesH264({ codec }: VideoEncoder): boolean {
  return codec === 'h264';
}

function notReached({ name, title }: VideoEncoder): EncoderReport {
  const reason = `Its turn did not come: the others took ${mostExtraMs / 1000} s. The machine is busy.`;
  return { name, title, works: false, reason, isLate: true };
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
