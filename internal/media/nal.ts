import type { VideoConfig } from './packet.ts';

/** What H.264 and HEVC have in common: NAL units behind their lengths. */

/** Bytes of the length that precedes each NAL unit. */
export type NalLengthSize = 1 | 2 | 4;

/** No picture has more: at 200 Mbit/s and 1,200 bytes a slice a key frame is of some 2,500. More would be read one by one for seconds. */
const mostUnits = 16_384;

/** Where a decoder configuration record of the codec says how long the lengths are (ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1). */
const lengthSizeAt = { avc: 4, hevc: 21 } as const;

/** The length size that a record names in its low two bits; null for three bytes, which no codec allows. */
export function lengthSizeOf(record: Buffer, codec: 'avc' | 'hevc'): NalLengthSize | null {
  const size = ((record[lengthSizeAt[codec]] ?? 0) & 3) + 1;
  return size === 3 ? null : (size as NalLengthSize);
}

/** The NAL length size of a configuration whose record was accepted. */
export function nalLengthSize(config: VideoConfig): NalLengthSize {
  return lengthSizeOf(config.description, config.codec === 'hevc' ? 'hevc' : 'avc') ?? 4;
}

/**
 * Calls `visit` with the first byte of each NAL unit, and where that is. False when the lengths do not add up or one is zero, as browsers give
 * up playback on such a picture, or when there are too many.
 */
export function eachNalUnit(
  data: Buffer,
  lengthSize: NalLengthSize,
  visit: (firstByte: number, at: number) => void,
): boolean {
  let offset = 0;
  for (let units = 0; offset < data.length; units += 1) {
    if (units === mostUnits || offset + lengthSize >= data.length) return false;
    const length = data.readUIntBE(offset, lengthSize);
    offset += lengthSize;
    if (length === 0 || length > data.length - offset) return false;
    visit(data[offset] ?? 0, offset);
    offset += length;
  }
  return true;
}

/** Takes the emulation prevention bytes out (ITU-T H.264, 7.4.1.1; H.265, 7.4.2). */
export function withoutEmulation(escaped: Buffer): Uint8Array {
  const plain = new Uint8Array(escaped.length);
  let length = 0;
  let zeros = 0;
  for (const byte of escaped) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain[length] = byte;
    length += 1;
  }
  return plain.subarray(0, length);
}
