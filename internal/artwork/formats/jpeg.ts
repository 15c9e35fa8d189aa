import { oneFrame, type RasterFile } from './raster-file.ts';

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
const TEMPORARY = 0x01;

export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === START && bytes[2] === 0xff;
}

/** Walks the segments of a JPEG (ITU-T T.81, annex B) to its end marker; the size is that of its one frame header. */
export function readJpeg(bytes: Buffer): RasterFile | null {
  if (!isJpeg(bytes)) return null;
  let offset = 2;
  let frame: { width: number; height: number } | null = null;
  let hasScan = false;
  while (offset + 2 <= bytes.length) {
    if (bytes[offset] !== 0xff) return null;
    const marker = bytes[offset + 1] ?? 0;
    if (marker === 0xff) {
      offset += 1; // a fill byte
      continue;
    }
    if (marker === END) return frame !== null && hasScan ? oneFrame(frame.width, frame.height, offset + 2) : null;
    if (isBare(marker)) {
      offset += 2;
      continue;
    }
    if (offset + 4 > bytes.length) return null;
    const length = bytes.readUInt16BE(offset + 2);
    const end = offset + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (isFrameHeader(marker)) {
      if (length < 8 || frame !== null) return null;
      frame = { height: bytes.readUInt16BE(offset + 5), width: bytes.readUInt16BE(offset + 7) };
    }
    if (marker === SCAN) hasScan = true;
    offset = marker === SCAN ? skipScan(bytes, end) : end;
  }
  return null;
}

/** Markers without a length: RSTn and TEM. */
function isBare(marker: number): boolean {
  return marker === TEMPORARY || (marker >= 0xd0 && marker <= 0xd7);
}

/** SOF0 to SOF15, between which DHT, JPG and DAC stand. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Where the entropy-coded data that begin at `from` end: at a marker that is neither a stuffed byte nor a restart. */
function skipScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0x00 && next !== 0xff && !isBare(next)) return at;
  }
  return bytes.length;
}
