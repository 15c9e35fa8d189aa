import { inspectAv1, parseAv1Configuration, withoutTemporalDelimiter } from './av1.ts';
import { inspectAccessUnit, parseAvcConfiguration } from './h264.ts';
import { inspectHevc, parseHevcConfiguration } from './hevc.ts';
import { nalLengthSize } from './nal.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';
import type { InspectedPicture } from './picture.ts';
import { inspectVp9, parseVp9Configuration } from './vp9.ts';

/** One video codec of Enhanced RTMP. */
export interface VideoCodec {
  readonly name: VideoConfig['codec'];
  /** Whether coded frames begin with a composition offset: codecs that reorder pictures do. */
  readonly hasCompositionTime: boolean;
  /** Reads the body of a sequence header. A size of zero stands in key frames. */
  parseConfiguration(record: Buffer): Parsed<VideoConfig>;
  inspect(data: Buffer, config: VideoConfig): InspectedPicture;
}

/** The codecs that are carried, by FourCC. */
export const videoCodecs: ReadonlyMap<string, VideoCodec> = new Map<string, VideoCodec>([
  [
    'avc1',
    {
      name: 'avc',
      hasCompositionTime: true,
      parseConfiguration: parseAvcConfiguration,
      inspect: (data, config) => ({ ...inspectAccessUnit(data, nalLengthSize(config)), data, config: null }),
    },
  ],
  [
    'hvc1',
    {
      name: 'hevc',
      hasCompositionTime: true,
      parseConfiguration: parseHevcConfiguration,
      inspect: (data, config) => ({ ...inspectHevc(data, config), data, config: null }),
    },
  ],
  [
    'av01',
    {
      name: 'av1',
      hasCompositionTime: false,
      parseConfiguration: parseAv1Configuration,
      inspect: (data) => ({ ...inspectAv1(data), data: withoutTemporalDelimiter(data), config: null }),
    },
  ],
  ['vp09', { name: 'vp9', hasCompositionTime: false, parseConfiguration: parseVp9Configuration, inspect: inspectVp9 }],
]);
