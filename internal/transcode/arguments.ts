import type { RenditionPlan } from '../media/rendition.ts';
import type { VideoEncoder } from './encoders/video-encoder.ts';

/** File descriptor of the first rendition's pipe; the others follow in the order of the plans. */
export const firstOutputDescriptor = 3;

/** Everything that decides how ffmpeg is called. */
export interface TranscodeOrder {
  readonly source: { readonly width: number; readonly height: number; readonly frameRate: number | null };
  /** Best first, at least one. */
  readonly plans: readonly RenditionPlan[];
  readonly encoder: VideoEncoder;
  readonly cores: number;
  /** Frames up to this time of the FLV clock, in ms, are decoded but not shown: a rendition goes on from there. Null shows all. */
  readonly resumeAfterMs: number | null;
}

/** A source without a stated rate is thinned to this by dropping frames. */
const assumedFrameRate = 30;
/** Pixels per second above which a second thread pays: 720p at 30 for the encoder, 1080p at 60 for the decoder. */
const encoderThreadPixelRate = 1280 * 720 * 30;
const decoderThreadPixelRate = 1920 * 1080 * 60;

/**
 * ffmpeg's argument list: FLV with video only on standard input, one decode, one fragmented MP4 with one frame a fragment on
 * each of the descriptors from 3 on. Output times are the input's.
 */
export function ffmpegArguments(order: TranscodeOrder): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats'],
    ...['-copyts', '-threads', String(decoderThreads(order))],
    // The sequence header says all that is needed. Zero would mean "the default of five seconds"; the least possible probe
    // makes the first frame come out 0.1 s after it went in.
    ...['-probesize', '32', '-analyzeduration', '1', '-fpsprobesize', '0'],
    ...['-f', 'flv', '-i', 'pipe:0'],
    ...['-filter_complex', filterGraph(order)],
    ...order.plans.flatMap((plan, position) => [
      ...['-map', `[${outputLabel(position)}]`],
      ...order.encoder.outputArguments(plan, encoderThreads(order, plan)),
      ...['-force_key_frames', 'source'],
      // Neither duplicate nor drop; and count time in the source's milliseconds, not in frames.
      ...['-fps_mode', 'passthrough', '-enc_time_base', '-1', '-video_track_timescale', '1000'],
      // empty_moov alone restarts each output at zero: frag_discont and no edit list keep the input's times.
      ...['-movflags', '+cmaf+empty_moov+default_base_moof+frag_every_frame+frag_discont', '-use_editlist', '0'],
      ...['-flush_packets', '1', '-f', 'mp4', `pipe:${firstOutputDescriptor + position}`],
    ]),
  ];
}

/** One chain from the largest picture to the smallest: scaling a scaled picture is cheaper, and scales what was dropped no more. */
function filterGraph(order: TranscodeOrder): string {
  const steps: string[] = [];
  let from = '0:v';
  let divisor = 1;
  if (order.resumeAfterMs !== null) {
    steps.push(`[${from}]select='gt(t,${((order.resumeAfterMs + 0.5) / 1000).toFixed(4)})'[resumed]`);
    from = 'resumed';
  }
  for (const [position, plan] of order.plans.entries()) {
    const filters: string[] = [];
    const wanted = frameDivisor(order.source.frameRate, plan.frameRate);
    if (wanted > divisor || (order.source.frameRate === null && position === 0)) {
      filters.push(thinningFilter(order.source.frameRate ?? assumedFrameRate * 1.5, wanted));
      divisor = wanted;
    }
    filters.push(`scale=${plan.width}:${plan.height}`, 'format=yuv420p', squarePixels);
    const isLast = position === order.plans.length - 1;
    const next = `rest${position}`;
    steps.push(
      `[${from}]${filters.join(',')}${isLast ? '' : ',split=2'}[${outputLabel(position)}]${isLast ? '' : `[${next}]`}`,
    );
    from = next;
  }
  return steps.join(';');
}

/** Rounding to even sides leaves a pixel that is not quite square; a source that is truly anamorphic stays so. */
const squarePixels = "setsar='if(lt(abs(sar-1),0.03),1,sar)'";

function frameDivisor(sourceRate: number | null, planRate: number): number {
  return sourceRate === null ? 1 : Math.max(1, Math.round(sourceRate / planRate));
}

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

/** Frame threads delay the picture by a frame each: one, unless one core could not keep up. */
function decoderThreads(order: TranscodeOrder): number {
  const rate = order.source.width * order.source.height * (order.source.frameRate ?? assumedFrameRate);
  return rate > decoderThreadPixelRate ? Math.min(4, Math.max(1, order.cores)) : 1;
}
