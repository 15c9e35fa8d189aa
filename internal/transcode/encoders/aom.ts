import type { Effort } from '../../media/rendition.ts';
import { av1Main } from '../av1-level.ts';
import { endlessGop, type VideoEncoder } from './video-encoder.ts';

/** The library's speeds for real time, of which the last are for this alone. */
const speeds: Readonly<Record<Effort, number>> = [10, 9, 8, 7, 6];
/** Pictures as wide as this are cut into two tiles, so that two threads can work on one. */
const tiledFromPixels = 1024;

/** libaom: AV1 in Main profile on the processor, one picture in and one out. */
export const aom: VideoEncoder = {
  name: 'libaom-av1',
  codec: 'av1',
  title: 'libaom, on the processor',
  isHardware: false,
  needs: null,
  deviceArguments: [],
  uploadFilters: [],
  // ffmpeg knows its sequence header with its first picture only (5.1).
  muxerFlags: '+delay_moov',
  codecString: av1Main,

  outputArguments(video, threads) {
    const rate = `${video.videoBitrateKbps}k`;
    return [
      ...['-c:v', 'libaom-av1', '-usage', 'realtime', '-lag-in-frames', '0', '-row-mt', '1'],
      ...['-tiles', video.width >= tiledFromPixels && threads > 1 ? '2x1' : '1x1', '-threads', String(threads)],
      // A constant bitrate: of all its ways to spend bits, the one that real time was made for.
      ...['-b:v', rate, '-minrate', rate, '-maxrate', rate, '-bufsize', rate, '-g', String(endlessGop)],
      // ffmpeg's own option for the speed ends at 8.
      ...['-aom-params', `cpu-used=${speeds[video.effort]}:enable-palette=0:enable-global-motion=0`],
    ];
  },
};
