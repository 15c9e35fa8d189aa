import type { CodedVideo } from '../h264-level.ts';

/** One video encoder of ffmpeg: what its output will be called, and how to ask for it. */
export interface VideoEncoder {
  /** ffmpeg's name for it, as in `-c:v NAME`. */
  readonly name: string;
  /** RFC 6381 name of what it will write, known before it has written anything. */
  codecString(video: CodedVideo): string;
  /** Output options that make it encode `video` without delay, with key frames only where ffmpeg forces them. */
  outputArguments(video: CodedVideo, threads: number): string[];
}
