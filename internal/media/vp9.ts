import { BitReader } from './bit-reader.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';
import { brokenPicture, type InspectedPicture, maximumSidePixels } from './picture.ts';

/** VPCodecConfigurationRecord without initialisation data ("VP Codec ISO Media File Format Binding"), and the full box's head before it. */
const recordBytes = 8;
const fullBoxBytes = 4;
const fullBoxVersion1 = Buffer.from([1, 0, 0, 0]);
const frameMarker = 2;
const syncCode = 0x49_8342;
const colourSpaceRgb = 7;
/** Pictures up to so many pixels are of that level (VP9, annex A), for encoders that do not say one. */
const levels: readonly (readonly [pixels: number, level: number])[] = [
  [36_864, 10],
  [73_728, 11],
  [122_880, 20],
  [245_760, 21],
  [552_960, 30],
  [983_040, 31],
  [2_228_224, 40],
  [8_912_896, 50],
];
const highestLevel = 60;

/**
 * Reads a VPCodecConfigurationRecord, with the head of its box or, as ffmpeg sends it, without. The size stands in key frames alone:
 * it is zero until the first of them.
 */
export function parseVp9Configuration(body: Buffer): Parsed<VideoConfig> {
  const hasHead = body.length >= fullBoxBytes + recordBytes && body.subarray(0, fullBoxBytes).equals(fullBoxVersion1);
  const record = hasHead ? body.subarray(fullBoxBytes) : body;
  const [profile = 4, , flags = 0] = record;
  const depth = flags >> 4;
  if (record.length < recordBytes || profile > 3 || ![8, 10, 12].includes(depth)) {
    return { kind: 'malformed', why: 'The VP9 configuration cannot be read.' };
  }
  const description = Buffer.concat([fullBoxVersion1, record.subarray(0, recordBytes)]);
  // No initialisation data, whatever it announces: VP9 has none.
  description.writeUInt16BE(0, fullBoxBytes + 6);
  return { kind: 'parsed', value: named({ codec: 'vp9', description, width: 0, height: 0, frameRate: null }) };
}

/** Reads the uncompressed header of a message's first frame (VP9 specification, 7.2), which in a key frame says how large it is. */
export function inspectVp9(data: Buffer, config: VideoConfig): InspectedPicture {
  const reader = new BitReader(data.subarray(0, 16));
  if (reader.bits(2) !== frameMarker) return { ...brokenPicture, data, config: null };
  const profile = reader.bits(1) + 2 * reader.bits(1);
  if (profile === 3) reader.skip(1);
  const showsExisting = reader.flag();
  const isKeyFrame = !showsExisting && !reader.flag();
  if (!isKeyFrame) return { wellFormed: true, hasPicture: true, isKey: false, data, config: null };
  reader.skip(2);
  if (reader.bits(24) !== syncCode) return { ...brokenPicture, data, config: null };
  skipColour(reader, profile);
  const width = reader.bits(16) + 1;
  const height = reader.bits(16) + 1;
  if (width > maximumSidePixels || height > maximumSidePixels) return { ...brokenPicture, data, config: null };
  const isSame = width === config.width && height === config.height;
  return {
    wellFormed: !reader.overrun,
    hasPicture: true,
    isKey: true,
    data,
    config: isSame ? null : named({ ...config, width, height }),
  };
}

/** color_config (7.2.2). */
function skipColour(reader: BitReader, profile: number): void {
  const hasSubsampling = profile === 1 || profile === 3;
  if (profile >= 2) reader.skip(1);
  if (reader.bits(3) === colourSpaceRgb) reader.skip(hasSubsampling ? 1 : 0);
  else reader.skip(hasSubsampling ? 4 : 1);
}

/** Profile, level and bit depth as the binding's section 5 writes them: `vp09.00.31.08`. */
function named(config: Omit<VideoConfig, 'codecString'>): VideoConfig {
  const [profile = 0, declaredLevel = 0, flags = 0] = config.description.subarray(fullBoxBytes);
  const pixels = config.width * config.height;
  const level = declaredLevel > 0 ? declaredLevel : (levels.find(([most]) => pixels <= most)?.[1] ?? highestLevel);
  const digits = [profile, level, flags >> 4].map((value) => String(value).padStart(2, '0'));
  return { ...config, codecString: `vp09.${digits.join('.')}` };
}
