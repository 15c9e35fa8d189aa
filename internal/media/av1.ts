import { parseAv1Sequence } from './av1-sequence.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';
import { maximumRecordBytes, maximumSidePixels, type PictureFacts } from './picture.ts';

/** Fixed part of AV1CodecConfigurationRecord ("AV1 Codec ISO Media File Format Binding", 2.3). */
const headBytes = 4;
const markerAndVersion = 0x81;
/** OBU types (AV1 specification, 6.2.2). */
const obuSequenceHeader = 1;
const obuTemporalDelimiter = 2;
const obuFrameHeader = 3;
const obuFrame = 6;
/** A temporal delimiter with an explicit size of zero, as encoders begin each temporal unit. */
const temporalDelimiter = Buffer.from([(obuTemporalDelimiter << 3) | 2, 0]);
const longestLeb128Bytes = 8;
/** A temporal unit has less: a frame is of at most 4,096 tiles (AV1 specification, annex A.3). More would be read one by one for seconds. */
const mostObus = 8_192;

/** Reads an AV1CodecConfigurationRecord, such as the body of an enhanced sequence header. */
export function parseAv1Configuration(record: Buffer): Parsed<VideoConfig> {
  if (record.length > maximumRecordBytes) return malformed('The AV1 configuration is longer than 64 kB.');
  if (record.length < headBytes) return malformed('The AV1 configuration is cut short.');
  if (record[0] !== markerAndVersion) return malformed('The AV1 configuration is not of version 1.');
  let header: Buffer | null = null;
  const wellFormed = eachObu(record.subarray(headBytes), (type, payload) => {
    if (type === obuSequenceHeader) header ??= payload;
  });
  const sequence = header === null ? null : parseAv1Sequence(header);
  if (!wellFormed || sequence === null) return malformed('The AV1 configuration has no whole sequence header.');
  if (sequence.width > maximumSidePixels || sequence.height > maximumSidePixels) {
    return malformed('The AV1 sequence header describes an impossible picture.');
  }
  const codecString = `av01.${codecDetails(record)}`;
  return { kind: 'parsed', value: { codec: 'av1', description: record, codecString, ...sequence } };
}

/** Walks over the OBUs of one temporal unit. */
export function inspectAv1(data: Buffer): PictureFacts {
  let first: Buffer | null = null;
  const wellFormed = eachObu(data, (type, payload) => {
    if (type === obuFrame || type === obuFrameHeader) first ??= payload;
  });
  return { wellFormed, hasPicture: first !== null, isKey: first !== null && isShownKeyFrame(first) };
}

/** Samples of MP4 hold no temporal delimiters (2.4): the one that encoders put in front is left out. */
export function withoutTemporalDelimiter(data: Buffer): Buffer {
  return data.subarray(0, temporalDelimiter.length).equals(temporalDelimiter)
    ? data.subarray(temporalDelimiter.length)
    : data;
}

/** The start of a frame header (AV1 specification, 5.9.2): show_existing_frame, frame_type, show_frame. */
function isShownKeyFrame(header: Buffer): boolean {
  const bits = header[0] ?? 0x80;
  const showsExisting = (bits & 0x80) !== 0;
  const frameType = (bits >> 5) & 3;
  const isShown = (bits & 0x10) !== 0;
  return !showsExisting && frameType === 0 && isShown;
}

/** Profile, level, tier and bit depth as the binding's section 5 writes them: `0.04M.08`. */
function codecDetails(record: Buffer): string {
  const [, profileAndLevel = 0, flags = 0] = record;
  const profile = profileAndLevel >> 5;
  const level = String(profileAndLevel & 0x1f).padStart(2, '0');
  const tier = (flags & 0x80) === 0 ? 'M' : 'H';
  const isHigh = (flags & 0x40) !== 0;
  const isTwelve = (flags & 0x20) !== 0;
  const depth = isHigh ? (profile === 2 && isTwelve ? 12 : 10) : 8;
  return `${profile}.${level}${tier}.${String(depth).padStart(2, '0')}`;
}

/** Calls `visit` for each OBU with its type and payload (5.3); false when they do not fill `data`, or are too many. */
function eachObu(data: Buffer, visit: (type: number, payload: Buffer) => void): boolean {
  let offset = 0;
  for (let obus = 0; offset < data.length; obus += 1) {
    if (obus === mostObus) return false;
    const header = data[offset] ?? 0;
    const isForbidden = (header & 0x80) !== 0;
    offset += (header & 4) === 0 ? 1 : 2;
    let size = data.length - offset;
    if ((header & 2) !== 0) {
      const length = readLeb128(data, offset);
      if (length === null) return false;
      size = length.value;
      offset = length.end;
    }
    if (isForbidden || size < 0 || size > data.length - offset) return false;
    visit((header >> 3) & 15, data.subarray(offset, offset + size));
    offset += size;
  }
  return true;
}

/** An unsigned number in bytes of seven bits (4.10.5). */
function readLeb128(data: Buffer, start: number): { value: number; end: number } | null {
  let value = 0;
  for (let index = 0; index < longestLeb128Bytes; index += 1) {
    const byte = data[start + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return { value, end: start + index + 1 };
  }
  return null;
}

function malformed(why: string): Parsed<never> {
  return { kind: 'malformed', why };
}
