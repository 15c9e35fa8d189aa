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
  /** Why it does not, in words; null when it does. */
  readonly reason: string | null;
  /** It did not come to its end in time, which may be the fault of what else the machine does. */
  readonly isLate?: boolean;
}

/** A chip that has to wake, and a machine that has other things to do. */
const mostMs = 10_000;
/** The picture may wait for anything else. */
const niceness = 15;
const video = { width: 640, height: 360, frameRate: 30, videoBitrateKbps: 700, effort: 1 } as const;
const keyFrame = 15;

/** Tries one encoder as a rendition would use it. Ends within 11 s, and never rejects. */
export function tryEncoder(needs: { clock: Clock; ffmpegPath: string; encoder: VideoEncoder }): Promise<EncoderReport> {
  const { clock, encoder, ffmpegPath } = needs;
  const { name, title } = encoder;
  return new Promise((resolve) => {
    const run = { frames: 0, keyFrames: [] as number[], garbled: null as string | null, isLate: false };
    const conclude = (end: ProcessEnd): void => {
      cancel();
      const reason = judgeTrial({ ...run, end }, { frames: video.frameRate, keyFrame, needs: encoder.needs });
      resolve({ name, title, works: reason === null, reason, isLate: run.isLate });
    };
    let cancel = (): void => {};
    try {
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
      cancel = clock.after(mostMs, () => {
        run.isLate = true;
        child.kill();
      });
    } catch (error) {
      conclude({ kind: 'not-started', code: null, lastWords: String(error) });
    }
  });
}
