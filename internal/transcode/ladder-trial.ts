import { Fmp4Reader } from '../media/fmp4-reader.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import type { Clock } from '../platform/clock.ts';
import { ffmpegArguments, usualPartMs } from './arguments.ts';
import { reportEnd } from './failure-words.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';

/** What is tried: the renditions of a source of this size. */
export interface LadderTrialOrder {
  readonly source: { readonly width: number; readonly height: number; readonly frameRate: number };
  /** Best first, at least one. */
  readonly plans: readonly RenditionPlan[];
  readonly cores: number;
}

/** How fast media were made: 1 is as fast as they are shown, 2 twice that. Null where there was no time to find out. */
export interface LadderTrialReport {
  readonly kind: 'tried';
  /** All of them together, as on air. */
  readonly speed: number;
  /** Each of them alone, in the order of the plans. */
  readonly alone: readonly (number | null)[];
}

export type LadderTrialOutcome =
  | LadderTrialReport
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly sentence: string };

const clipSeconds = 3;
const clipKbps = 6000;
/** Twice what a clip of that bitrate needs. */
const mostClipBytes = 8_000_000;
/** For each ffmpeg, and for all of them. */
const mostRunMs = 10_000;
const mostAllMs = 16_000;
/** What is on air comes first. */
const niceness = 15;

/** Tries ladders with this machine's ffmpeg, one at a time: a few seconds of a lively picture go the way that a broadcast's would. */
export class LadderTrials {
  readonly #needs: { readonly clock: Clock; readonly ffmpegPath: () => string };
  #isBusy = false;

  constructor(needs: { readonly clock: Clock; readonly ffmpegPath: () => string }) {
    this.#needs = needs;
  }

  /** Ends within 17 s; never rejects. */
  async try(order: LadderTrialOrder): Promise<LadderTrialOutcome> {
    if (this.#isBusy) return { kind: 'busy' };
    this.#isBusy = true;
    try {
      return await this.#try(order);
    } finally {
      this.#isBusy = false;
    }
  }

  async #try(order: LadderTrialOrder): Promise<LadderTrialOutcome> {
    const { clock } = this.#needs;
    const untilMs = clock.monotonicMs() + mostAllMs;
    const clip = await this.#makeClip(order);
    if (clip.kind === 'failed') return clip;
    const run = (plans: readonly RenditionPlan[]) => this.#run(order, plans, { clip: clip.bytes, untilMs });
    const all = await run(order.plans);
    if (all.kind === 'failed') return all;
    const alone: (number | null)[] = [];
    for (const plan of order.plans) {
      const isLate = untilMs - clock.monotonicMs() < mostRunMs / 2;
      const one = order.plans.length === 1 ? all : isLate ? null : await run([plan]);
      alone.push(one?.kind === 'ran' ? one.speed : null);
    }
    return { kind: 'tried', speed: all.speed, alone };
  }

  /** The source: as large and as lively as a broadcast, made once so that making it costs none of the trials anything. */
  async #makeClip({ source }: LadderTrialOrder): Promise<{ kind: 'made'; bytes: Buffer } | Failed> {
    const chunks: Buffer[] = [];
    let byteCount = 0;
    const { end, isOutOfTime } = await this.#ffmpeg({
      arguments: clipArguments(source),
      outputCount: 1,
      mostMs: mostRunMs,
      onOutput: (_, chunk) => {
        byteCount += chunk.length;
        if (byteCount <= mostClipBytes) chunks.push(chunk);
      },
    });
    if (isOutOfTime)
      return {
        kind: 'failed',
        sentence: `The machine is too busy: the picture to try it with was not made within ${mostRunMs / 1000} s.`,
      };
    return this.#failureOf(end) ?? { kind: 'made', bytes: Buffer.concat(chunks) };
  }

  async #run(
    { source, cores }: LadderTrialOrder,
    plans: readonly RenditionPlan[],
    { clip, untilMs }: { readonly clip: Buffer; readonly untilMs: number },
  ): Promise<{ kind: 'ran'; speed: number } | Failed> {
    const { clock } = this.#needs;
    const startedMs = clock.monotonicMs();
    const readers = plans.map(() => new FrameCounter());
    let firstMs: number | null = null;
    const { end, isOutOfTime } = await this.#ffmpeg({
      arguments: ffmpegArguments({ source, inputFormat: 'flv', plans, cores, partMs: usualPartMs }),
      outputCount: plans.length,
      input: clip,
      mostMs: Math.min(mostRunMs, untilMs - startedMs),
      onOutput: (position, chunk) => {
        readers[position]?.push(chunk);
        firstMs ??= clock.monotonicMs();
      },
    });
    // One that is too slow to come to its end in time is told by how far it came.
    const madeSeconds = Math.min(
      ...readers.map((reader, position) => reader.count / (plans[position]?.frameRate ?? 1)),
    );
    const failure = madeSeconds > 0 || isOutOfTime ? null : this.#failureOf(end);
    if (failure !== null) return failure;
    // The program's own start is no part of a broadcast.
    const tookMs = clock.monotonicMs() - (firstMs ?? startedMs);
    return { kind: 'ran', speed: Math.round((madeSeconds / Math.max(0.001, tookMs / 1000)) * 100) / 100 };
  }

  #ffmpeg(needs: {
    readonly arguments: readonly string[];
    readonly outputCount: number;
    readonly input?: Buffer;
    readonly mostMs: number;
    onOutput(position: number, chunk: Buffer): void;
  }): Promise<{ readonly end: ProcessEnd; readonly isOutOfTime: boolean }> {
    const { clock, ffmpegPath } = this.#needs;
    const { mostMs } = needs;
    return new Promise((resolve) => {
      let isOutOfTime = false;
      const child = new FfmpegProcess({
        ...needs,
        clock,
        ffmpegPath: ffmpegPath(),
        niceness,
        onDrain: () => {},
        onEnd: (end) => {
          cancel();
          resolve({ end, isOutOfTime });
        },
      });
      const cancel = clock.after(mostMs, () => {
        isOutOfTime = true;
        child.kill();
      });
      if (needs.input !== undefined) child.write(needs.input);
      child.finish(mostMs);
    });
  }

  #failureOf(end: ProcessEnd): Failed | null {
    if (end.kind === 'exited' && end.code === 0) return null;
    return { kind: 'failed', sentence: reportEnd(end, this.#needs.ffmpegPath()).sentence };
  }
}

interface Failed {
  readonly kind: 'failed';
  readonly sentence: string;
}

/** Counts the frames of a fragmented MP4. */
class FrameCounter {
  count = 0;
  readonly #reader = new Fmp4Reader({
    onConfig: () => {},
    onFrame: () => (this.count += 1),
    onError: () => {},
  });

  push(chunk: Buffer): void {
    this.#reader.push(chunk);
  }
}

/** Game footage costs about twice a test card, and so does a test card with noise on it. */
function clipArguments({ width, height, frameRate }: LadderTrialOrder['source']): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${frameRate}:duration=${clipSeconds}`],
    ...['-vf', 'noise=alls=12:allf=t,format=yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0'],
    ...['-b:v', `${clipKbps}k`, '-maxrate', `${clipKbps}k`, '-bufsize', `${clipKbps}k`, '-g', String(frameRate * 2)],
    ...['-flvflags', 'no_metadata+no_duration_filesize', '-f', 'flv', 'pipe:3'],
  ];
}
