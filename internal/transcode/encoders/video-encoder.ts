import type { RungCodec } from '../../config/ladder-setting.ts';
import type { Effort } from '../../media/rendition.ts';
import { type CodedVideo, smallestLevelIdc } from '../h264-level.ts';

/** What is asked of an encoder for one rendition. */
export type EncoderOrder = CodedVideo & {
  readonly effort: Effort;
  /** Frames per second that ffmpeg says it is: the source's, also where pictures are left out on the way. The true rate unless told. */
  readonly saidFrameRate?: number;
};

/** One video encoder of ffmpeg: what its output will be called, and how to ask for it. */
export interface VideoEncoder {
  /** ffmpeg's name for it, as in `-c:v NAME`. */
  readonly name: string;
  readonly codec: RungCodec;
  /** What people know it by. */
  readonly title: string;
  /** Whether it is a chip's work, which may be missing, busy or gone in mid-broadcast. */
  readonly isHardware: boolean;
  /** What a machine has to have for it besides ffmpeg, in words that follow "It needs"; null when that is nothing. */
  readonly needs: string | null;
  /** Options ahead of the input: what opens its device. Encoders of one ladder that name the same ones share it. */
  readonly deviceArguments: readonly string[];
  /** Filters that turn a planar 4:2:0 picture in memory into what it takes. */
  readonly uploadFilters: readonly string[];
  /** What is asked of the MP4 muxer besides the usual, such as `+delay_moov`; nothing unless told. */
  readonly muxerFlags?: string;
  /** RFC 6381 name of what it will write, as far as it is known before it has written anything. */
  codecString(video: CodedVideo): string;
  /** Output options that make it encode `video` without delay, with key frames only where ffmpeg forces them. */
  outputArguments(video: EncoderOrder, threads: number): string[];
}

/** RFC 6381 name of H.264 in High profile without constraint flags, with the smallest level that holds the video. */
export function h264High(video: CodedVideo): string {
  return `avc1.6400${smallestLevelIdc(video).toString(16).padStart(2, '0')}`;
}

/** What players of HLS look for; ffmpeg's own name for HEVC in MP4 promises parameter sets in every key frame (ISO/IEC 14496-15, 8.4.1). */
export const hevcTag: readonly string[] = ['-tag:v', 'hvc1'];

/** Frames between two key frames of an encoder's own: more than ever pass before the source has one, and less than any driver refuses. */
export const endlessGop = 9_999;
/** How far above the bitrate a chip may go for a moment. */
const peakFactor = 1.08;

/**
 * What all chips are asked: this bitrate, no B-frames, no key frames of their own. Chips share a second's bits out among the pictures that it is
 * said to have: where it has half of them, twice the bits come to what is wanted.
 */
export function chipArguments(video: EncoderOrder): string[] {
  const { frameRate, saidFrameRate = frameRate } = video;
  const bitrateKbps = Math.round((video.videoBitrateKbps * saidFrameRate) / frameRate);
  const target = `${bitrateKbps}k`;
  const peak = `${Math.round(bitrateKbps * peakFactor)}k`;
  return ['-b:v', target, '-maxrate', peak, '-bufsize', target, '-g', String(endlessGop), '-bf', '0'];
}
