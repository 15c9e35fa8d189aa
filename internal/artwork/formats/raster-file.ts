import type { PixelSize } from '../picture.ts';

/** What the bytes of a raster picture say about it. */
export interface RasterFile {
  /** The largest of all its frames. */
  readonly size: PixelSize;
  /** Pixels of all its frames together: what has to be unpacked. */
  readonly totalPixels: number;
  /** Where the picture ends; whatever follows is no part of it. */
  readonly endByte: number;
}

/** A reader of one format: null when the bytes break off or are not what the format says. */
export type RasterReader = (bytes: Buffer) => RasterFile | null;

/** One picture of `widthPixels` by `heightPixels`; null when a side is nothing. */
export function oneFrame(widthPixels: number, heightPixels: number, endByte: number): RasterFile | null {
  if (widthPixels < 1 || heightPixels < 1) return null;
  return { size: { widthPixels, heightPixels }, totalPixels: widthPixels * heightPixels, endByte };
}

/** The largest side of two sizes, each way. */
export function larger(one: PixelSize, other: PixelSize): PixelSize {
  return {
    widthPixels: Math.max(one.widthPixels, other.widthPixels),
    heightPixels: Math.max(one.heightPixels, other.heightPixels),
  };
}
