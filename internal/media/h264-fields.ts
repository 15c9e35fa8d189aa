import { BitReader } from './bit-reader.ts';
import type { FieldCoding } from './h264-sps.ts';
import { eachNalUnit, type NalLengthSize, withoutEmulation } from './nal.ts';

/** Which fields of a picture are in an access unit. */
export interface CodedFields {
  /** frame_num: the two fields of one picture have the same. */
  readonly frameNumber: number;
  readonly hasTop: boolean;
  readonly hasBottom: boolean;
}

const nalSlice = 1;
const nalIdrSlice = 5;
/** What is read of a slice header is shorter, also with its emulation prevention bytes. */
const headBytes = 24;
/** Fields of real pictures are cut into some dozens; each that is read costs about a microsecond. */
const mostSlices = 1_000;

/** The fields that a well-formed access unit brings; null for a frame. */
export function readCodedFields(data: Buffer, lengthSize: NalLengthSize, coding: FieldCoding): CodedFields | null {
  let fields: CodedFields | null = null;
  let slices = 0;
  eachNalUnit(data, lengthSize, (firstByte, at) => {
    const type = firstByte & 0x1f;
    if ((type !== nalSlice && type !== nalIdrSlice) || slices === mostSlices) return;
    slices += 1;
    const slice = readSlice(data.subarray(at + 1, at + 1 + headBytes), coding);
    if (slice === null) return;
    const { hasTop, hasBottom } = fields ?? { hasTop: false, hasBottom: false };
    const { frameNumber, isBottom } = slice;
    fields = { frameNumber, hasTop: hasTop || !isBottom, hasBottom: hasBottom || isBottom };
  });
  return fields;
}

/** Whether the one brings a single field, and the other the one that belongs to it (ITU-T H.264, 3.30). */
export function arePair(first: CodedFields, second: CodedFields): boolean {
  return (
    isSingleField(first) &&
    isSingleField(second) &&
    first.hasTop === second.hasBottom &&
    first.frameNumber === second.frameNumber
  );
}

export function isSingleField({ hasTop, hasBottom }: CodedFields): boolean {
  return hasTop !== hasBottom;
}

/** The beginning of a slice header (7.3.3); null for one of a frame. */
function readSlice(bytes: Buffer, coding: FieldCoding): { frameNumber: number; isBottom: boolean } | null {
  const reader = new BitReader(withoutEmulation(bytes));
  reader.unsignedExpGolomb();
  reader.unsignedExpGolomb();
  reader.unsignedExpGolomb();
  if (coding.hasColourPlanes) reader.skip(2);
  const frameNumber = reader.bits(coding.frameNumberBits);
  const isField = reader.flag();
  const isBottom = isField && reader.flag();
  return isField && !reader.overrun ? { frameNumber, isBottom } : null;
}
