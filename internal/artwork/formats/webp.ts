import type { PixelSize } from '../picture.ts';
import { larger, type RasterFile } from './raster-file.ts';

export function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
}

/** Walks the chunks of a WebP (RFC 9649, 2.3): its canvas and each of its frames count. */
export function readWebp(bytes: Buffer): RasterFile | null {
  if (!isWebp(bytes)) return null;
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return null;
  let size: PixelSize = { widthPixels: 0, heightPixels: 0 };
  let totalPixels = 0;
  let offset = 12;
  while (offset + 8 <= end) {
    const type = bytes.toString('latin1', offset, offset + 4);
    const length = bytes.readUInt32LE(offset + 4);
    if (offset + 8 + length > end) return null;
    const measure = measures[type];
    if (measure !== undefined) {
      const measured = measure(bytes.subarray(offset + 8, offset + 8 + length));
      if (measured === null || measured.widthPixels === 0 || measured.heightPixels === 0) return null;
      size = larger(size, measured);
      if (type !== 'VP8X') totalPixels += measured.widthPixels * measured.heightPixels;
    }
    offset += 8 + length + (length % 2);
  }
  // A chunk of odd length is padded, though some writers forget the last one's.
  return totalPixels > 0 && offset >= end ? { size, totalPixels, endByte: end } : null;
}

const measures: Readonly<Record<string, (data: Buffer) => PixelSize | null>> = {
  VP8X: (data) => (data.length < 10 ? null : canvas(data, 4)),
  ANMF: (data) => (data.length < 16 ? null : canvas(data, 6)),
  'VP8 ': (data) => {
    if (data.length < 10 || data.readUIntBE(3, 3) !== 0x9d012a) return null;
    return { widthPixels: data.readUInt16LE(6) & 0x3fff, heightPixels: data.readUInt16LE(8) & 0x3fff };
  },
  VP8L: (data) => {
    if (data.length < 5 || data[0] !== 0x2f) return null;
    const bits = data.readUInt32LE(1);
    return { widthPixels: (bits & 0x3fff) + 1, heightPixels: ((bits >>> 14) & 0x3fff) + 1 };
  },
};

/** Width and height less one, 24 bits each. */
function canvas(data: Buffer, offset: number): PixelSize {
  return { widthPixels: data.readUIntLE(offset, 3) + 1, heightPixels: data.readUIntLE(offset + 3, 3) + 1 };
}
