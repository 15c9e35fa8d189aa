import type { CodedVideo } from './h264-level.ts';

/** Limits of the Main tier: AV1 specification, annex A.3. `index` is seq_level_idx. */
const levels = [
  { index: 0, pixels: 147_456, widest: 2048, pixelsPerSecond: 4_423_680, bitrateKbps: 1_500 },
  { index: 1, pixels: 278_784, widest: 2816, pixelsPerSecond: 8_363_520, bitrateKbps: 3_000 },
  { index: 4, pixels: 665_856, widest: 4352, pixelsPerSecond: 19_975_680, bitrateKbps: 6_000 },
  { index: 5, pixels: 1_065_024, widest: 5504, pixelsPerSecond: 31_950_720, bitrateKbps: 10_000 },
  { index: 8, pixels: 2_359_296, widest: 6144, pixelsPerSecond: 70_778_880, bitrateKbps: 12_000 },
  { index: 9, pixels: 2_359_296, widest: 6144, pixelsPerSecond: 141_557_760, bitrateKbps: 20_000 },
  { index: 12, pixels: 8_912_896, widest: 8192, pixelsPerSecond: 267_386_880, bitrateKbps: 30_000 },
  { index: 13, pixels: 8_912_896, widest: 8192, pixelsPerSecond: 534_773_760, bitrateKbps: 40_000 },
] as const;
const highestIndex = 14;

/** RFC 6381 name of AV1 in Main profile and tier with 8 bits, with the smallest level that holds the video. */
export function av1Main(video: CodedVideo): string {
  const pixels = video.width * video.height;
  const fits = levels.find(
    (level) =>
      pixels <= level.pixels &&
      Math.max(video.width, video.height) <= level.widest &&
      pixels * video.frameRate <= level.pixelsPerSecond &&
      video.videoBitrateKbps <= level.bitrateKbps,
  );
  return `av01.0.${String(fits?.index ?? highestIndex).padStart(2, '0')}M.08`;
}
