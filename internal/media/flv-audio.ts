import { parseAudioSpecificConfig } from './aac.ts';
import { readEnhancedHeader } from './enhanced-header.ts';
import { enhancedCodecName } from './fourcc.ts';
import { splitMp3 } from './mp3.ts';
import type { AudioConfig } from './packet.ts';

/** What one audio message of RTMP (or FLV tag body) holds. */
export type AudioTag =
  | { readonly kind: 'sequence-header'; readonly config: AudioConfig }
  /**
   * Frames as views into the message. AAC: one, and `config` is null, since it came in the sequence header. MP3: one or more, with the
   * track as their headers describe it; frame i lies i × samplesPerFrame ÷ sampleRate seconds after the message's stamp.
   */
  | { readonly kind: 'frames'; readonly config: AudioConfig | null; readonly frames: readonly Buffer[] }
  | { readonly kind: 'end-of-sequence' }
  /** `what` completes "… cannot be carried". */
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'ignorable' };

const formatMp3 = 2;
const formatExtended = 9;
const formatAac = 10;
const formatMp3At8Khz = 14;
const aacSequenceHeader = 0;
const aacFrame = 1;

const enhancedSequenceStart = 0;
const enhancedFrames = 1;
const enhancedSequenceEnd = 2;
const enhancedMultichannelConfig = 4;
const enhancedMultitrack = 5;

/** Sound formats of the FLV specification, version 10.1, E.4.2.1. */
const oldFormats: Readonly<Record<number, string>> = {
  0: 'PCM',
  1: 'ADPCM',
  3: 'PCM',
  4: 'Nellymoser at 16 kHz',
  5: 'Nellymoser at 8 kHz',
  6: 'Nellymoser',
  7: 'G.711 A-law',
  8: 'G.711 µ-law',
  11: 'Speex',
  13: 'Opus (private FLV format 13)',
  15: 'device-specific sound',
};

/** Reads an audio message, FLV (E.4.2) or Enhanced RTMP. */
export function parseAudioTag(body: Buffer): AudioTag {
  const first = body[0];
  if (first === undefined) return { kind: 'ignorable' };
  const format = first >> 4;
  if (format === formatExtended) return parseEnhanced(body, first);
  if (format === formatMp3 || format === formatMp3At8Khz) return mp3(body.subarray(1));
  if (format !== formatAac) return { kind: 'unsupported', what: oldFormats[format] ?? `sound of FLV format ${format}` };
  // Some encoders send the bare header as a keep-alive.
  if (body.length <= 2) return { kind: 'ignorable' };
  if (body[1] === aacSequenceHeader) return sequenceHeader(body.subarray(2));
  if (body[1] === aacFrame) return { kind: 'frames', config: null, frames: [body.subarray(2)] };
  return { kind: 'malformed', why: `The AAC message has packet type ${body[1]}.` };
}

function parseEnhanced(body: Buffer, first: number): AudioTag {
  const header = readEnhancedHeader(body, first & 15, enhancedMultitrack);
  if (header.kind === 'malformed') return { kind: 'malformed', why: 'The Enhanced RTMP audio header is cut short.' };
  if (header.kind === 'multitrack') {
    return { kind: 'unsupported', what: 'more than one audio track (Enhanced RTMP multitrack)' };
  }
  const { packetType, fourCc, body: payload } = header;
  if (fourCc !== 'mp4a' && fourCc !== '.mp3') return { kind: 'unsupported', what: enhancedCodecName(fourCc) };
  if (packetType === enhancedSequenceEnd) return { kind: 'end-of-sequence' };
  if (packetType === enhancedMultichannelConfig || payload.length === 0) return { kind: 'ignorable' };
  if (packetType === enhancedFrames) {
    return fourCc === '.mp3' ? mp3(payload) : { kind: 'frames', config: null, frames: [payload] };
  }
  if (packetType === enhancedSequenceStart) return fourCc === '.mp3' ? { kind: 'ignorable' } : sequenceHeader(payload);
  return { kind: 'malformed', why: `The Enhanced RTMP audio message has packet type ${packetType}.` };
}

function sequenceHeader(bytes: Buffer): AudioTag {
  const parsed = parseAudioSpecificConfig(bytes);
  return parsed.kind === 'parsed' ? { kind: 'sequence-header', config: parsed.value } : parsed;
}

function mp3(bytes: Buffer): AudioTag {
  if (bytes.length === 0) return { kind: 'ignorable' };
  const split = splitMp3(bytes);
  if (split === null) return { kind: 'malformed', why: 'The MP3 message does not begin with a whole frame.' };
  return { kind: 'frames', config: split.config, frames: split.frames };
}
