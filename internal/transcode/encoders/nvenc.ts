import type { Effort } from '../../media/rendition.ts';
import { av1Main } from '../av1-level.ts';
import { hevcMain } from '../hevc-level.ts';
import { chipArguments, h264High, hevcTag, type EncoderOrder, type VideoEncoder } from './video-encoder.ts';

const presets: Readonly<Record<Effort, string>> = ['p1', 'p2', 'p3', 'p4', 'p5'];

/** What all that is made on graphics of NVIDIA has in common: pictures in memory are taken as they are. */
const chip = {
  isHardware: true,
  needs: 'graphics of NVIDIA, and a driver as new as this ffmpeg asks for',
  deviceArguments: [],
  uploadFilters: [],
} as const;

function orderOf(name: string, video: EncoderOrder, profile: readonly string[]): string[] {
  return [
    ...['-c:v', name, '-preset', presets[video.effort], '-tune', 'll', ...profile],
    ...[...chipArguments(video), '-rc', 'vbr'],
    // A key frame only where one is forced, and then one that decoding can start with; each picture out as it went in.
    ...['-forced-idr', '1', '-no-scenecut', '1', '-zerolatency', '1', '-delay', '0'],
  ];
}

/** NVENC: graphics of NVIDIA. */
export const nvenc: VideoEncoder = {
  name: 'h264_nvenc',
  codec: 'h264',
  title: 'NVENC, on graphics of NVIDIA',
  ...chip,
  codecString: h264High,
  outputArguments: (video) => orderOf('h264_nvenc', video, ['-profile:v', 'high']),
};

export const nvencHevc: VideoEncoder = {
  name: 'hevc_nvenc',
  codec: 'hevc',
  title: 'HEVC by NVENC, on graphics of NVIDIA',
  ...chip,
  codecString: hevcMain,
  outputArguments: (video) => [...orderOf('hevc_nvenc', video, ['-profile:v', 'main']), ...hevcTag],
};

/** From the 40 series on. */
export const nvencAv1: VideoEncoder = {
  name: 'av1_nvenc',
  codec: 'av1',
  title: 'AV1 by NVENC, on graphics of NVIDIA',
  ...chip,
  codecString: av1Main,
  outputArguments: (video) => orderOf('av1_nvenc', video, []),
};
