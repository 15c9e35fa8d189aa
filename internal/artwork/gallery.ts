import { createHash } from 'node:crypto';
import { checkPicture } from './check-picture.ts';
import { parseDataUrl } from './data-url.ts';
import { baseName, judgeFolder, nameEmoji, pathOfEmoji, shortcodeOf } from './emoji-name.ts';
import { PictureCache } from './picture-cache.ts';
import {
  type Checked,
  type Picture,
  pictureLimits,
  pictureTypes,
  type PictureUse,
  type PixelSize,
  type StoredPicture,
} from './picture.ts';

/** Where pictures are kept. */
export interface PictureShelf {
  get(kind: PictureUse, name: string): StoredPicture | null;
  list(kind: PictureUse): readonly { readonly name: string; readonly digest: string }[];
  /** Keeps it, in place of one of the same name. */
  put(kind: PictureUse, picture: StoredPicture): void;
  /** Keeps it as the only one of its kind. */
  putOnly(kind: PictureUse, picture: StoredPicture): void;
  /** True when there was one of that name. */
  remove(kind: PictureUse, name: string): boolean;
  /** True when there was any. */
  removeAll(kind: PictureUse): boolean;
}

/** An emoji as lists of them have it. */
export interface Emoji {
  /** What a message writes between colons. */
  readonly name: string;
  /** URL path. */
  readonly url: string;
  /** Where the picker shows it; left out for those that lie in none. */
  readonly folder?: string;
}

export type AddedEmoji = Checked<Emoji> | { readonly kind: 'taken'; readonly reason: string };

const MAX_EMOJI = 1000;
const EMOJI_FOLDER = '/img/emoji/';

/** The channel's pictures: checks what comes in, keeps it, and has what is shown often at hand. */
export class Gallery {
  readonly #shelf: PictureShelf;
  readonly #onChange: (kind: PictureUse) => void;
  readonly #cache = new PictureCache();
  /** Digests of what was there when the shelf was last looked at, by kind. */
  readonly #known = new Map<PictureUse, string>();
  #emoji: readonly Emoji[] | null = null;

  constructor(needs: { shelf: PictureShelf; onChange: (kind: PictureUse) => void }) {
    this.#shelf = needs.shelf;
    this.#onChange = needs.onChange;
    for (const kind of ['logo', 'favicon', 'emoji'] as const) this.#known.set(kind, this.#digestOf(kind));
  }

  /** The uploaded logo; null while there is none. */
  logo(): StoredPicture | null {
    return this.#only('logo');
  }

  /** In pixels; null for a drawing, which has any size, and while there is no logo. */
  logoSize(): PixelSize | null {
    const logo = this.logo();
    const checked = logo === null ? null : checkPicture(logo.bytes, pictureLimits.logo, null);
    return checked?.kind === 'usable' ? checked.value.size : null;
  }

  favicon(): StoredPicture | null {
    return this.#only('favicon');
  }

  /** Changes whenever the logo does; goes into its address so that caches may keep it for long. */
  logoUniqueness(): string {
    return this.logo()?.digest.slice(0, 12) ?? 'default';
  }

  /** By name. */
  emoji(): readonly Emoji[] {
    this.#emoji ??= this.#shelf.list('emoji').map(({ name }) => describe(name));
    return this.#emoji;
  }

  /** The picture of an emoji, by its file, with its folder before it where it lies in one. */
  emojiPicture(path: string): StoredPicture | null {
    return this.#find('emoji', path);
  }

  /** Takes a data URL as the logo; an empty text brings the built-in one back. */
  setLogo(dataUrl: string): Checked<StoredPicture | null> {
    if (dataUrl === '') {
      this.#shelf.removeAll('logo');
      this.refresh();
      return { kind: 'usable', value: null };
    }
    const checked = checkDataUrl('logo', dataUrl);
    return checked.kind === 'refused' ? checked : { kind: 'usable', value: this.#keepOnly('logo', checked.value) };
  }

  /** Takes a picture as the icon that browsers show beside the page's title. */
  setFavicon(bytes: Buffer, claimedType: string | null): Checked<StoredPicture> {
    const checked = checkPicture(bytes, pictureLimits.favicon, claimedType);
    return checked.kind === 'refused' ? checked : { kind: 'usable', value: this.#keepOnly('favicon', checked.value) };
  }

  removeFavicon(): void {
    this.#shelf.removeAll('favicon');
    this.refresh();
  }

  /** Adds an emoji, in a folder or (with an empty text) in none. */
  addEmoji(name: string, dataUrl: string, folderName = ''): AddedEmoji {
    const checked = checkDataUrl('emoji', dataUrl);
    if (checked.kind === 'refused') return checked;
    const named = nameEmoji(name, checked.value.mediaType);
    if (named.kind === 'refused') return named;
    const folder = judgeFolder(folderName);
    if (folder.kind === 'refused') return folder;
    const { shortcode, file } = named.value;
    // Messages find an emoji by its name in any case, whatever its folder.
    if (this.emoji().some((emoji) => emoji.name.toLowerCase() === shortcode.toLowerCase())) {
      return { kind: 'taken', reason: `There is an emoji called ${shortcode} already.` };
    }
    if (this.emoji().length >= MAX_EMOJI) {
      return { kind: 'taken', reason: `There are ${MAX_EMOJI} emoji, which is as many as are kept.` };
    }
    const path = pathOfEmoji(folder.value, file);
    this.#shelf.put('emoji', toStored(path, checked.value));
    this.refresh();
    return { kind: 'usable', value: describe(path) };
  }

  /** Removes an emoji by its file name, wherever it lies: no two have the same. True when there was one. */
  removeEmoji(name: string): boolean {
    const file = baseName(name);
    const found = this.#shelf.list('emoji').find((emoji) => baseName(emoji.name) === file);
    if (found === undefined) return false;
    this.#shelf.remove('emoji', found.name);
    this.refresh();
    return true;
  }

  /** Removes a folder with all that lies in it; returns how many emoji that were. */
  removeFolder(folder: string): number {
    const paths = this.#shelf.list('emoji').filter(({ name }) => name.startsWith(`${folder}/`));
    for (const { name } of paths) this.#shelf.remove('emoji', name);
    if (paths.length > 0) this.refresh();
    return paths.length;
  }

  /** Looks at the shelf again, which another process may have written to, and says what has changed. */
  refresh(): void {
    this.#cache.clear();
    this.#emoji = null;
    for (const [kind, before] of this.#known) {
      const digest = this.#digestOf(kind);
      this.#known.set(kind, digest);
      if (digest !== before) this.#onChange(kind);
    }
  }

  #keepOnly(kind: PictureUse, picture: Picture): StoredPicture {
    const stored = toStored(`${kind}.${pictureTypes[picture.mediaType]}`, picture);
    this.#shelf.putOnly(kind, stored);
    this.refresh();
    return stored;
  }

  #only(kind: PictureUse): StoredPicture | null {
    return this.#cache.find(kind, () => {
      const name = this.#shelf.list(kind)[0]?.name;
      return name === undefined ? null : this.#shelf.get(kind, name);
    });
  }

  #find(kind: PictureUse, name: string): StoredPicture | null {
    if (!this.emoji().some(({ url }) => url === EMOJI_FOLDER + name)) return null;
    return this.#cache.find(`${kind}/${name}`, () => this.#shelf.get(kind, name));
  }

  #digestOf(kind: PictureUse): string {
    const hash = createHash('sha256');
    for (const { name, digest } of this.#shelf.list(kind)) hash.update(`${name} ${digest}\n`);
    return hash.digest('base64url');
  }
}

/** Makes what is kept of a picture that was checked. */
export function toStored(name: string, picture: Picture): StoredPicture {
  const digest = createHash('sha256').update(picture.bytes).digest('base64url');
  return { name, mediaType: picture.mediaType, bytes: picture.bytes, digest };
}

function checkDataUrl(use: PictureUse, dataUrl: string): Checked<Picture> {
  const limits = pictureLimits[use];
  const parsed = parseDataUrl(dataUrl, limits.maxBytes);
  return parsed.kind === 'refused' ? parsed : checkPicture(parsed.value.bytes, limits, parsed.value.claimedType);
}

function describe(path: string): Emoji {
  const [folder, file] = path.split('/');
  const emoji = { name: shortcodeOf(path), url: EMOJI_FOLDER + path };
  return folder === undefined || file === undefined ? emoji : { ...emoji, folder };
}
