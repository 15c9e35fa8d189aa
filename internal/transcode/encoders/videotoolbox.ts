import { hevcMain } from '../hevc-level.ts';
import { chipArguments, h264High, hevcTag, type EncoderOrder, type VideoEncoder } from './video-encoder.ts';

/** Efforts from which a picture may take longer than it lasts, now and then. */
const patientFrom = 3;

/** What all that is made by VideoToolbox has in common. */
const chip = { isHardware: true, needs: 'a Mac', deviceArguments: [], uploadFilters: ['format=nv12'] } as const;

function orderOf(name: string, video: EncoderOrder, profile: string): string[] {
  // It goes by the times of the pictures.
  const rate = chipArguments({ ...video, saidFrameRate: video.frameRate });
  const realTime = video.effort < patientFrom ? ['-realtime', 'true'] : [];
  return ['-c:v', name, '-profile:v', profile, ...rate, ...realTime];
}

/** VideoToolbox: Macs. */
export const videoToolbox: VideoEncoder = {
  name: 'h264_videotoolbox',
  codec: 'h264',
  title: 'VideoToolbox, on Macs',
  ...chip,
  codecString: h264High,
  outputArguments: (video) => orderOf('h264_videotoolbox', video, 'high'),
};

export const videoToolboxHevc: VideoEncoder = {
  name: 'hevc_videotoolbox',
  codec: 'hevc',
  title: 'HEVC by VideoToolbox, on Macs',
  ...chip,
  codecString: hevcMain,
  outputArguments: (video) => [...orderOf('hevc_videotoolbox', video, 'main'), ...hevcTag],
};
