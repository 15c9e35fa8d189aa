import { renderMultivariantPlaylist, type Variant } from './playlist-multivariant.ts';

/** How often changed bit rates are taken over, in segments. */
const ratesEvery = 16;

/** The archive's multivariant playlist. Measured bit rates change all the time, and are taken over now and then. */
export class ArchiveMultivariant {
  #rendered: { readonly of: string; readonly text: string } | null = null;

  /** Of the renditions whose playlists the archive holds; null while it holds none. */
  render(variants: readonly Variant[], mediaSequence: number): string | null {
    if (variants.length === 0) return null;
    const of = [...variants.map(({ uri }) => uri), Math.floor(mediaSequence / ratesEvery)].join();
    if (this.#rendered?.of !== of) this.#rendered = { of, text: renderMultivariantPlaylist(variants) };
    return this.#rendered.text;
  }
}
