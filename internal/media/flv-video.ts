import { readEnhancedHeader } from './enhanced-header.ts';
import { enhancedCodecName } from './fourcc.ts';
import { inspectAccessUnit, nalLengthSize, parseAvcConfiguration } from './h264.ts';
import type { VideoConfig } from './packet.ts';

/** What one video message of RTMP (or FLV tag body) holds. `data` is a view into the message. */
export type VideoTag =
  | { readonly kind: 'sequence-header'; readonly config: VideoConfig }
  /** `compositionMs` is PTS less DTS, signed; `isKey` says that decoding can start here. */
  | { readonly kind: 'frame'; readonly isKey: boolean; readonly compositionMs: number; readonly data: Buffer }
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

/**
 * Reads a video message, FLV (E.4.3) or Enhanced RTMP. `config` is that of the latest sequence header, null before it: it tells how
 * long the NAL units' length fields are, and frames without it are ignorable. A key frame is one with an IDR picture,
 * whatever the encoder's flag says.
 */
export function parseVideoTag(body: Buffer, config: VideoConfig | null): VideoTag {
  const first = body[0];
  if (first === undefined) return { kind: 'ignorable' };
  if (first >= 0x80) return parseEnhanced(body, first, config);
  if (first >> 4 === frameTypeCommand) return { kind: 'ignorable' };
  const codec = first & 15;
  if (codec !== codecAvc) return { kind: 'unsupported', what: oldCodecs[codec] ?? `video of FLV codec ${codec}` };
  if (body.length < 5) return { kind: 'malformed', why: 'The H.264 message is cut short.' };
  if (body[1] === avcSequenceHeader) return sequenceHeader(body.subarray(5));
  if (body[1] === avcFrame) return frame(body.readIntBE(2, 3), body.subarray(5), config);
  if (body[1] === avcEndOfSequence) return { kind: 'end-of-sequence' };
  return { kind: 'malformed', why: `The H.264 message has packet type ${body[1]}.` };
}

function parseEnhanced(body: Buffer, first: number, config: VideoConfig | null): VideoTag {
  const header = readEnhancedHeader(body, first & 15, enhancedMultitrack);
  if (header.kind === 'malformed') return { kind: 'malformed', why: 'The Enhanced RTMP video header is cut short.' };
  if (header.kind === 'multitrack') {
    return { kind: 'unsupported', what: 'more than one video track (Enhanced RTMP multitrack)' };
  }
  const { packetType, fourCc, body: payload } = header;
  if (packetType === enhancedMetadata || ((first >> 4) & 7) === frameTypeCommand) return { kind: 'ignorable' };
  if (fourCc !== 'avc1') return { kind: 'unsupported', what: enhancedCodecName(fourCc) };
  switch (packetType) {
    case enhancedSequenceStart:
      return sequenceHeader(payload);
    case enhancedFrames:
      if (payload.length < 3) return { kind: 'malformed', why: 'The Enhanced RTMP video message is cut short.' };
      return frame(payload.readIntBE(0, 3), payload.subarray(3), config);
    case enhancedFramesX:
      return frame(0, payload, config);
    case enhancedSequenceEnd:
      return { kind: 'end-of-sequence' };
    default:
      return { kind: 'malformed', why: `The Enhanced RTMP video message has packet type ${packetType}.` };
  }
}

function sequenceHeader(record: Buffer): VideoTag {
  if (record.length === 0) return { kind: 'ignorable' };
  const parsed = parseAvcConfiguration(record);
  return parsed.kind === 'parsed' ? { kind: 'sequence-header', config: parsed.value } : parsed;
}

function frame(compositionMs: number, data: Buffer, config: VideoConfig | null): VideoTag {
  if (config === null || data.length === 0) return { kind: 'ignorable' };
  const unit = inspectAccessUnit(data, nalLengthSize(config));
  if (!unit.wellFormed) return { kind: 'malformed', why: 'The NAL units of a picture do not fill their message.' };
  if (!unit.hasPicture) return { kind: 'ignorable' };
  return { kind: 'frame', isKey: unit.isIdr, compositionMs, data };
}
