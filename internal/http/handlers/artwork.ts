import { AerialError } from '../../platform/errors.ts';
import type { artworkEndpoints } from '../contract/artwork.ts';
import { type Caller, type Handlers, RawReply } from '../contract/endpoint.ts';
import { readFormFile } from '../multipart.ts';
import { renderManifest } from '../pages/web-manifest.ts';
import {
  ASKED_AGAIN,
  BuiltInPictures,
  FOR_A_MONTH,
  type PictureOnAir,
  sendPicture,
  type ShownPicture,
} from './picture-answer.ts';

type Outcome = { readonly kind: 'usable' } | { readonly kind: 'refused' | 'taken'; readonly reason: string };

/** The channel's pictures, as far as the API needs them. */
export interface GalleryOfApi {
  logo(): ShownPicture | null;
  /** Null for a drawing, which has any size. */
  logoSize(): { readonly widthPixels: number; readonly heightPixels: number } | null;
  logoUniqueness(): string;
  favicon(): ShownPicture | null;
  emoji(): readonly { readonly name: string; readonly url: string; readonly folder?: string }[];
  /** By its file, with its folder before it where it lies in one. */
  emojiPicture(path: string): ShownPicture | null;
  setLogo(dataUrl: string): Outcome;
  setFavicon(bytes: Buffer, claimedType: string | null): Outcome;
  removeFavicon(): void;
  addEmoji(name: string, dataUrl: string, folder: string): Outcome;
  removeEmoji(name: string): boolean;
  /** How many emoji went with it. */
  removeFolder(folder: string): number;
}

export interface ArtworkNeeds {
  readonly gallery: GalleryOfApi;
  /** Pictures of what is on air; each null while there is none. To read one is to ask for a new one, if it is old. */
  readonly snapshots: {
    thumbnail(): PictureOnAir | null;
    preview(): PictureOnAir | null;
    webPreview(): PictureOnAir | null;
    storyboardIndex(): string | null;
    /** That of the name, where it is still there, else the newest. */
    storyboardSprite(name: string | undefined): PictureOnAir | null;
  };
  readonly assets: { bytes(name: string): Buffer };
  readonly readChannel: () => { readonly name: string; readonly summary: string };
  /** Largest icon of the page, in bytes. */
  readonly maxFaviconBytes: number;
}

/** A picture of what is on air is made so often at most, and is cached no longer. */
const BRIEFLY = 'public, max-age=20';
/** An old one is cached for as long as it takes to make a new one. */
const UNTIL_THE_NEXT = 'public, max-age=2';

/** The channel's logo, icon and emoji, and pictures of what is on air. */
export function artworkHandlers(needs: ArtworkNeeds): Handlers<typeof artworkEndpoints> {
  return { ...shownPictures(needs), ...keptPictures(needs) };
}

function shownPictures({ gallery, snapshots, assets, readChannel }: ArtworkNeeds) {
  const builtIn = new BuiltInPictures({ assets });
  const logoForOthers = (): ShownPicture => {
    const logo = gallery.logo();
    const isDrawing = logo === null || logo.mediaType === 'image/svg+xml';
    return isDrawing ? builtIn.get('static/icons/icon-512.png', 'image/png') : logo;
  };
  const whileOffline = (): ShownPicture =>
    gallery.logo() === null ? builtIn.get('static/og.png', 'image/png') : logoForOthers();
  const sendOnAir = (picture: PictureOnAir | null, caller: Caller): RawReply =>
    sendPicture(picture ?? whileOffline(), caller, picture?.isStale === true ? UNTIL_THE_NEXT : BRIEFLY);
  const logoCaching = (uc: string | undefined): string =>
    gallery.logo() !== null && uc === gallery.logoUniqueness() ? FOR_A_MONTH : ASKED_AGAIN;
  const sendEmoji = (path: string, caller: Caller): RawReply => {
    const picture = gallery.emojiPicture(path);
    if (picture === null) throw noSuchEmoji();
    return sendPicture(picture, caller, ASKED_AGAIN);
  };
  return {
    getEmoji: () => [...gallery.emoji()],
    getEmojiPicture: ({ params, caller }) => sendEmoji(params.file, caller),
    getEmojiPictureInFolder: ({ params, caller }) => sendEmoji(`${params.folder}/${params.file}`, caller),
    getLogo: ({ query, caller }) =>
      sendPicture(gallery.logo() ?? builtIn.get('static/logo.svg', 'image/svg+xml'), caller, logoCaching(query.uc)),
    getLogoForOthers: ({ query, caller }) => sendPicture(logoForOthers(), caller, logoCaching(query.uc)),
    getFavicon: ({ caller }) =>
      sendPicture(gallery.favicon() ?? builtIn.get('static/icons/icon-192.png', 'image/png'), caller, ASKED_AGAIN),
    getManifest: () => {
      const logo = gallery.logo();
      const url = `/logo?uc=${gallery.logoUniqueness()}`;
      const manifest = renderManifest({
        ...readChannel(),
        logo: logo === null ? null : { url, mediaType: logo.mediaType, size: gallery.logoSize() },
      });
      const headers = { 'content-type': 'application/manifest+json', 'cache-control': ASKED_AGAIN };
      return new RawReply({ headers, body: manifest });
    },
    getThumbnail: ({ caller }) => sendOnAir(snapshots.thumbnail(), caller),
    getPreview: ({ caller }) => sendOnAir(snapshots.preview(), caller),
    getWebPreview: ({ caller }) => sendOnAir(snapshots.webPreview(), caller),
    getStoryboard: () => {
      const index = requireStoryboard(snapshots.storyboardIndex());
      return new RawReply({ headers: { 'content-type': 'text/vtt', 'cache-control': ASKED_AGAIN }, body: index });
    },
    getStoryboardPicture: ({ query, caller }) =>
      sendOnAir(requireStoryboard(snapshots.storyboardSprite(query.v)), caller),
  } satisfies Partial<Handlers<typeof artworkEndpoints>>;
}

function keptPictures({ gallery, maxFaviconBytes }: ArtworkNeeds) {
  return {
    setLogo: ({ body }) => {
      requireKept(gallery.setLogo(body.value));
      return { success: true, message: body.value === '' ? 'The built-in logo is back.' : 'The logo was changed.' };
    },
    setFavicon: async ({ body, caller }) => {
      const contentType = caller.headers['content-type'];
      const isForm = Buffer.isBuffer(body) && typeof contentType === 'string';
      const file = isForm
        ? await readFormFile(body, contentType, { field: 'favicon', maxBytes: maxFaviconBytes })
        : null;
      if (file === null) {
        throw new AerialError('REQUEST_INVALID', {
          message: 'The body has to be a form (multipart/form-data) with a file of at most 2 MB in its field favicon.',
          hint: 'Nothing was changed.',
        });
      }
      requireKept(gallery.setFavicon(file.bytes, file.mediaType));
      return { success: true, message: 'The icon of the page was changed.' };
    },
    removeFavicon: () => {
      gallery.removeFavicon();
      return { success: true, message: 'The built-in icon of the page is back.' };
    },
    uploadEmoji: ({ body }) => {
      requireKept(gallery.addEmoji(body.name, body.data, body.folder));
      return { success: true, message: 'The emoji was added.' };
    },
    deleteEmoji: ({ body }) => {
      if (!gallery.removeEmoji(body.name)) throw noSuchEmoji();
      return { success: true, message: 'The emoji was removed.' };
    },
    deleteEmojiFolder: ({ body }) => {
      const count = gallery.removeFolder(body.name);
      if (count > 0) return { success: true, message: `The folder was removed with ${count} emoji.` };
      throw new AerialError('NOT_FOUND', { message: 'There is no folder of that name.', hint: 'See /api/emoji.' });
    },
  } satisfies Partial<Handlers<typeof artworkEndpoints>>;
}

function requireStoryboard<T>(storyboard: T | null): T {
  if (storyboard !== null) return storyboard;
  throw new AerialError('NOT_FOUND', {
    message: 'There are no pictures of the live window.',
    hint: 'They are made while a picture is on air.',
  });
}

function requireKept(outcome: Outcome): void {
  if (outcome.kind === 'usable') return;
  const code = outcome.kind === 'taken' ? 'CONFLICT' : 'PICTURE_UNUSABLE';
  throw new AerialError(code, { message: outcome.reason, hint: 'Nothing was changed.' });
}

function noSuchEmoji(): AerialError {
  return new AerialError('NOT_FOUND', { message: 'There is no emoji of that name.', hint: 'See /api/emoji.' });
}
