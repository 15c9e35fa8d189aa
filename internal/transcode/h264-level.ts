/** Limits of one level: ITU-T H.264, table A-1. */
interface LevelLimits {
  /** level_idc: ten times the level's number. */
  readonly levelIdc: number;
  readonly macroblocksPerSecond: number;
  readonly macroblocksPerFrame: number;
  readonly bitrateKbps: number;
}

const levels: readonly LevelLimits[] = [
  { levelIdc: 11, macroblocksPerSecond: 3_000, macroblocksPerFrame: 396, bitrateKbps: 192 },
  { levelIdc: 12, macroblocksPerSecond: 6_000, macroblocksPerFrame: 396, bitrateKbps: 384 },
  { levelIdc: 13, macroblocksPerSecond: 11_880, macroblocksPerFrame: 396, bitrateKbps: 768 },
  { levelIdc: 20, macroblocksPerSecond: 11_880, macroblocksPerFrame: 396, bitrateKbps: 2_000 },
  { levelIdc: 21, macroblocksPerSecond: 19_800, macroblocksPerFrame: 792, bitrateKbps: 4_000 },
  { levelIdc: 22, macroblocksPerSecond: 20_250, macroblocksPerFrame: 1_620, bitrateKbps: 4_000 },
  { levelIdc: 30, macroblocksPerSecond: 40_500, macroblocksPerFrame: 1_620, bitrateKbps: 10_000 },
  { levelIdc: 31, macroblocksPerSecond: 108_000, macroblocksPerFrame: 3_600, bitrateKbps: 14_000 },
  { levelIdc: 32, macroblocksPerSecond: 216_000, macroblocksPerFrame: 5_120, bitrateKbps: 20_000 },
  { levelIdc: 40, macroblocksPerSecond: 245_760, macroblocksPerFrame: 8_192, bitrateKbps: 20_000 },
  { levelIdc: 41, macroblocksPerSecond: 245_760, macroblocksPerFrame: 8_192, bitrateKbps: 50_000 },
  { levelIdc: 42, macroblocksPerSecond: 522_240, macroblocksPerFrame: 8_704, bitrateKbps: 50_000 },
  { levelIdc: 50, macroblocksPerSecond: 589_824, macroblocksPerFrame: 22_080, bitrateKbps: 135_000 },
  { levelIdc: 51, macroblocksPerSecond: 983_040, macroblocksPerFrame: 36_864, bitrateKbps: 240_000 },
  { levelIdc: 52, macroblocksPerSecond: 2_073_600, macroblocksPerFrame: 36_864, bitrateKbps: 240_000 },
];
const highestLevelIdc = 52;

/** What a level has to hold: pixels, frames per second, and the highest bitrate in kbit/s. */
export interface CodedVideo {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly videoBitrateKbps: number;
}

/** The smallest `level_idc` whose limits hold the video (H.264, annex A.3); level 5.2 for whatever is beyond them all. */
export function smallestLevelIdc(video: CodedVideo): number {
  const columns = Math.ceil(video.width / 16);
  const rows = Math.ceil(video.height / 16);
  const frame = columns * rows;
  const fits = levels.find(
    (level) =>
      frame <= level.macroblocksPerFrame &&
      // A.3.1 f and g: neither side may exceed the square root of eight times the frame's limit.
      Math.max(columns, rows) ** 2 <= 8 * level.macroblocksPerFrame &&
      frame * video.frameRate <= level.macroblocksPerSecond &&
      video.videoBitrateKbps <= level.bitrateKbps,
  );
  return fits?.levelIdc ?? highestLevelIdc;
}
