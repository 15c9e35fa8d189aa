import { parseSequenceParameters } from './h264-sps.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';

/** Bytes of the length that precedes each NAL unit. */
export type NalLengthSize = 1 | 2 | 4;

const nalSlice = 1;
const nalIdrSlice = 5;
/** What a decoder configuration may take; real ones take under 200 bytes. */
const maximumRecordBytes = 65_536;

/** Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2), such as the body of an FLV sequence header. */
export function parseAvcConfiguration(record: Buffer): Parsed<VideoConfig> {
  if (record.length > maximumRecordBytes) return malformed('The H.264 decoder configuration is longer than 64 kB.');
  if (record.length < 7) return malformed('The H.264 decoder configuration is cut short.');
  if (record[0] !== 1) return malformed(`The H.264 decoder configuration has version ${record[0]}, not 1.`);
  if (lengthSizeOf(record) === null)
    return malformed('The H.264 decoder configuration names an impossible NAL length size.');
  const spsCount = (record[5] ?? 0) & 0x1f;
  const sequenceSets = readParameterSets(record, 6, spsCount);
  if (sequenceSets === null || sequenceSets.first === null) {
    return malformed('The H.264 decoder configuration has no whole sequence parameter set.');
  }
  const pictureSets = readParameterSets(record, sequenceSets.end + 1, record[sequenceSets.end] ?? 0);
  if (pictureSets === null || pictureSets.first === null) {
    return malformed('The H.264 decoder configuration has no whole picture parameter set.');
  }
  const parameters = parseSequenceParameters(sequenceSets.first);
  if (parameters === null) return malformed('The H.264 sequence parameter set cannot be read.');
  const { width, height, frameRate } = parameters;
  const codecString = `avc1.${record.toString('hex', 1, 4)}`;
  return { kind: 'parsed', value: { codec: 'avc', description: record, codecString, width, height, frameRate } };
}

/** The NAL length size of a configuration that `parseAvcConfiguration` accepted. */
export function nalLengthSize(config: VideoConfig): NalLengthSize {
  return lengthSizeOf(config.description) ?? 4;
}

/** What a browser needs to know of one access unit before it may be given to it. */
export interface AccessUnit {
  /** Whether the NAL lengths add up and none is zero: browsers give up playback on one that does not. */
  readonly wellFormed: boolean;
  /** Whether there is a coded slice, and not only parameter sets or messages. */
  readonly hasPicture: boolean;
  /** Whether decoding can start here (an IDR slice, ITU-T H.264, 7.4.1.2.4). */
  readonly isIdr: boolean;
}

/** Walks over the length-prefixed NAL units of one access unit. */
export function inspectAccessUnit(data: Buffer, lengthSize: NalLengthSize): AccessUnit {
  let offset = 0;
  let hasPicture = false;
  let isIdr = false;
  while (offset < data.length) {
    if (offset + lengthSize >= data.length) return { wellFormed: false, hasPicture, isIdr };
    const length = data.readUIntBE(offset, lengthSize);
    offset += lengthSize;
    if (length === 0 || length > data.length - offset) return { wellFormed: false, hasPicture, isIdr };
    const type = (data[offset] ?? 0) & 0x1f;
    if (type >= nalSlice && type <= nalIdrSlice) hasPicture = true;
    if (type === nalIdrSlice) isIdr = true;
    offset += length;
  }
  return { wellFormed: true, hasPicture, isIdr };
}

function lengthSizeOf(record: Buffer): NalLengthSize | null {
  const size = ((record[4] ?? 0) & 3) + 1;
  return size === 3 ? null : (size as NalLengthSize);
}

function readParameterSets(record: Buffer, start: number, count: number): { first: Buffer | null; end: number } | null {
  let offset = start;
  let first: Buffer | null = null;
  for (let index = 0; index < count; index += 1) {
    if (offset + 2 > record.length) return null;
    const length = record.readUInt16BE(offset);
    offset += 2;
    if (length === 0 || length > record.length - offset) return null;
    first ??= record.subarray(offset, offset + length);
    offset += length;
  }
  return { first, end: offset };
}

function malformed(why: string): Parsed<never> {
  return { kind: 'malformed', why };
}
