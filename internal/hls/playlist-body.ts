import { gzipSync } from 'node:zlib';
import { corsHeaders } from './file-shelf.ts';

/** A rendered playlist, shared by all who ask for it; compressed once, when the first asks for that. */
export class PlaylistBody {
  readonly plain: Buffer;
  /** Weak, since both encodings carry it. */
  readonly entityTag: string;
  #gzipped: Buffer | null = null;
  readonly #heads = { plain: new Map<string, string[]>(), gzipped: new Map<string, string[]>() };

  constructor(needs: { text: string; entityTag: string }) {
    this.plain = Buffer.from(needs.text);
    this.entityTag = needs.entityTag;
  }

  get gzipped(): Buffer {
    this.#gzipped ??= gzipSync(this.plain);
    return this.#gzipped;
  }

  /** The answer's headers, names and values in turn: one list for all who are answered alike. */
  headers(cacheControl: string, isCompressed: boolean): string[] {
    const heads = isCompressed ? this.#heads.gzipped : this.#heads.plain;
    let headers = heads.get(cacheControl);
    if (headers === undefined) {
      headers = this.#listHeaders(cacheControl, isCompressed);
      heads.set(cacheControl, headers);
    }
    return headers;
  }

  #listHeaders(cacheControl: string, isCompressed: boolean): string[] {
    return [
      'Content-Type',
      'application/vnd.apple.mpegurl',
      'Content-Length',
      String((isCompressed ? this.gzipped : this.plain).length),
      'Cache-Control',
      cacheControl,
      'ETag',
      this.entityTag,
      'Vary',
      'Accept-Encoding',
      ...corsHeaders,
      ...(isCompressed ? ['Content-Encoding', 'gzip'] : []),
    ];
  }
}
