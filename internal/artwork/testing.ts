/** What the tests of pictures share: small pictures, made byte by byte, and a shelf in memory. */
import { crc32, deflateSync } from 'node:zlib';
import type { PictureShelf } from './gallery.ts';
import type { StoredPicture } from './picture.ts';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A grey PNG; `claims` writes another size into its header than its data have. */
export function makePng(width = 4, height = 4, claims: { width: number; height: number } = { width, height }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claims.width, 0);
  header.writeUInt32BE(claims.height, 4);
  header[8] = 8;
  const pixels = deflateSync(Buffer.alloc((width + 1) * height, 0x40));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF of one frame. */
export function makeGif(width = 1, height = 1): Buffer {
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  gif.writeUInt16LE(width, 6);
  gif.writeUInt16LE(height, 8);
  return gif;
}

/** The bones of a JPEG: a frame header, a scan with a stuffed byte and a restart, the end. */
export function makeJpeg(width = 8, height = 8): Buffer {
  const frame = Buffer.from('ffc0000b080000000001011100', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    frame,
    Buffer.from('ffda0008010100003f00', 'hex'),
    Buffer.from('1200ff00aaffd034ffd9', 'hex'),
  ]);
}

/** A lossless WebP's bones. */
export function makeWebp(width = 8, height = 8): Buffer {
  const data = Buffer.alloc(10);
  data[0] = 0x2f;
  data.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1);
  const file = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8L\0\0\0\0', 'latin1'), data]);
  file.writeUInt32LE(data.length, 16);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

/** An icon that holds one PNG. */
export function makeIco(picture = makePng(16, 16)): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt32LE(picture.length, 14);
  head.writeUInt32LE(22, 18);
  return Buffer.concat([head, picture]);
}

/** A drawing around `inner`. */
export function makeSvg(inner = '<circle r="4"/>', attributes = ''): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" ${attributes}>${inner}</svg>`);
}

export function dataUrl(type: string, bytes: Buffer): string {
  return `data:${type};base64,${bytes.toString('base64')}`;
}

/** Pictures in memory. */
export class MemoryShelf implements PictureShelf {
  readonly #pictures = new Map<string, StoredPicture>();

  get(kind: string, name: string): StoredPicture | null {
    return this.#pictures.get(`${kind}/${name}`) ?? null;
  }

  list(kind: string): readonly StoredPicture[] {
    return [...this.#pictures.entries()].filter(([key]) => key.startsWith(`${kind}/`)).map(([, picture]) => picture);
  }

  put(kind: string, picture: StoredPicture): void {
    this.#pictures.set(`${kind}/${picture.name}`, picture);
  }

  putOnly(kind: string, picture: StoredPicture): void {
    this.removeAll(kind);
    this.put(kind, picture);
  }

  remove(kind: string, name: string): boolean {
    return this.#pictures.delete(`${kind}/${name}`);
  }

  removeAll(kind: string): boolean {
    return this.list(kind).map(({ name }) => this.remove(kind, name)).length > 0;
  }
}
