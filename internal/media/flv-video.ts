import { readEnhancedHeader } from './enhanced-header.ts';
import { enhancedCodecName } from './fourcc.ts';
import type { VideoConfig } from './packet.ts';
import { type VideoCodec, videoCodecs } from './video-codecs.ts';

/** What one video message of RTMP (or FLV tag body) holds. `data` is a view into the message, `trackId` 0 for the main picture. */
export type VideoTag =
  | { readonly kind: 'sequence-header'; readonly trackId: number; readonly config: VideoConfig }
  | {
      readonly kind: 'frame';
      readonly trackId: number;
      /** Whether decoding can start here. */
      readonly isKey: boolean;
      /** PTS less DTS, signed. */
      readonly compositionMs: number;
      /** What the message's stamp lacks, 0 to 999,999. */
      readonly nanoseconds: number;
      /** The codec data, where this frame changes them. */
      readonly config: VideoConfig | null;
      readonly data: Buffer;
    }
  | { readonly kind: 'end-of-sequence' }
  /** `what` completes "… cannot be carried". */
  | { readonly kind: 'unsupported'; readonly what: string }
  /** To be dropped: browsers give up playback on a broken picture. */
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'ignorable' };

const frameTypeCommand = 5;
const codecAvc = 7;
const avcSequenceHeader = 0;
const avcFrame = 1;
const avcEndOfSequence = 2;

const enhancedSequenceStart = 0;
const enhancedFrames = 1;
const enhancedSequenceEnd = 2;
/** Frames without a composition offset, which is then zero. */
const enhancedFramesX = 3;
const enhancedMetadata = 4;
const enhancedMultitrack = 6;

/** Codec ids of the FLV specification, version 10.1, E.4.3.1, and one widespread private use. */
const oldCodecs: Readonly<Record<number, string>> = {
  1: 'Motion JPEG',
  2: 'Sorenson H.263',
  3: 'Screen video',
  4: 'On2 VP6',
  5: 'On2 VP6 with alpha',
  6: 'Screen video 2',
  12: 'HEVC (private FLV codec 12)',
};

const avc = videoCodecs.get('avc1');

/**
 * Reads a video message, FLV (E.4.3) or Enhanced RTMP. `configOf` gives the codec data of a track's latest sequence header, null before
 * it: frames without it are ignorable. A key frame is one that decoding can start with, whatever the encoder's flag says.
 */
export function parseVideoTag(body: Buffer, configOf: (trackId: number) => VideoConfig | null): VideoTag {
  const first = body[0];
  if (first === undefined) return { kind: 'ignorable' };
  if (first >= 0x80) return parseEnhanced(body, first, configOf);
  if (first >> 4 === frameTypeCommand) return { kind: 'ignorable' };
  const codec = first & 15;
  if (codec !== codecAvc || avc === undefined) {
    return { kind: 'unsupported', what: oldCodecs[codec] ?? `video of FLV codec ${codec}` };
  }
  if (body.length < 5) return { kind: 'malformed', why: 'The H.264 message is cut short.' };
  const stamp = { trackId: 0, nanoseconds: 0, compositionMs: body.readIntBE(2, 3) };
  if (body[1] === avcSequenceHeader) return sequenceHeader(avc, 0, body.subarray(5));
  if (body[1] === avcFrame) return frame(avc, stamp, body.subarray(5), configOf(0));
  if (body[1] === avcEndOfSequence) return { kind: 'end-of-sequence' };
  return { kind: 'malformed', why: `The H.264 message has packet type ${body[1]}.` };
}

function parseEnhanced(body: Buffer, first: number, configOf: (trackId: number) => VideoConfig | null): VideoTag {
  // No codec is named in a command, but for one that is marked as metadata.
  if (((first >> 4) & 7) === frameTypeCommand) return { kind: 'ignorable' };
  const header = readEnhancedHeader(body, first & 15, enhancedMultitrack);
  if (header.kind === 'malformed') return { kind: 'malformed', why: 'The Enhanced RTMP video header is cut short.' };
  if (header.kind === 'many-tracks') {
    return { kind: 'unsupported', what: 'several video tracks in one message (Enhanced RTMP multitrack)' };
  }
  const { packetType, fourCc, trackId, nanoseconds, body: payload } = header;
  if (packetType === enhancedMetadata) return { kind: 'ignorable' };
  const codec = videoCodecs.get(fourCc);
  if (codec === undefined) return { kind: 'unsupported', what: enhancedCodecName(fourCc) };
  const stamp = { trackId, nanoseconds, compositionMs: 0 };
  switch (packetType) {
    case enhancedSequenceStart:
      return sequenceHeader(codec, trackId, payload);
    case enhancedFrames:
      if (!codec.hasCompositionTime) return frame(codec, stamp, payload, configOf(trackId));
      if (payload.length < 3) return { kind: 'malformed', why: 'The Enhanced RTMP video message is cut short.' };
      return frame(codec, { ...stamp, compositionMs: payload.readIntBE(0, 3) }, payload.subarray(3), configOf(trackId));
    case enhancedFramesX:
      return frame(codec, stamp, payload, configOf(trackId));
    case enhancedSequenceEnd:
      return { kind: 'end-of-sequence' };
    default:
      return { kind: 'malformed', why: `The Enhanced RTMP video message has packet type ${packetType}.` };
  }
}

function sequenceHeader(codec: VideoCodec, trackId: number, record: Buffer): VideoTag {
  if (record.length === 0) return { kind: 'ignorable' };
  const parsed = codec.parseConfiguration(record);
  return parsed.kind === 'parsed' ? { kind: 'sequence-header', trackId, config: parsed.value } : parsed;
}

function frame(
  codec: VideoCodec,
  stamp: { readonly trackId: number; readonly nanoseconds: number; readonly compositionMs: number },
  body: Buffer,
  config: VideoConfig | null,
): VideoTag {
  if (config === null || config.codec !== codec.name || body.length === 0) return { kind: 'ignorable' };
  const picture = codec.inspect(body, config);
  if (!picture.wellFormed) return { kind: 'malformed', why: 'The parts of a picture do not fill their message.' };
  if (!picture.hasPicture) return { kind: 'ignorable' };
  return { kind: 'frame', ...stamp, isKey: picture.isKey, config: picture.config, data: picture.data };
}
