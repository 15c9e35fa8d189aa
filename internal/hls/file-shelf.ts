/** A media file as it is served: immutable bytes and the answer's headers, made once for all viewers. */
export interface StoredFile {
  readonly bytes: Buffer;
  readonly entityTag: string;
  /** Names and values in turn, as `writeHead` takes them without looking at each. */
  readonly headers: string[];
  /** Its name in the archive, where it may be found as well; null for what is nowhere else. */
  readonly archivePath: string | null;
}

/** Sent with every answer: players on other sites may read the media and what they need to know about it. */
export const corsHeaders = [
  'Access-Control-Allow-Origin',
  '*',
  'Access-Control-Expose-Headers',
  'Age, Content-Length, Content-Range, Date, ETag',
] as const;

/** A name is never used for other bytes, so caches may keep them; an hour outlives every live window. */
const mediaCacheControl = 'public, max-age=3600, immutable';

/** The media files of the channel by URL path: parts, whole segments and initialisation sections. */
export class FileShelf {
  readonly #files = new Map<string, StoredFile>();

  get(path: string): StoredFile | null {
    return this.#files.get(path) ?? null;
  }

  /** Puts a file in its place; the name (the path's last component) is unique to these bytes. */
  put(path: string, bytes: Buffer, archivePath: string | null = null): void {
    const entityTag = `"${path.slice(path.lastIndexOf('/') + 1)}"`;
    const headers = [
      'Content-Type',
      'video/mp4',
      'Content-Length',
      String(bytes.length),
      'Cache-Control',
      mediaCacheControl,
      'ETag',
      entityTag,
      'Accept-Ranges',
      'bytes',
      ...corsHeaders,
    ];
    this.#files.set(path, { bytes, entityTag, headers, archivePath });
  }

  /** The same bytes from now on out of other memory. */
  rebase(path: string, bytes: Buffer): void {
    const file = this.#files.get(path);
    if (file !== undefined) this.#files.set(path, { ...file, bytes });
  }

  remove(path: string): void {
    this.#files.delete(path);
  }
}
