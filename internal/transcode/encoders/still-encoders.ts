import type { VideoConfig } from '../../media/packet.ts';
import { aom } from './aom.ts';
import { endlessGop, type EncoderOrder, type VideoEncoder } from './video-encoder.ts';
import { x264 } from './x264.ts';
import { x265 } from './x265.ts';

interface StillEncoder extends Pick<VideoEncoder, 'muxerFlags'> {
  outputArguments(video: EncoderOrder): string[];
}

/** What makes the pictures of a slate in each codec that a source may have: on the processor, since they are made once and kept. */
export const stillEncoders: Readonly<Record<VideoConfig['codec'], StillEncoder>> = {
  avc: onOneThread(x264),
  hevc: onOneThread(x265),
  av1: onOneThread(aom),
  vp9: {
    outputArguments: ({ videoBitrateKbps }) => [
      ...['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-auto-alt-ref', '0'],
      ...['-b:v', `${videoBitrateKbps}k`, '-g', String(endlessGop), '-threads', '1'],
    ],
  },
};

function onOneThread(encoder: VideoEncoder): StillEncoder {
  const { muxerFlags } = encoder;
  return {
    ...(muxerFlags !== undefined && { muxerFlags }),
    outputArguments: (video) => encoder.outputArguments(video, 1),
  };
}
