import type { Effort } from '../../media/rendition.ts';
import { av1Main } from '../av1-level.ts';
import { hevcMain } from '../hevc-level.ts';
import { chipArguments, h264High, hevcTag, type EncoderOrder, type VideoEncoder } from './video-encoder.ts';

/** The first graphics device, as on every machine with one of them. */
const device = '/dev/dri/renderD128';
/** Intel's scale runs from 1, the best picture, to 7, the least work; AMD's drivers read the number as a set of switches. */
const compressionLevels: Readonly<Record<Effort, number>> = [7, 6, 4, 3, 1];

/** What all that is made by VA-API has in common. */
const chip = {
  isHardware: true,
  needs: 'a graphics device at /dev/dri/renderD128, its driver, and the right to open it (group "render")',
  deviceArguments: ['-init_hw_device', `vaapi=vaapi:${device}`, '-filter_hw_device', 'vaapi'],
  uploadFilters: ['format=nv12', 'hwupload=extra_hw_frames=16'],
  // Drivers that write the headers themselves, as Mesa's for AMD long did, give them with the first picture only.
  muxerFlags: '+delay_moov',
} as const;

function orderOf(name: string, video: EncoderOrder, profile: string): string[] {
  return [
    ...['-c:v', name, '-profile:v', profile, ...chipArguments(video)],
    // One picture at a time: the usual two cost a frame of delay.
    ...['-compression_level', String(compressionLevels[video.effort]), '-async_depth', '1'],
  ];
}

/** VA-API: the graphics of Intel and AMD on Linux. */
export const vaapi: VideoEncoder = {
  name: 'h264_vaapi',
  codec: 'h264',
  title: 'VA-API, on graphics of Intel and AMD',
  ...chip,
  codecString: h264High,
  outputArguments: (video) => orderOf('h264_vaapi', video, 'high'),
};

export const vaapiHevc: VideoEncoder = {
  name: 'hevc_vaapi',
  codec: 'hevc',
  title: 'HEVC by VA-API, on graphics of Intel and AMD',
  ...chip,
  codecString: hevcMain,
  outputArguments: (video) => [...orderOf('hevc_vaapi', video, 'main'), ...hevcTag],
};

/** On graphics that have it, with ffmpeg 6.1 and newer. */
export const vaapiAv1: VideoEncoder = {
  name: 'av1_vaapi',
  codec: 'av1',
  title: 'AV1 by VA-API, on graphics of Intel and AMD',
  ...chip,
  codecString: av1Main,
  outputArguments: (video) => orderOf('av1_vaapi', video, 'main'),
};
