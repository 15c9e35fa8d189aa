import { parseAudioSpecificConfig, withPossibleReplication } from './aac.ts';
import { readEnhancedHeader } from './enhanced-header.ts';
import { enhancedCodecName } from './fourcc.ts';
import { splitMp3 } from './mp3.ts';
import { opusPacketSamples, parseOpusHead } from './opus.ts';
import type { AudioConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';

/** What one audio message of RTMP (or FLV tag body) holds. */
export type AudioTag =
  | { readonly kind: 'sequence-header'; readonly config: AudioConfig }
  /**
   * Frames as views into the message. AAC: one, and `config` is null, since it came in the sequence header. MP3: one or more, with the
   * track as their headers describe it; frame i lies i × samplesPerFrame ÷ sampleRate seconds after the message's stamp. Opus: one, with the
   * track where it lasts otherwise than those before it. `nanoseconds` is what the stamp lacks.
   */
  | {
      readonly kind: 'frames';
      readonly config: AudioConfig | null;
      readonly nanoseconds: number;
      readonly frames: readonly Buffer[];
    }
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

/** FourCCs of the codecs that are carried. */
const carried: ReadonlySet<string> = new Set(['mp4a', '.mp3', 'Opus']);

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

/**
 * Reads an audio message, FLV (E.4.2) or Enhanced RTMP. `config` is the track as it stands, null before its sequence header: Opus frames
 * without it are ignorable. So are further tracks: encoders send a second one for recordings.
 */
export function parseAudioTag(body: Buffer, config: AudioConfig | null): AudioTag {
  const first = body[0];
  if (first === undefined) return { kind: 'ignorable' };
  const format = first >> 4;
  if (format === formatExtended) return parseEnhanced(body, first, config);
  if (format === formatMp3 || format === formatMp3At8Khz) return mp3(body.subarray(1), 0);
  if (format !== formatAac) return { kind: 'unsupported', what: oldFormats[format] ?? `sound of FLV format ${format}` };
  // Some encoders send the bare header as a keep-alive.
  if (body.length <= 2) return { kind: 'ignorable' };
  if (body[1] === aacSequenceHeader) return sequenceHeader(parseAudioSpecificConfig(body.subarray(2)));
  if (body[1] === aacFrame) return { kind: 'frames', config: null, nanoseconds: 0, frames: [body.subarray(2)] };
  return { kind: 'malformed', why: `The AAC message has packet type ${body[1]}.` };
}

function parseEnhanced(body: Buffer, first: number, config: AudioConfig | null): AudioTag {
  const header = readEnhancedHeader(body, first & 15, enhancedMultitrack);
  if (header.kind === 'malformed') return { kind: 'malformed', why: 'The Enhanced RTMP audio header is cut short.' };
  if (header.kind === 'many-tracks') {
    return { kind: 'unsupported', what: 'several audio tracks in one message (Enhanced RTMP multitrack)' };
  }
  const { packetType, fourCc, trackId, nanoseconds, body: payload } = header;
  if (trackId !== 0) return { kind: 'ignorable' };
  if (!carried.has(fourCc)) return { kind: 'unsupported', what: enhancedCodecName(fourCc) };
  if (packetType === enhancedSequenceEnd) return { kind: 'end-of-sequence' };
  if (packetType === enhancedMultichannelConfig || payload.length === 0) return { kind: 'ignorable' };
  if (packetType === enhancedFrames) {
    if (fourCc === '.mp3') return mp3(payload, nanoseconds);
    if (fourCc === 'Opus') return opus(payload, nanoseconds, config);
    return { kind: 'frames', config: null, nanoseconds, frames: [payload] };
  }
  if (packetType !== enhancedSequenceStart) {
    return { kind: 'malformed', why: `The Enhanced RTMP audio message has packet type ${packetType}.` };
  }
  if (fourCc === '.mp3') return { kind: 'ignorable' };
  return sequenceHeader(fourCc === 'Opus' ? opusHeader(payload, config) : parseAudioSpecificConfig(payload));
}

/** A header does not say how long packets last: where one comes again they last as long as before. */
function opusHeader(head: Buffer, config: AudioConfig | null): Parsed<AudioConfig> {
  const parsed = parseOpusHead(head);
  if (parsed.kind !== 'parsed' || config?.codec !== 'opus') return parsed;
  return { kind: 'parsed', value: { ...parsed.value, samplesPerFrame: config.samplesPerFrame } };
}

function sequenceHeader(parsed: Parsed<AudioConfig>): AudioTag {
  return parsed.kind === 'parsed' ? { kind: 'sequence-header', config: withPossibleReplication(parsed.value) } : parsed;
}

function mp3(bytes: Buffer, nanoseconds: number): AudioTag {
  if (bytes.length === 0) return { kind: 'ignorable' };
  const split = splitMp3(bytes);
  if (split === null) return { kind: 'malformed', why: 'The MP3 message does not begin with a whole frame.' };
  return { kind: 'frames', config: split.config, nanoseconds, frames: split.frames };
}

function opus(packet: Buffer, nanoseconds: number, config: AudioConfig | null): AudioTag {
  if (config?.codec !== 'opus') return { kind: 'ignorable' };
  const samplesPerFrame = opusPacketSamples(packet);
  if (samplesPerFrame === null) return { kind: 'malformed', why: 'The Opus packet lasts an impossible time.' };
  const changed = samplesPerFrame === config.samplesPerFrame ? null : { ...config, samplesPerFrame };
  return { kind: 'frames', config: changed, nanoseconds, frames: [packet] };
}
