/** The kinds of picture that can be kept. */
export const pictureTypes = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/x-icon': 'ico',
  'image/svg+xml': 'svg',
} as const;

export type PictureType = keyof typeof pictureTypes;

/** What a picture is for. */
export type PictureUse = 'logo' | 'favicon' | 'emoji';

/** A picture that was checked: its bytes hold what `mediaType` says, and nothing that a browser would run. */
export interface Picture {
  readonly mediaType: PictureType;
  readonly bytes: Buffer;
  /** Null for a drawing (SVG), which has any size. */
  readonly size: PixelSize | null;
}

/** A picture as it is kept. */
export interface StoredPicture {
  /** File name with its extension; a logo and a favicon have one, which says no more than their type. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** SHA-256 of the bytes, base64url. */
  readonly digest: string;
}

export interface PixelSize {
  readonly widthPixels: number;
  readonly heightPixels: number;
}

/** What became of bytes from outside; `reason` is a sentence for who sent them. */
export type Checked<Value> =
  | { readonly kind: 'usable'; readonly value: Value }
  | { readonly kind: 'refused'; readonly reason: string };

export interface PictureLimits {
  readonly maxBytes: number;
  /** Longest side in pixels: what a browser would have to unpack is bounded by it. */
  readonly maxSidePixels: number;
  readonly types: readonly PictureType[];
}

const shown = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml'] as const;

/** What is taken, by what it is for. */
export const pictureLimits: Readonly<Record<PictureUse, PictureLimits>> = {
  logo: { maxBytes: 2 * 1024 * 1024, maxSidePixels: 4096, types: shown },
  favicon: { maxBytes: 2 * 1024 * 1024, maxSidePixels: 1024, types: [...shown, 'image/x-icon'] },
  emoji: { maxBytes: 1024 * 1024, maxSidePixels: 1024, types: shown },
};
