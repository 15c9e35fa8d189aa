import type { VideoConfig } from '../media/packet.ts';
import { framesInPart } from '../media/part-frames.ts';
import type { RenditionPlan } from '../media/rendition.ts';
import { deinterlacing } from './deinterlacing.ts';
import { watchedEverySeconds, watchedSize } from './picture-watch.ts';
import { encoderNamed } from './encoders/catalogue.ts';
import type { EncoderOrder, VideoEncoder } from './encoders/video-encoder.ts';

/** File descriptor of the first rendition's pipe; the others follow in the order of the plans. */
export const firstOutputDescriptor = 3;

/** Everything that decides how ffmpeg is called. */
export interface TranscodeOrder {
  readonly source: Pick<VideoConfig, 'width' | 'height' | 'frameRate' | 'interlacing'>;
  /** How the source's pictures come on standard input. */
  readonly inputFormat: 'flv' | 'mp4';
  /** Best first, at least one. */
  readonly plans: readonly RenditionPlan[];
  readonly cores: number;
  /** Length of the parts that are cut of what comes out. */
  readonly partMs: number;
  /** By plan: frames up to this time of the FLV clock, in ms, are decoded but not shown: a rendition goes on from there. Null shows all. */
  readonly resumeAfterMs?: readonly (number | null)[];
  /** Whether small grey pictures for `PictureWatch` come out of the descriptor after the last rendition's. */
  readonly isWatched?: boolean;
}

/** A source without a stated rate is thinned to this by dropping frames. */
const assumedFrameRate = 30;
/** Pixels per second above which a second thread pays: 720p at 30 for the encoder, 1080p at 60 for the decoder and the filters. */
const encoderThreadPixelRate = 1280 * 720 * 30;
const sourceThreadPixelRate = 1920 * 1080 * 60;

/**
 * ffmpeg's argument list: video only on standard input, one decode, one fragmented MP4 on each of the descriptors
 * from 3 on, whose fragments end where parts do. Output times are the input's.
 */
export function ffmpegArguments(order: TranscodeOrder): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats'],
    ...devices(order.plans),
    // Filters of their own accord use all cores for each picture, and waking those costs more than it saves.
    ...['-filter_complex_threads', String(largeSourceThreads(order))],
    ...['-copyts', '-threads', String(largeSourceThreads(order))],
    // The sequence header says all that is needed. Zero would mean "the default of five seconds"; the least possible probe
    // makes the first frame come out 0.1 s after it went in.
    ...['-probesize', '32', '-analyzeduration', '1', '-fpsprobesize', '0'],
    ...['-f', order.inputFormat, '-i', 'pipe:0'],
    ...['-filter_complex', filterGraph(order)],
    ...order.plans.flatMap((plan, position) => [
      ...['-map', `[${outputLabel(position)}]`],
      ...outputArguments(encoderNamed(plan.encoder), {
        video: { ...plan, saidFrameRate: order.source.frameRate ?? plan.frameRate },
        threads: encoderThreads(order, plan),
        partMs: order.partMs,
      }),
      `pipe:${firstOutputDescriptor + position}`,
    ]),
    ...(order.isWatched === true ? watchedOutput(order.plans.length) : []),
  ];
}

function watchedOutput(position: number): string[] {
  const form = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-fps_mode', 'passthrough', '-flush_packets', '1'];
  return ['-map', `[${watched}]`, ...form, `pipe:${firstOutputDescriptor + position}`];
}

/**
 * Tries one encoder: a second of a test picture comes out of descriptor 3 as a rendition would, with a key frame at its start
 * and in its middle.
 */
export function trialArguments(encoder: VideoEncoder, trial: { video: EncoderOrder; keyFrame: number }): string[] {
  const { width, height, frameRate } = trial.video;
  const filters = ['format=yuv420p', ...encoder.uploadFilters].join(',');
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats', ...encoder.deviceArguments],
    ...['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${frameRate}:duration=1,settb=1/1000`],
    ...['-filter_complex', `[0:v]${filters}[out]`, '-map', '[out]'],
    ...outputArguments(encoder, {
      video: trial.video,
      threads: 1,
      partMs: usualPartMs,
      keyFrames: `expr:eq(n,0)+eq(n,${trial.keyFrame})`,
    }),
    `pipe:${firstOutputDescriptor}`,
  ];
}

const muxerFlags = '+cmaf+empty_moov+default_base_moof+frag_keyframe+frag_discont';

/** Everything of one output but its name. */
function outputArguments(
  encoder: VideoEncoder,
  output: {
    readonly video: EncoderOrder;
    readonly threads: number;
    readonly partMs: number;
    readonly keyFrames?: string;
  },
): string[] {
  return [
    ...encoder.outputArguments(output.video, output.threads),
    ...['-force_key_frames', output.keyFrames ?? 'source'],
    // Neither duplicate nor drop; and count time in the source's milliseconds, not in frames.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-video_track_timescale', '1000'],
    // empty_moov alone restarts each output at zero: frag_discont and no edit list keep the input's times.
    ...['-movflags', `${muxerFlags}${encoder.muxerFlags ?? ''}`, '-use_editlist', '0'],
    ...['-frag_duration', String(fragmentMicroseconds(output.partMs, output.video.frameRate))],
    ...['-flush_packets', '1', '-f', 'mp4'],
  ];
}

/** What a trial does as a broadcast would with the setting as it comes. */
export const usualPartMs = 500;
/** A fragment of fewer frames saves little. */
const leastFragmentFrames = 3;

/**
 * Each fragment is a message to be written, waited for and read, so that one for every frame is dear. They begin anew at each key frame, as parts do at each
 * segment's: a part's last fragment ends with it. Parts do not begin anew at the key frames within a segment, but are then late
 * by less than one fragment.
 */
function fragmentMicroseconds(partMs: number, frameRate: number): number {
  const frames = framesInPart(partMs, 1000 / frameRate);
  let shares = 1;
  for (let count = 2; count * leastFragmentFrames <= frames && shares === 1; count += 1) {
    if (frames % count === 0) shares = count;
  }
  // It ends before the first frame that is so far from its start.
  return Math.round(((frames / shares - 0.5) * 1_000_000) / frameRate);
}

/** What opens the devices of all encoders that are asked for, each once. */
function devices(plans: readonly RenditionPlan[]): string[] {
  const all = plans.map((plan) => encoderNamed(plan.encoder).deviceArguments);
  return all.filter((some, position) => all.findIndex((other) => other.join() === some.join()) === position).flat();
}

const watched = 'watched';
/** Longer than any process lives. */
const watchedAheadSeconds = 1e7;
/**
 * Of the smallest picture: looking at it costs nothing that could be measured. ffmpeg asks its graph for the output that has come least far, and from version 7 on
 * hands out what the others have only once that one has something: these pictures say that they are far ahead, or each would cost the renditions a second.
 */
const watchedFilters = [
  `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${watchedEverySeconds - 0.02})'`,
  `setpts=PTS+${watchedAheadSeconds}/TB`,
  `scale=${watchedSize.width}:${watchedSize.height}:flags=area`,
  'format=gray',
].join(',');

/** One chain from the largest picture to the smallest: scaling a scaled picture is cheaper, and scales what was dropped no more. */
function filterGraph(order: TranscodeOrder): string {
  const steps: string[] = [];
  let from = '0:v';
  let divisor = 1;
  const resumeAfterMs = order.plans.map((_, position) => order.resumeAfterMs?.[position] ?? -Infinity);
  // What none of them shows is not scaled either.
  const firstMs = Math.min(...resumeAfterMs);
  const first = [...deinterlacing(order.source.interlacing), ...(firstMs > -Infinity ? [resumeFilter(firstMs)] : [])];
  if (first.length > 0) {
    steps.push(`[${from}]${first.join(',')}[first]`);
    from = 'first';
  }
  for (const [position, plan] of order.plans.entries()) {
    const filters: string[] = [];
    const sourceRate = order.source.frameRate ?? assumedFrameRate;
    const wanted = Math.max(1, Math.round(sourceRate / plan.frameRate));
    if (wanted > divisor || (order.source.frameRate === null && position === 0)) {
      // What is a little faster than assumed is as good.
      const isAllowance = order.source.frameRate === null && wanted === 1;
      filters.push(thinningFilter(isAllowance ? sourceRate * 1.5 : sourceRate, wanted));
      divisor = wanted;
    }
    filters.push(`scale=${plan.width}:${plan.height}`, 'format=yuv420p', squarePixels);
    const isLast = position === order.plans.length - 1 && order.isWatched !== true;
    const next = `rest${position}`;
    // A process that dies leaves one rendition with pictures that another still lacks.
    const ownMs = resumeAfterMs[position] ?? firstMs;
    const outputFilters = [
      ...(ownMs > firstMs ? [resumeFilter(ownMs)] : []),
      ...encoderNamed(plan.encoder).uploadFilters,
    ];
    const output = outputLabel(position);
    // What goes on to the next rendition stays in memory: only this one's pictures are given to its device.
    const scaled = outputFilters.length === 0 || isLast ? output : `scaled${position}`;
    filters.push(...(isLast ? outputFilters : ['split=2']));
    steps.push(`[${from}]${filters.join(',')}[${scaled}]${isLast ? '' : `[${next}]`}`);
    if (scaled !== output) steps.push(`[${scaled}]${outputFilters.join(',')}[${output}]`);
    from = next;
  }
  if (order.isWatched === true) steps.push(`[${from}]${watchedFilters}[${watched}]`);
  return steps.join(';');
}

function resumeFilter(afterMs: number): string {
  return `select='gt(t,${((afterMs + 0.5) / 1000).toFixed(4)})'`;
}

/** Rounding to even sides leaves a pixel that is not quite square; a source that is truly anamorphic stays so. */
const squarePixels = "setsar='if(lt(abs(sar-1),0.03),1,sar)'";

/**
 * Keeps one frame of `divisor` by time, not by count, so that a source that drops frames is not thinned twice; and every key
 * frame, or a segment of this rendition would start without one. Half a frame's time is the tolerance for ms rounding.
 */
function thinningFilter(sourceRate: number, divisor: number): string {
  const leastSeconds = divisor === 1 ? 1 / sourceRate : (divisor - 0.5) / sourceRate;
  return `select='key+isnan(prev_selected_t)+gte(t-prev_selected_t,${leastSeconds.toFixed(5)})'`;
}

function outputLabel(position: number): string {
  return `out${position}`;
}

function encoderThreads(order: TranscodeOrder, plan: RenditionPlan): number {
  const isLarge = plan.width * plan.height * plan.frameRate >= encoderThreadPixelRate;
  return isLarge ? Math.min(4, Math.max(1, order.cores)) : 1;
}

/** A decoder's threads delay the picture by a frame each: one, unless one core could not keep up. */
function largeSourceThreads(order: TranscodeOrder): number {
  const rate = order.source.width * order.source.height * (order.source.frameRate ?? assumedFrameRate);
  return rate > sourceThreadPixelRate ? Math.min(4, Math.max(1, order.cores)) : 1;
}
