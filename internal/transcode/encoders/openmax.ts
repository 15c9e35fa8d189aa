import { chipArguments, h264High, type VideoEncoder } from './video-encoder.ts';

/** OpenMAX: older systems of the Raspberry Pi. It knows no presets. */
export const openMax: VideoEncoder = {
  name: 'h264_omx',
  codec: 'h264',
  title: 'OpenMAX, on older systems of the Raspberry Pi',
  isHardware: true,
  needs: 'the OpenMAX library of an older Raspberry Pi OS',
  deviceArguments: [],
  uploadFilters: [],
  codecString: h264High,

  outputArguments(video) {
    return ['-c:v', 'h264_omx', '-profile:v', 'high', ...chipArguments(video)];
  },
};
