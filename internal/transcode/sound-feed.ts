import { flvAudioHeader, flvMp3FrameTag } from '../media/flv-writer.ts';
import { audioRun, writeFragment } from '../media/fragment.ts';
import { writeInitSegment } from '../media/init-segment.ts';
import type { AudioConfig } from '../media/packet.ts';

/** How sound is written to ffmpeg's standard input, on times that are counted from zero. */
export interface SoundFeed {
  /** ffmpeg's name of the container. */
  readonly format: 'flv' | 'mp4';
  head(): Buffer;
  /** A frame that begins so many samples after the first. */
  frame(data: Buffer, fromSample: number): Buffer;
}

/** MP3 goes as FLV, Opus, which ffmpeg's FLV does not know, as fragmented MP4 with one frame a fragment. */
export function soundFeed(config: AudioConfig): SoundFeed {
  const { codec, sampleRate, samplesPerFrame } = config;
  if (codec !== 'opus') {
    return {
      format: 'flv',
      head: flvAudioHeader,
      frame: (data, fromSample) => flvMp3FrameTag({ ptsMs: (fromSample * 1000) / sampleRate, data }),
    };
  }
  let sequenceNumber = 0;
  return {
    format: 'mp4',
    head: () => writeInitSegment({ video: null, audio: config }),
    frame(data, fromSample) {
      sequenceNumber += 1;
      const run = audioRun([{ time: fromSample, duration: samplesPerFrame, data }]);
      return writeFragment({ sequenceNumber, video: null, audio: run });
    },
  };
}
