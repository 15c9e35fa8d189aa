import { aom } from './aom.ts';
import { nvenc, nvencAv1, nvencHevc } from './nvenc.ts';
import { openMax } from './openmax.ts';
import { quickSync, quickSyncAv1, quickSyncHevc } from './quick-sync.ts';
import { svtAv1 } from './svt-av1.ts';
import { v4l2 } from './v4l2.ts';
import { vaapi, vaapiAv1, vaapiHevc } from './vaapi.ts';
import type { VideoEncoder } from './video-encoder.ts';
import { videoToolbox, videoToolboxHevc } from './videotoolbox.ts';
import { x264 } from './x264.ts';
import { x265 } from './x265.ts';

/** Every encoder of H.264 that Aerial can ask ffmpeg for, the one that is always there first. */
export const encoders: readonly VideoEncoder[] = [x264, vaapi, nvenc, quickSync, v4l2, videoToolbox, openMax];

/** The encoders of extra renditions: chips first, since they cost the processor nothing. */
const extraEncoders: readonly VideoEncoder[] = [
  ...[nvencHevc, quickSyncHevc, vaapiHevc, videoToolboxHevc, x265],
  ...[nvencAv1, quickSyncAv1, vaapiAv1, aom, svtAv1],
];

export const allEncoders: readonly VideoEncoder[] = [...encoders, ...extraEncoders];

/** The encoder of that name. x264 for a name that there is not: it makes the same of any plan. */
export function encoderNamed(name: string): VideoEncoder {
  return allEncoders.find((encoder) => encoder.name === name) ?? x264;
}

/** The encoder of each codec of a ladder. What no encoder makes here is missing. */
export interface LadderEncoders {
  readonly h264: VideoEncoder;
  readonly hevc?: VideoEncoder;
  readonly av1?: VideoEncoder;
}

/** The first that works for each extra codec, beside the one that makes H.264: ffmpeg opens one kind of device for all that it makes. */
export function ladderEncoders(h264: VideoEncoder, works: (name: string) => boolean): LadderEncoders {
  let devices = h264.deviceArguments.join();
  let chosen: LadderEncoders = { h264 };
  for (const encoder of extraEncoders) {
    const { codec, deviceArguments, name } = encoder;
    const wanted = deviceArguments.join();
    const canStandBeside = wanted === '' || devices === '' || wanted === devices;
    if (codec === 'h264' || chosen[codec] !== undefined || !canStandBeside || !works(name)) continue;
    chosen = { ...chosen, [codec]: encoder };
    if (wanted !== '') devices = wanted;
  }
  return chosen;
}
