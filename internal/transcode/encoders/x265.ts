import type { Effort } from '../../media/rendition.ts';
import { hevcMain } from '../hevc-level.ts';
import { hevcTag, type VideoEncoder } from './video-encoder.ts';

/** Quality wanted where the bitrate allows; about what x264 gives at 23. */
const constantRateFactor = 26;

/** libx265's presets by effort. */
const presets: Readonly<Record<Effort, string>> = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'];

/** libx265: HEVC in Main profile on the processor, without B-frames or look-ahead. */
export const x265: VideoEncoder = {
  name: 'libx265',
  codec: 'hevc',
  title: 'x265, on the processor',
  isHardware: false,
  needs: null,
  deviceArguments: [],
  uploadFilters: [],
  codecString: hevcMain,

  outputArguments(video, threads) {
    const ceiling = `${video.videoBitrateKbps}k`;
    const parameters = [
      // Only forced key frames, and closed groups of pictures.
      ...['keyint=-1', 'scenecut=0', 'open-gop=0', 'bframes=0', 'rc-lookahead=0'],
      // Times are counted in milliseconds: the rate has to be told, or the bitrate would be shared out among a thousand pictures.
      `fps=${Math.round(video.frameRate * 1000)}/1000`,
      ...['frame-threads=1', `pools=${threads}`, 'log-level=error'],
    ];
    return [
      ...['-c:v', 'libx265', '-preset', presets[video.effort], '-tune', 'zerolatency', '-profile:v', 'main'],
      ...['-crf', String(constantRateFactor), '-maxrate', ceiling, '-bufsize', ceiling, '-forced-idr', '1'],
      ...['-x265-params', parameters.join(':'), ...hevcTag],
    ];
  },
};
