import type { Effort } from '../../media/rendition.ts';
import { av1Main } from '../av1-level.ts';
import { hevcMain } from '../hevc-level.ts';
import { chipArguments, h264High, hevcTag, type EncoderOrder, type VideoEncoder } from './video-encoder.ts';

const presets: Readonly<Record<Effort, string>> = ['veryfast', 'fast', 'medium', 'slow', 'veryslow'];

/** What all that is made by Intel's own library has in common. */
const chip = {
  isHardware: true,
  needs: 'graphics of Intel, their media driver, and the right to open /dev/dri (group "render")',
  deviceArguments: ['-init_hw_device', 'qsv=qsv', '-filter_hw_device', 'qsv'],
  uploadFilters: ['format=nv12', 'hwupload=extra_hw_frames=64', 'format=qsv'],
} as const;

function orderOf(name: string, video: EncoderOrder, profile: string): string[] {
  return [
    ...['-c:v', name, '-preset', presets[video.effort], '-profile:v', profile, ...chipArguments(video)],
    ...['-forced_idr', '1', '-async_depth', '1'],
  ];
}

/** Quick Sync Video: graphics of Intel. */
export const quickSync: VideoEncoder = {
  name: 'h264_qsv',
  codec: 'h264',
  title: 'Quick Sync Video, on graphics of Intel',
  ...chip,
  codecString: h264High,
  // Only this one knows a look-ahead that could be switched off.
  outputArguments: (video) => [...orderOf('h264_qsv', video, 'high'), '-look_ahead', '0'],
};

export const quickSyncHevc: VideoEncoder = {
  name: 'hevc_qsv',
  codec: 'hevc',
  title: 'HEVC by Quick Sync Video, on graphics of Intel',
  ...chip,
  codecString: hevcMain,
  outputArguments: (video) => [...orderOf('hevc_qsv', video, 'main'), ...hevcTag],
};

/** From Arc on. */
export const quickSyncAv1: VideoEncoder = {
  name: 'av1_qsv',
  codec: 'av1',
  title: 'AV1 by Quick Sync Video, on graphics of Intel',
  ...chip,
  // Its sequence header comes with its first picture.
  muxerFlags: '+delay_moov',
  codecString: av1Main,
  outputArguments: (video) => orderOf('av1_qsv', video, 'main'),
};
