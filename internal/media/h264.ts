import { type FieldCoding, parseSequenceParameters } from './h264-sps.ts';
import { eachNalUnit, lengthSizeOf, type NalLengthSize } from './nal.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';
import { maximumRecordBytes, type PictureFacts } from './picture.ts';

const nalSlice = 1;
const nalIdrSlice = 5;

/** Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2), such as the body of an FLV sequence header. */
export function parseAvcConfiguration(record: Buffer): Parsed<VideoConfig> {
  if (record.length > maximumRecordBytes) return malformed('The H.264 decoder configuration is longer than 64 kB.');
  if (record.length < 7) return malformed('The H.264 decoder configuration is cut short.');
  if (record[0] !== 1) return malformed(`The H.264 decoder configuration has version ${record[0]}, not 1.`);
  if (lengthSizeOf(record, 'avc') === null)
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
  const { width, height, frameRate, fieldCoding } = parameters;
  const config: VideoConfig = {
    codec: 'avc',
    description: record,
    codecString: `avc1.${record.toString('hex', 1, 4)}`,
    width,
    height,
    frameRate,
  };
  if (fieldCoding === null) return { kind: 'parsed', value: config };
  return { kind: 'parsed', value: { ...config, interlacing: fieldCoding.isAdaptive ? 'woven' : 'possible' } };
}

/** How the fields of a configuration that was accepted are coded; null where there are none. */
export function fieldCodingOf({ codec, description }: VideoConfig): FieldCoding | null {
  if (codec !== 'avc') return null;
  const sequenceSet = readParameterSets(description, 6, (description[5] ?? 0) & 0x1f)?.first ?? null;
  return sequenceSet === null ? null : (parseSequenceParameters(sequenceSet)?.fieldCoding ?? null);
}

/** Walks over the length-prefixed NAL units of one access unit: decoding can start at an IDR slice (ITU-T H.264, 7.4.1.2.4). */
export function inspectAccessUnit(data: Buffer, lengthSize: NalLengthSize): PictureFacts {
  let hasPicture = false;
  let isKey = false;
  const wellFormed = eachNalUnit(data, lengthSize, (firstByte) => {
    const type = firstByte & 0x1f;
    hasPicture ||= type >= nalSlice && type <= nalIdrSlice;
    isKey ||= type === nalIdrSlice;
  });
  return { wellFormed, hasPicture, isKey };
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
