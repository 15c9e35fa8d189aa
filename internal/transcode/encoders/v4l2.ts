import { chipArguments, h264High, type VideoEncoder } from './video-encoder.ts';

/** V4L2 memory-to-memory: the video chips of small computers, such as the Raspberry Pi up to 4. They know no presets. */
export const v4l2: VideoEncoder = {
  name: 'h264_v4l2m2m',
  codec: 'h264',
  title: 'V4L2, on the chips of small computers such as the Raspberry Pi',
  isHardware: true,
  needs: 'a video device (/dev/video…) that encodes H.264, and the right to open it (group "video")',
  deviceArguments: [],
  uploadFilters: [],
  // Its parameter sets come with its first picture: the Pi's driver gives none before.
  muxerFlags: '+delay_moov',
  codecString: h264High,

  outputArguments(video) {
    return ['-c:v', 'h264_v4l2m2m', ...chipArguments(video)];
  },
};
