import type { PixelSize } from '../picture.ts';
import { isPng, readPng } from './png.ts';
import { larger, type RasterFile } from './raster-file.ts';

const HEADER_BYTES = 6;
const ENTRY_BYTES = 16;
const MAX_ENTRIES = 32;
/** BITMAPINFOHEADER, the only kind of bitmap that icons hold. */
const BITMAP_HEADER_BYTES = 40;

export function isIco(bytes: Buffer): boolean {
  return bytes.length >= HEADER_BYTES && bytes.readUInt32LE(0) === 0x0001_0000;
}

/** Reads the directory of an ICO file; each picture in it must lie within the file, as a whole PNG or a bitmap. */
export function readIco(bytes: Buffer): RasterFile | null {
  if (!isIco(bytes)) return null;
  const count = bytes.readUInt16LE(4);
  if (count < 1 || count > MAX_ENTRIES || bytes.length < HEADER_BYTES + count * ENTRY_BYTES) return null;
  let size: PixelSize = { widthPixels: 0, heightPixels: 0 };
  let totalPixels = 0;
  for (let index = 0; index < count; index += 1) {
    const entry = HEADER_BYTES + index * ENTRY_BYTES;
    const start = bytes.readUInt32LE(entry + 12);
    const end = start + bytes.readUInt32LE(entry + 8);
    if (start < HEADER_BYTES + count * ENTRY_BYTES || end > bytes.length) return null;
    const picture = measure(bytes.subarray(start, end));
    if (picture === null) return null;
    size = larger(size, picture);
    totalPixels += picture.widthPixels * picture.heightPixels;
  }
  return { size, totalPixels, endByte: bytes.length };
}

function measure(picture: Buffer): PixelSize | null {
  if (isPng(picture)) return readPng(picture)?.size ?? null;
  if (picture.length < BITMAP_HEADER_BYTES || picture.readUInt32LE(0) !== BITMAP_HEADER_BYTES) return null;
  const widthPixels = picture.readInt32LE(4);
  // The mask below the picture counts to its height.
  const heightPixels = picture.readInt32LE(8) / 2;
  if (widthPixels < 1 || heightPixels < 1 || !Number.isInteger(heightPixels)) return null;
  const leastBytes = BITMAP_HEADER_BYTES + Math.ceil((widthPixels * picture.readUInt16LE(14)) / 8) * heightPixels;
  return picture.length < leastBytes ? null : { widthPixels, heightPixels };
}
