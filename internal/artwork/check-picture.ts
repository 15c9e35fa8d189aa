import { tooLarge } from './data-url.ts';
import { isGif, readGif } from './formats/gif.ts';
import { isIco, readIco } from './formats/ico.ts';
import { isJpeg, readJpeg } from './formats/jpeg.ts';
import { isPng, readPng } from './formats/png.ts';
import type { RasterReader } from './formats/raster-file.ts';
import { isWebp, readWebp } from './formats/webp.ts';
import { type Checked, type Picture, type PictureLimits, type PictureType, pictureTypes } from './picture.ts';
import { cleanSvg, looksLikeSvg } from './svg/clean-svg.ts';

type RasterType = Exclude<PictureType, 'image/svg+xml'>;

const rasters: Readonly<Record<RasterType, { readonly is: (bytes: Buffer) => boolean; readonly read: RasterReader }>> =
  {
    'image/png': { is: isPng, read: readPng },
    'image/jpeg': { is: isJpeg, read: readJpeg },
    'image/gif': { is: isGif, read: readGif },
    'image/webp': { is: isWebp, read: readWebp },
    'image/x-icon': { is: isIco, read: readIco },
  };

/** Frames of a moving picture together; a browser would have to unpack them all. */
const MAX_TOTAL_PIXELS = 256 * 1024 * 1024;

/** Other names that the same types go by. */
const aliases: Readonly<Record<string, PictureType>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/apng': 'image/png',
  'image/vnd.microsoft.icon': 'image/x-icon',
  'image/ico': 'image/x-icon',
};

/** What the bytes are, by their beginning; null for anything that is not kept. */
export function typeOfBytes(bytes: Buffer): PictureType | null {
  for (const [type, { is }] of Object.entries(rasters)) if (is(bytes)) return type as RasterType;
  return looksLikeSvg(bytes) ? 'image/svg+xml' : null;
}

/**
 * Decides whether bytes from outside may be kept and shown as a picture. What they are is told by the bytes; `claimedType` (of a data
 * URL, a form, a file's ending) must agree, where there is one. A drawing comes back cleaned, anything else without what follows its end.
 */
export function checkPicture(bytes: Buffer, limits: PictureLimits, claimedType: string | null): Checked<Picture> {
  if (bytes.length > limits.maxBytes) return refused(tooLarge(limits.maxBytes));
  const mediaType = typeOfBytes(bytes);
  if (mediaType === null || !limits.types.includes(mediaType)) {
    return refused(`The picture has to be ${limits.types.map(nameOf).join(', ')}.`);
  }
  if (claimedType !== null && (aliases[claimedType] ?? claimedType) !== mediaType) {
    return refused(`The picture says that it is ${printable(claimedType)}, but its bytes are ${mediaType}.`);
  }
  if (mediaType === 'image/svg+xml') {
    const cleaned = cleanSvg(bytes, (embedded, type) => isHarmlessRaster(embedded, limits, type));
    if (cleaned.kind === 'refused') return cleaned;
    return { kind: 'usable', value: { mediaType, bytes: cleaned.value, size: null } };
  }
  const file = rasters[mediaType].read(bytes);
  if (file === null) return refused('The picture is damaged, or only a part of it has arrived.');
  const { widthPixels, heightPixels } = file.size;
  if (Math.max(widthPixels, heightPixels) > limits.maxSidePixels) {
    return refused(
      `The picture has ${widthPixels} x ${heightPixels} pixels; at most ${limits.maxSidePixels} a side are taken.`,
    );
  }
  if (file.totalPixels > MAX_TOTAL_PIXELS) return refused('The picture has too many frames.');
  return { kind: 'usable', value: { mediaType, bytes: bytes.subarray(0, file.endByte), size: file.size } };
}

/** Pictures within a drawing are held to the same rules, and are no drawings themselves. */
function isHarmlessRaster(bytes: Buffer, limits: PictureLimits, claimedType: string): boolean {
  const types = limits.types.filter((type) => type !== 'image/svg+xml');
  return checkPicture(bytes, { ...limits, types }, claimedType).kind === 'usable';
}

function nameOf(type: PictureType): string {
  return pictureTypes[type].toUpperCase();
}

function printable(text: string): string {
  return text.slice(0, 60).replace(/[^\w/.+-]/g, '?');
}

function refused(reason: string): { kind: 'refused'; reason: string } {
  return { kind: 'refused', reason };
}
