import { gzipSync } from 'node:zlib';

/** A rendered playlist, shared by all who ask for it; compressed once, when the first asks for that. */
export class PlaylistBody {
  readonly plain: Buffer;
  /** Weak, since both encodings carry it. */
  readonly entityTag: string;
  #gzipped: Buffer | null = null;

  constructor(needs: { text: string; entityTag: string }) {
    this.plain = Buffer.from(needs.text);
    this.entityTag = needs.entityTag;
  }

  get gzipped(): Buffer {
    this.#gzipped ??= gzipSync(this.plain);
    return this.#gzipped;
  }
}
