import { BitReader } from './bit-reader.ts';
import { withoutEmulation } from './nal.ts';
import { maximumSidePixels } from './picture.ts';

/** What a sequence parameter set says about the picture (ITU-T H.264, 7.3.2.1.1 and annex E). */
export interface SequenceParameters {
  readonly profile: number;
  readonly level: number;
  /** Size as shown, after cropping, in pixels. */
  readonly width: number;
  readonly height: number;
  /** From the VUI's timing information, or null. */
  readonly frameRate: number | null;
  /** Null where all pictures are frames (frame_mbs_only_flag). */
  readonly fieldCoding: FieldCoding | null;
}

/** What is known of a sequence whose pictures may be fields, and what it takes to read of a slice which of them it belongs to (7.3.3). */
export interface FieldCoding {
  /** Length of frame_num. */
  readonly frameNumberBits: number;
  readonly hasColourPlanes: boolean;
  /** Whether macroblocks of a frame may be coded as fields (MBAFF): only what is interlaced gains by that. */
  readonly isAdaptive: boolean;
}

/** Profiles whose SPS carries the chroma format and scaling matrices (7.3.2.1.1). */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const extendedSampleAspectRatio = 255;
const maximumFrameRate = 1000;
/** Real parameter sets take some dozens of bytes; longer ones are cut before they are unescaped. */
const maximumSpsBytes = 4096;
/** log2_max_frame_num_minus4 is at most 12 (7.4.2.1.1). */
const mostFrameNumberBits = 16;

/**
 * Reads an SPS NAL unit including its header byte; null when it is broken or describes no possible picture.
 * `level` and `profile` are the standard's numbers (`level_idc`, `profile_idc`).
 */
export function parseSequenceParameters(nal: Buffer): SequenceParameters | null {
  if (nal.length < 4 || ((nal[0] ?? 0) & 0x1f) !== 7) return null;
  const reader = new BitReader(withoutEmulation(nal.subarray(1, maximumSpsBytes)));
  const profile = reader.bits(8);
  reader.skip(8);
  const level = reader.bits(8);
  reader.unsignedExpGolomb();
  const { chromaFormat, hasColourPlanes } = highProfiles.has(profile)
    ? readHighProfile(reader)
    : { chromaFormat: 1, hasColourPlanes: false };
  const frameNumberBits = reader.unsignedExpGolomb() + 4;
  skipPictureOrder(reader);
  reader.unsignedExpGolomb();
  reader.skip(1);
  const picture = readPicture(reader, chromaFormat);
  if (reader.overrun || picture === null || frameNumberBits > mostFrameNumberBits) return null;
  const { width, height, isAdaptive } = picture;
  const fieldCoding = isAdaptive === null ? null : { frameNumberBits, hasColourPlanes, isAdaptive };
  // A VUI that runs over its end is common in the wild and harmless: only its figures are lost.
  const frameRate = reader.flag() ? readFrameRate(reader) : null;
  return { profile, level, width, height, fieldCoding, frameRate: reader.overrun ? null : frameRate };
}

function readHighProfile(reader: BitReader): { chromaFormat: number; hasColourPlanes: boolean } {
  const chromaFormat = reader.unsignedExpGolomb();
  const hasColourPlanes = chromaFormat === 3 && reader.flag();
  reader.unsignedExpGolomb();
  reader.unsignedExpGolomb();
  reader.skip(1);
  if (reader.flag()) {
    const lists = chromaFormat === 3 ? 12 : 8;
    for (let list = 0; list < lists; list += 1) {
      if (reader.flag()) skipScalingList(reader, list < 6 ? 16 : 64);
    }
  }
  return { chromaFormat, hasColourPlanes };
}

function skipScalingList(reader: BitReader, size: number): void {
  let last = 8;
  for (let index = 0; index < size; index += 1) {
    const next = (last + reader.signedExpGolomb() + 256) % 256;
    if (next === 0 || reader.overrun) return;
    last = next;
  }
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.unsignedExpGolomb();
  if (type === 0) reader.unsignedExpGolomb();
  if (type !== 1) return;
  reader.skip(1);
  reader.signedExpGolomb();
  reader.signedExpGolomb();
  const frames = Math.min(255, reader.unsignedExpGolomb());
  for (let frame = 0; frame < frames && !reader.overrun; frame += 1) reader.signedExpGolomb();
}

/**
 * Macroblocks less the cropping rectangle, in the units of table 6-1 and equations 7-19 to 7-22; `isAdaptive` is null where all pictures are
 * frames.
 */
function readPicture(
  reader: BitReader,
  chromaFormat: number,
): { width: number; height: number; isAdaptive: boolean | null } | null {
  const widthMacroblocks = reader.unsignedExpGolomb() + 1;
  const heightMapUnits = reader.unsignedExpGolomb() + 1;
  const framesOnly = reader.flag();
  const isAdaptive = framesOnly ? null : reader.flag();
  reader.skip(1);
  const codedWidth = widthMacroblocks * 16;
  const codedHeight = heightMapUnits * 16 * (framesOnly ? 1 : 2);
  if (codedWidth > maximumSidePixels || codedHeight > maximumSidePixels) return null;
  let [left, right, top, bottom] = [0, 0, 0, 0];
  if (reader.flag()) {
    left = reader.unsignedExpGolomb();
    right = reader.unsignedExpGolomb();
    top = reader.unsignedExpGolomb();
    bottom = reader.unsignedExpGolomb();
  }
  const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const unitY = (chromaFormat === 1 ? 2 : 1) * (framesOnly ? 1 : 2);
  const width = codedWidth - (left + right) * unitX;
  const height = codedHeight - (top + bottom) * unitY;
  return width > 0 && height > 0 ? { width, height, isAdaptive } : null;
}

/** VUI parameters up to the timing information (E.1.1); a frame is two ticks of the field clock (E.2.1). */
function readFrameRate(reader: BitReader): number | null {
  if (reader.flag() && reader.bits(8) === extendedSampleAspectRatio) reader.skip(32);
  if (reader.flag()) reader.skip(1);
  if (reader.flag()) {
    reader.skip(4);
    if (reader.flag()) reader.skip(24);
  }
  if (reader.flag()) {
    reader.unsignedExpGolomb();
    reader.unsignedExpGolomb();
  }
  if (!reader.flag()) return null;
  const unitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  if (unitsInTick === 0 || timeScale === 0) return null;
  const frameRate = timeScale / (2 * unitsInTick);
  return frameRate <= maximumFrameRate ? frameRate : null;
}
