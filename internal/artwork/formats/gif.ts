import type { PixelSize } from '../picture.ts';
import { larger, type RasterFile } from './raster-file.ts';

const TRAILER = 0x3b;
const IMAGE = 0x2c;
const EXTENSION = 0x21;

export function isGif(bytes: Buffer): boolean {
  return ['GIF87a', 'GIF89a'].includes(bytes.toString('latin1', 0, 6));
}

/** Walks the blocks of a GIF (version 89a) to its trailer, which some programs leave out; every frame counts. */
export function readGif(bytes: Buffer): RasterFile | null {
  if (!isGif(bytes) || bytes.length < 13) return null;
  let size: PixelSize = { widthPixels: bytes.readUInt16LE(6), heightPixels: bytes.readUInt16LE(8) };
  let totalPixels = 0;
  let offset: number | null = 13 + tableBytes(bytes[10] ?? 0);
  while (offset !== null && offset < bytes.length) {
    const block: number | undefined = bytes[offset];
    if (block === TRAILER) return totalPixels > 0 ? { size, totalPixels, endByte: offset + 1 } : null;
    if (block === EXTENSION) {
      offset = skipSubBlocks(bytes, offset + 2);
      continue;
    }
    if (block !== IMAGE || offset + 10 > bytes.length) return null;
    const frame = { widthPixels: bytes.readUInt16LE(offset + 5), heightPixels: bytes.readUInt16LE(offset + 7) };
    totalPixels += frame.widthPixels * frame.heightPixels;
    size = larger(size, frame);
    // The descriptor, its colour table and the first code's size.
    offset = skipSubBlocks(bytes, offset + 10 + tableBytes(bytes[offset + 9] ?? 0) + 1);
  }
  return offset === bytes.length && totalPixels > 0 ? { size, totalPixels, endByte: offset } : null;
}

function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Behind the empty block that ends a row of sub-blocks; null when the file ends first. */
function skipSubBlocks(bytes: Buffer, from: number): number | null {
  let offset = from;
  while (offset < bytes.length) {
    const length = bytes[offset] ?? 0;
    offset += 1 + length;
    if (length === 0) return offset;
  }
  return null;
}
