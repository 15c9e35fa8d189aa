import type { StoredPicture } from './picture.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** Pictures that were shown of late, up to 16 MB; the one that came first makes room. That there is none is remembered too. */
export class PictureCache {
  readonly #entries = new Map<string, StoredPicture | null>();
  #totalBytes = 0;

  find(key: string, load: () => StoredPicture | null): StoredPicture | null {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const picture = load();
    this.#totalBytes += picture?.bytes.length ?? 0;
    this.#entries.set(key, picture);
    for (const [first, old] of this.#entries) {
      if (this.#totalBytes <= MAX_BYTES || first === key) break;
      this.#entries.delete(first);
      this.#totalBytes -= old?.bytes.length ?? 0;
    }
    return picture;
  }

  clear(): void {
    this.#entries.clear();
    this.#totalBytes = 0;
  }
}
