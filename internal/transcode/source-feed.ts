import { flvVideoConfigTag, flvVideoFrameTag, flvVideoHeader } from '../media/flv-writer.ts';
import { videoRun, writeFragment } from '../media/fragment.ts';
import { writeInitSegment } from '../media/init-segment.ts';
import type { VideoConfig, VideoPacket } from '../media/packet.ts';
import { believableFrameRate } from './frame-rate.ts';

/** How the source's pictures are written to ffmpeg's standard input; times are those of the process. */
export interface SourceFeed {
  /** ffmpeg's name of the container. */
  readonly format: 'flv' | 'mp4';
  /** What precedes the pictures. */
  head(): Buffer;
  /** The next picture. */
  picture(packet: VideoPacket): Buffer;
}

/** A fragment says how long its picture lasts before the next one is there. Decoders take the times, not this; ffmpeg takes the frame rate from it. */
const assumedFrameRate = 30;

/** H.264 goes as FLV, of which ffmpeg shows the first picture soonest; the other codecs, which its FLV does not know, as fragmented MP4. */
export function sourceFeed(config: VideoConfig): SourceFeed {
  return config.codec === 'avc' ? flvFeed(config) : fragmentFeed(config);
}

function flvFeed(config: VideoConfig): SourceFeed {
  return {
    format: 'flv',
    head: () => Buffer.concat([flvVideoHeader(), flvVideoConfigTag(config, 0)]),
    picture: flvVideoFrameTag,
  };
}

function fragmentFeed(config: VideoConfig): SourceFeed {
  const frameMs = 1000 / (believableFrameRate(config.frameRate) ?? assumedFrameRate);
  let sequenceNumber = 0;
  return {
    format: 'mp4',
    head: () => writeInitSegment({ video: config, audio: null }),
    picture(packet) {
      sequenceNumber += 1;
      return writeFragment({ sequenceNumber, video: videoRun([packet], packet.dtsMs + frameMs), audio: null });
    },
  };
}
