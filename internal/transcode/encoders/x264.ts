import { type CodedVideo, smallestLevelIdc } from '../h264-level.ts';
import type { VideoEncoder } from './video-encoder.ts';

/** Quality wanted where the bitrate allows: still pictures then cost less than the ceiling. */
const constantRateFactor = 23;

/** libx264, on every host with a usual ffmpeg. High profile, no B-frames, no look-ahead. */
export const x264: VideoEncoder = {
  name: 'libx264',

  codecString(video) {
    // profile_idc 100 (High), no constraint flags: what x264 writes for 4:2:0 with the 8x8 transform.
    return `avc1.6400${smallestLevelIdc(video).toString(16).padStart(2, '0')}`;
  },

  outputArguments(video: CodedVideo, threads: number) {
    const levelIdc = smallestLevelIdc(video);
    const ceiling = `${video.videoBitrateKbps}k`;
    return [
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency'],
      ...['-profile:v', 'high', '-level:v', `${Math.floor(levelIdc / 10)}.${levelIdc % 10}`],
      ...['-crf', String(constantRateFactor), '-maxrate', ceiling, '-bufsize', ceiling],
      // Only forced key frames: one of x264's own would stand where the other renditions have none.
      ...['-forced-idr', '1', '-sc_threshold', '0'],
      // zerolatency makes x264 count frames instead of looking at their times, so that it has to be told their rate.
      ...['-x264-params', `keyint=infinite:fps=${Math.round(video.frameRate * 1000)}/1000`],
      ...['-threads', String(threads)],
    ];
  },
};
