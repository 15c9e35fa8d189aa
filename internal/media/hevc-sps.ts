import { BitReader } from './bit-reader.ts';
import { readFieldSequence } from './hevc-vui.ts';
import { withoutEmulation } from './nal.ts';
import { maximumSidePixels } from './picture.ts';

/** Real parameter sets take some dozens of bytes; longer ones are cut before they are unescaped. */
const maximumSpsBytes = 4096;
/** Horizontal and vertical units of the conformance window by chroma format (ITU-T H.265, table 6-1). */
const windowUnits: readonly (readonly [number, number])[] = [
  [1, 1],
  [2, 2],
  [2, 1],
  [1, 1],
];

/** What an HEVC sequence parameter set says about the picture. */
export interface HevcSequence {
  /** Size as shown, after cropping, in pixels: of one field where each picture is one. */
  readonly width: number;
  readonly height: number;
  /** Null where pictures are progressive, or nothing is known of that. */
  readonly interlacing: 'woven' | 'fields' | null;
}

/** Reads an SPS NAL unit with its two header bytes (7.3.2.2); null when it is broken. */
export function parseHevcSequence(nal: Buffer): HevcSequence | null {
  const reader = new BitReader(withoutEmulation(nal.subarray(2, maximumSpsBytes)));
  reader.skip(4);
  const subLayersAboveFirst = reader.bits(3);
  reader.skip(1);
  const isInterlaced = readInterlacedSource(reader, subLayersAboveFirst);
  reader.unsignedExpGolomb();
  const chromaFormat = reader.unsignedExpGolomb();
  if (chromaFormat === 3) reader.skip(1);
  const codedWidth = reader.unsignedExpGolomb();
  const codedHeight = reader.unsignedExpGolomb();
  let [left, right, top, bottom] = [0, 0, 0, 0];
  if (reader.flag()) {
    left = reader.unsignedExpGolomb();
    right = reader.unsignedExpGolomb();
    top = reader.unsignedExpGolomb();
    bottom = reader.unsignedExpGolomb();
  }
  const units = windowUnits[chromaFormat];
  if (reader.overrun || units === undefined) return null;
  if (codedWidth > maximumSidePixels || codedHeight > maximumSidePixels) return null;
  const width = codedWidth - (left + right) * units[0];
  const height = codedHeight - (top + bottom) * units[1];
  if (width <= 0 || height <= 0) return null;
  if (!isInterlaced) return { width, height, interlacing: null };
  return { width, height, interlacing: readFieldSequence(reader, subLayersAboveFirst) ? 'fields' : 'woven' };
}

/**
 * profile_tier_level with the general profile present (7.3.3): whether the source is interlaced (7.4.4), which general_interlaced_source_flag says
 * without general_progressive_source_flag. Both mean that pictures differ.
 */
function readInterlacedSource(reader: BitReader, subLayersAboveFirst: number): boolean {
  reader.skip(40);
  const isProgressive = reader.flag();
  const isInterlaced = reader.flag();
  reader.skip(46 + 8);
  skipSubLayers(reader, subLayersAboveFirst);
  return isInterlaced && !isProgressive;
}

function skipSubLayers(reader: BitReader, subLayersAboveFirst: number): void {
  if (subLayersAboveFirst === 0) return;
  const present: { profile: boolean; level: boolean }[] = [];
  for (let layer = 0; layer < 8; layer += 1) {
    const flags = { profile: reader.flag(), level: reader.flag() };
    if (layer < subLayersAboveFirst) present.push(flags);
  }
  for (const { profile, level } of present) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
}
