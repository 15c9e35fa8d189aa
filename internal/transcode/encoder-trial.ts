import { Fmp4Reader } from '../media/fmp4-reader.ts';
import type { Clock } from '../platform/clock.ts';
import { trialArguments } from './arguments.ts';
import type { VideoEncoder } from './encoders/video-encoder.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';
import { judgeTrial } from './trial-verdict.ts';

/** One encoder, tried by encoding a second of a test picture. */
export interface EncoderReport {
  readonly name: string;
  readonly title: string;
  readonly works: boolean;
  /** Why it does not, or is not known to, in words; null when it does. */
  readonly reason: string | null;
  /** It came to no end in time: that may be the fault of what else the machine does, so nothing is known of it. */
  readonly isLate: boolean;
}

interface TrialNeeds {
  readonly clock: Clock;
  readonly ffmpegPath: string;
  /** Steps of priority below our own. */
  readonly niceness: number;
  /** Ends what is being tried, with whatever verdict. */
  readonly signal?: AbortSignal;
}

/** A chip that has to wake, and a machine that has other things to do. */
const mostMs = 10_000;
/** With nothing else of ours beside it. */
const mostAloneMs = 20_000;
/** At the lowest priorities next to nothing is left of a busy machine. */
const aloneNiceness = 10;
/** No second chance begins later than this after the first of them. */
const mostChancesMs = 40_000;
const video = { width: 640, height: 360, frameRate: 30, videoBitrateKbps: 700, effort: 1 } as const;
const keyFrame = 15;

/**
 * Tries encoders in their order, `atOnce` at a time; those that came to no end in time are tried again one by one, with more time. Tells of
 * each as soon as it is known. Never rejects.
 */
export async function tryEncoders(
  needs: TrialNeeds & {
    readonly encoders: readonly VideoEncoder[];
    readonly atOnce: number;
    onReport(report: EncoderReport): void;
  },
): Promise<void> {
  const { atOnce, clock, encoders, onReport, signal } = needs;
  const isOver = (): boolean => signal?.aborted === true;
  const waiting = [...encoders];
  const late: VideoEncoder[] = [];
  const work = async (): Promise<void> => {
    for (let encoder = waiting.shift(); encoder !== undefined; encoder = waiting.shift()) {
      if (isOver()) return;
      const report = await tryEncoder({ ...needs, encoder, mostMs });
      if (isOver()) return;
      if (report.isLate) late.push(encoder);
      onReport(report);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const chancesFromMs = clock.monotonicMs();
  for (const encoder of late) {
    if (isOver() || clock.monotonicMs() - chancesFromMs > mostChancesMs) return;
    const report = await tryEncoder({
      ...needs,
      encoder,
      mostMs: mostAloneMs,
      niceness: Math.min(needs.niceness, aloneNiceness),
    });
    if (!isOver()) onReport(report);
  }
}

/** Tries one encoder as a rendition would use it. Ends within a second of `mostMs`, counted from its own start; never rejects. */
function tryEncoder(
  needs: TrialNeeds & { readonly encoder: VideoEncoder; readonly mostMs: number },
): Promise<EncoderReport> {
  const { clock, encoder, ffmpegPath, mostMs: limitMs, niceness, signal } = needs;
  const { name, title } = encoder;
  return new Promise((resolve) => {
    const run = {
      frames: 0,
      keyFrames: [] as number[],
      garbled: null as string | null,
      lateAfterMs: null as number | null,
    };
    const conclude = (end: ProcessEnd): void => {
      cancelLimit();
      signal?.removeEventListener('abort', stop);
      const reason = judgeTrial({ ...run, end }, { frames: video.frameRate, keyFrame, needs: encoder.needs });
      resolve({ name, title, works: reason === null, reason, isLate: run.lateAfterMs !== null });
    };
    const reader = new Fmp4Reader({
      onConfig: () => {},
      onFrame: ({ isKey }) => {
        if (isKey) run.keyFrames.push(run.frames);
        run.frames += 1;
      },
      onError: (why) => (run.garbled = why),
    });
    const child = new FfmpegProcess({
      clock,
      ffmpegPath,
      arguments: trialArguments(encoder, { video, keyFrame }),
      outputCount: 1,
      niceness,
      onOutput: (_, chunk) => reader.push(chunk),
      onDrain: () => {},
      onEnd: conclude,
    });
    const stop = (): void => child.kill();
    signal?.addEventListener('abort', stop);
    const cancelLimit = clock.after(limitMs, () => {
      run.lateAfterMs = limitMs;
      stop();
    });
  });
}
