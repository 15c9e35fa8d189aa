import type { Effort } from '../../media/rendition.ts';
import { smallestLevelIdc } from '../h264-level.ts';
import { h264High, type VideoEncoder } from './video-encoder.ts';

/** Quality wanted where the bitrate allows: still pictures then cost less than the ceiling. */
const constantRateFactor = 23;

/** libx264's presets by effort. */
const presets: Readonly<Record<Effort, string>> = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'];

/** libx264, on every host with a usual ffmpeg. High profile, no B-frames, no look-ahead. */
export const x264: VideoEncoder = {
  name: 'libx264',
  codec: 'h264',
  title: 'x264, on the processor',
  isHardware: false,
  needs: null,
  deviceArguments: [],
  uploadFilters: [],

  // profile_idc 100 (High), no constraint flags: what x264 writes for 4:2:0 with the 8x8 transform.
  codecString: h264High,

  outputArguments(video, threads) {
    const levelIdc = smallestLevelIdc(video);
    const ceiling = `${video.videoBitrateKbps}k`;
    return [
      ...['-c:v', 'libx264', '-preset', presets[video.effort], '-tune', 'zerolatency'],
      ...['-profile:v', 'high', '-level:v', `${Math.floor(levelIdc / 10)}.${levelIdc % 10}`],
      ...['-crf', String(constantRateFactor), '-maxrate', ceiling, '-bufsize', ceiling],
      // Only forced key frames: one of x264's own would stand where the other renditions have none.
      ...['-forced-idr', '1', '-sc_threshold', '0'],
      // 8x8dct is what makes the profile High, which the codec name promises, also with the fastest preset.
      // zerolatency makes x264 count frames instead of looking at their times, so that it has to be told their rate.
      ...['-x264-params', `8x8dct=1:keyint=infinite:fps=${Math.round(video.frameRate * 1000)}/1000`],
      ...['-threads', String(threads)],
    ];
  },
};
