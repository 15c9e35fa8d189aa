import { parseHevcSequence } from './hevc-sps.ts';
import { eachNalUnit, lengthSizeOf, nalLengthSize } from './nal.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';
import { maximumRecordBytes, type PictureFacts } from './picture.ts';

/** Fixed part of the record (ISO/IEC 14496-15, 8.3.3.1.2). */
const headBytes = 23;
const nalVideoParameters = 32;
const nalSequenceParameters = 33;
const nalPictureParameters = 34;
/** Of the NAL unit types (ITU-T H.265, table 7-1), coded slices are those below 32; decoding can start at IRAP pictures. */
const firstIrap = 16;
const lastIrap = 21;
const profileSpaces = ['', 'A', 'B', 'C'];

/** Reads an HEVCDecoderConfigurationRecord, such as the body of an enhanced sequence header. */
export function parseHevcConfiguration(record: Buffer): Parsed<VideoConfig> {
  if (record.length > maximumRecordBytes) return malformed('The HEVC decoder configuration is longer than 64 kB.');
  if (record.length < headBytes) return malformed('The HEVC decoder configuration is cut short.');
  if (record[0] !== 1) return malformed(`The HEVC decoder configuration has version ${record[0]}, not 1.`);
  if (lengthSizeOf(record, 'hevc') === null) {
    return malformed('The HEVC decoder configuration names an impossible NAL length size.');
  }
  const sets = readParameterSets(record);
  const sequenceSet = sets?.get(nalSequenceParameters);
  // Players are told `hvc1`, which promises that decoding needs nothing but what stands here.
  if (!sequenceSet || !sets?.has(nalVideoParameters) || !sets.has(nalPictureParameters)) {
    return malformed('The HEVC decoder configuration lacks a parameter set.');
  }
  const sequence = parseHevcSequence(sequenceSet);
  if (sequence === null) return malformed('The HEVC sequence parameter set cannot be read.');
  const { width, height, interlacing } = sequence;
  const codecString = `hvc1.${codecDetails(record)}`;
  const config: VideoConfig = { codec: 'hevc', description: record, codecString, width, height, frameRate: null };
  return { kind: 'parsed', value: interlacing === null ? config : { ...config, interlacing } };
}

/** Walks over the NAL units of one access unit. */
export function inspectHevc(data: Buffer, config: VideoConfig): PictureFacts {
  let hasPicture = false;
  let isKey = false;
  const wellFormed = eachNalUnit(data, nalLengthSize(config), (firstByte) => {
    const type = (firstByte >> 1) & 0x3f;
    hasPicture ||= type < nalVideoParameters;
    isKey ||= type >= firstIrap && type <= lastIrap;
  });
  return { wellFormed, hasPicture, isKey };
}

/** Profile, compatibility, tier, level and constraints as ISO/IEC 14496-15, annex E.3, writes them: `1.6.L93.B0`. */
function codecDetails(record: Buffer): string {
  const profile = record[1] ?? 0;
  const space = profileSpaces[profile >> 6] ?? '';
  const tier = (profile & 0x20) === 0 ? 'L' : 'H';
  const constraints = [...record.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  return [
    `${space}${profile & 0x1f}`,
    reverseBits(record.readUInt32BE(2)).toString(16).toUpperCase(),
    `${tier}${record[12]}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}

function reverseBits(word: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) reversed = reversed * 2 + ((word >>> bit) & 1);
  return reversed;
}

/** The first NAL unit of each type; null when the arrays run over the record's end. */
function readParameterSets(record: Buffer): Map<number, Buffer> | null {
  const sets = new Map<number, Buffer>();
  const arrays = record[22] ?? 0;
  let offset = headBytes;
  for (let array = 0; array < arrays; array += 1) {
    if (offset + 3 > record.length) return null;
    const type = (record[offset] ?? 0) & 0x3f;
    const units = record.readUInt16BE(offset + 1);
    offset += 3;
    for (let unit = 0; unit < units; unit += 1) {
      if (offset + 2 > record.length) return null;
      const length = record.readUInt16BE(offset);
      offset += 2;
      if (length === 0 || length > record.length - offset) return null;
      if (!sets.has(type)) sets.set(type, record.subarray(offset, offset + length));
      offset += length;
    }
  }
  return sets;
}

function malformed(why: string): Parsed<never> {
  return { kind: 'malformed', why };
}
