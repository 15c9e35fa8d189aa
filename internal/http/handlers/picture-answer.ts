import { createHash } from 'node:crypto';
import { matchesEntityTag } from '../../platform/http-negotiation.ts';
import { type Caller, RawReply } from '../contract/endpoint.ts';

/** A picture that can be sent. */
export interface ShownPicture {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Changes with the bytes. */
  readonly digest: string;
}

/** One of what is on air. */
export interface PictureOnAir extends ShownPicture {
  /** Whether it is old, and a new one is being made. */
  readonly isStale: boolean;
}

/** Kept by caches for a month, as its address changes with it. */
export const FOR_A_MONTH = 'public, max-age=2592000, immutable';
/** Kept by caches, which ask each time whether it still is the same. */
export const ASKED_AGAIN = 'public, no-cache';

/**
 * Pictures that were uploaded are checked, and an SVG is cleaned; should something slip through, the browser lets it neither run nor
 * load anything, also when it is opened by itself.
 */
const HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Answers with a picture, or that the caller's copy is still good. */
export function sendPicture(picture: ShownPicture, caller: Caller, cacheControl: string): RawReply {
  const entityTag = `"${picture.digest.slice(0, 22)}"`;
  const headers = {
    'content-type': picture.mediaType,
    'cache-control': cacheControl,
    etag: entityTag,
    'content-security-policy': HARMLESS,
  };
  const known = caller.headers['if-none-match'];
  if (typeof known === 'string' && matchesEntityTag(known, entityTag)) return new RawReply({ status: 304, headers });
  return new RawReply({ headers, body: picture.bytes });
}

/** The pictures that travel with Aerial, each read when it is first shown. */
export class BuiltInPictures {
  readonly #assets: { bytes(name: string): Buffer };
  readonly #shown = new Map<string, ShownPicture>();

  constructor(needs: { assets: { bytes(name: string): Buffer } }) {
    this.#assets = needs.assets;
  }

  get(name: string, mediaType: string): ShownPicture {
    const known = this.#shown.get(name);
    if (known !== undefined) return known;
    const bytes = this.#assets.bytes(name);
    const picture = { mediaType, bytes, digest: createHash('sha256').update(bytes).digest('base64url') };
    this.#shown.set(name, picture);
    return picture;
  }
}
