import type { Effort } from '../../media/rendition.ts';
import { av1Main } from '../av1-level.ts';
import { endlessGop, type VideoEncoder } from './video-encoder.ts';

const presets: Readonly<Record<Effort, number>> = [12, 11, 10, 9, 8];

/** SVT-AV1: AV1 in Main profile on the processor, in its low-delay form. Versions before 1.5 set no key frames where they are told to. */
export const svtAv1: VideoEncoder = {
  name: 'libsvtav1',
  codec: 'av1',
  title: 'SVT-AV1, on the processor',
  isHardware: false,
  needs: null,
  deviceArguments: [],
  uploadFilters: [],
  codecString: av1Main,

  outputArguments(video, threads) {
    // Low delay, a constant bitrate, no look-ahead.
    // Its bits are shared out by the rate that it is told, and ffmpeg tells it that of the source.
    const rate = [`fps-num=${Math.round(video.frameRate * 1000)}`, 'fps-denom=1000'];
    const parameters = ['pred-struct=1', 'rc=2', 'lookahead=0', 'scd=0', ...rate, `lp=${threads}`];
    return [
      ...['-c:v', 'libsvtav1', '-preset', String(presets[video.effort]), '-b:v', `${video.videoBitrateKbps}k`],
      ...['-g', String(endlessGop), '-svtav1-params', parameters.join(':')],
    ];
  },
};
