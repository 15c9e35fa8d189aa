import { BitReader } from './bit-reader.ts';

/** What an AV1 sequence header says of the picture (AV1 specification, 5.5). */
export interface Av1Sequence {
  readonly width: number;
  readonly height: number;
  /** From the timing information, or null. */
  readonly frameRate: number | null;
}

const maximumFrameRate = 1000;
/** Levels above this number carry a tier. */
const lastLevelWithoutTier = 7;

/** Reads the payload of a sequence header OBU; null when it is broken, or of a still picture. */
export function parseAv1Sequence(payload: Buffer): Av1Sequence | null {
  const reader = new BitReader(payload.subarray(0, 256));
  reader.skip(3 + 1);
  const isReducedStillPicture = reader.flag();
  if (isReducedStillPicture) return null;
  let frameRate: number | null = null;
  let delayBits: number | null = null;
  if (reader.flag()) {
    frameRate = readTiming(reader);
    if (reader.flag()) delayBits = readDecoderModel(reader);
  }
  skipOperatingPoints(reader, delayBits);
  const widthBits = reader.bits(4) + 1;
  const heightBits = reader.bits(4) + 1;
  const width = reader.bits(widthBits) + 1;
  const height = reader.bits(heightBits) + 1;
  return reader.overrun ? null : { width, height, frameRate };
}

/** timing_info (5.5.3): a rate only where every picture lasts as long. */
function readTiming(reader: BitReader): number | null {
  const unitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  if (!reader.flag()) return null;
  const ticksPerPicture = reader.unsignedExpGolomb() + 1;
  const frameRate = timeScale / (unitsInTick * ticksPerPicture);
  return frameRate > 0 && frameRate <= maximumFrameRate ? frameRate : null;
}

/** decoder_model_info (5.5.4); the bits of a delay. */
function readDecoderModel(reader: BitReader): number {
  const delayBits = reader.bits(5) + 1;
  reader.skip(32 + 5 + 5);
  return delayBits;
}

function skipOperatingPoints(reader: BitReader, delayBits: number | null): void {
  const hasDisplayDelays = reader.flag();
  const points = reader.bits(5) + 1;
  for (let point = 0; point < points; point += 1) {
    reader.skip(12);
    if (reader.bits(5) > lastLevelWithoutTier) reader.skip(1);
    if (delayBits !== null && reader.flag()) reader.skip(2 * delayBits + 1);
    if (hasDisplayDelays && reader.flag()) reader.skip(4);
  }
}
