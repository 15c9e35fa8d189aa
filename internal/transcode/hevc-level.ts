import type { CodedVideo } from './h264-level.ts';

/** Limits of the Main tier: ITU-T H.265, tables A.8 and A.9. `levelIdc` is thirty times the level's number. */
const levels = [
  { levelIdc: 30, pixelsPerPicture: 36_864, pixelsPerSecond: 552_960, bitrateKbps: 128 },
  { levelIdc: 60, pixelsPerPicture: 122_880, pixelsPerSecond: 3_686_400, bitrateKbps: 1_500 },
  { levelIdc: 63, pixelsPerPicture: 245_760, pixelsPerSecond: 7_372_800, bitrateKbps: 3_000 },
  { levelIdc: 90, pixelsPerPicture: 552_960, pixelsPerSecond: 16_588_800, bitrateKbps: 6_000 },
  { levelIdc: 93, pixelsPerPicture: 983_040, pixelsPerSecond: 33_177_600, bitrateKbps: 10_000 },
  { levelIdc: 120, pixelsPerPicture: 2_228_224, pixelsPerSecond: 66_846_720, bitrateKbps: 12_000 },
  { levelIdc: 123, pixelsPerPicture: 2_228_224, pixelsPerSecond: 133_693_440, bitrateKbps: 20_000 },
  { levelIdc: 150, pixelsPerPicture: 8_912_896, pixelsPerSecond: 267_386_880, bitrateKbps: 25_000 },
  { levelIdc: 153, pixelsPerPicture: 8_912_896, pixelsPerSecond: 534_773_760, bitrateKbps: 40_000 },
] as const;
const highestLevelIdc = 156;

/** RFC 6381 name of HEVC in Main profile and tier, of progressive frames, with the smallest level that holds the video. */
export function hevcMain(video: CodedVideo): string {
  const pixels = video.width * video.height;
  const fits = levels.find(
    (level) =>
      pixels <= level.pixelsPerPicture &&
      // A.4.1 b and c: neither side may exceed the square root of eight times the picture's limit.
      Math.max(video.width, video.height) ** 2 <= 8 * level.pixelsPerPicture &&
      pixels * video.frameRate <= level.pixelsPerSecond &&
      video.videoBitrateKbps <= level.bitrateKbps,
  );
  return `hvc1.1.6.L${fits?.levelIdc ?? highestLevelIdc}.90`;
}
