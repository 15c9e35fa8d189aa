import { crc32 } from 'node:zlib';
import { oneFrame, type RasterFile } from './raster-file.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type and checksum of a chunk. */
const CHUNK_OVERHEAD_BYTES = 12;

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/** Walks the chunks of a PNG (ISO/IEC 15948, 5.3): IHDR first, IEND last, each whole and with the right checksum. */
export function readPng(bytes: Buffer): RasterFile | null {
  if (!isPng(bytes)) return null;
  let offset = SIGNATURE.length;
  let header: Buffer | null = null;
  let hasData = false;
  let frames = 1;
  while (offset + CHUNK_OVERHEAD_BYTES <= bytes.length) {
    const length = bytes.readUInt32BE(offset);
    const end = offset + CHUNK_OVERHEAD_BYTES + length;
    if (end > bytes.length) return null;
    const type = bytes.toString('latin1', offset + 4, offset + 8);
    const data = bytes.subarray(offset + 8, end - 4);
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return null;
    if ((header === null) !== (type === 'IHDR') || (type === 'IHDR' && length !== 13)) return null;
    if (type === 'IHDR') header = data;
    if (type === 'IDAT') hasData = true;
    if (type === 'fcTL') frames += 1;
    if (type === 'IEND') {
      const file = header === null ? null : oneFrame(header.readUInt32BE(0), header.readUInt32BE(4), end);
      return hasData && file !== null ? { ...file, totalPixels: file.totalPixels * frames } : null;
    }
    offset = end;
  }
  return null;
}
