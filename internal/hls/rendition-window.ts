import { createHash } from 'node:crypto';
import { BitRateMeter } from './bit-rate-meter.ts';
import type { FileShelf } from './file-shelf.ts';
import type { GridSegment } from './grid.ts';
import type { SegmentArchive } from './segment-archive.ts';
import { SegmentMemory } from './segment-memory.ts';

/** An initialisation section (EXT-X-MAP). */
export interface InitFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Part {
  readonly name: string;
  readonly durationMs: number;
  /** Whether it starts with a frame that needs no other. */
  readonly isIndependent: boolean;
  /** Null where there is no media (GAP=YES). */
  readonly bytes: Buffer | null;
}

/** One segment in one rendition; `durationMs` is null while it is open. */
export interface Segment {
  readonly name: string;
  readonly mediaSequence: number;
  readonly discontinuityIndex: number;
  readonly isDiscontinuity: boolean;
  /** Whether it is of what stepped in for the encoder. */
  readonly isInterlude: boolean;
  /** PROGRAM-DATE-TIME of its first sample. */
  readonly startWallMs: number;
  readonly init: InitFile | null;
  readonly parts: Part[];
  durationMs: number | null;
  /** Whether media is missing in it, so that players had better take another rendition (EXT-X-GAP). */
  isGap: boolean;
}

/** What is announced last in a rendition's playlist; `part` is -1 for a whole segment without parts. */
export interface Position {
  readonly mediaSequence: number;
  readonly part: number;
}

/** Pictures that can be decoded alone, spread over the window. */
export interface KeyPictures {
  readonly init: Buffer;
  readonly media: Buffer;
  /** Wall clock of each picture. */
  readonly startsWallMs: readonly number[];
  /** Where the last segment ends. */
  readonly endWallMs: number;
}

interface WindowNeeds {
  readonly shelf: FileShelf;
  /** URL path of the rendition, such as `/hls/0/`. */
  readonly folder: string;
  /** Path of the rendition in the archive, such as `BROADCAST/0/`. */
  readonly archiveFolder: string;
  readonly archive: Pick<SegmentArchive, 'put' | 'remove'>;
  readonly sessionPrefix: string;
  readonly windowMs: number;
  readonly monotonicMs: () => number;
  /** Told of each segment when it is finished. */
  readonly onFinished?: (segment: Segment) => void;
}

/** The live window of one rendition: its segments as the playlist lists them, and their files on the shelf. */
export class RenditionWindow {
  readonly bitRate: BitRateMeter;
  /** Where the parts of the open segment may be written. */
  readonly memory = new SegmentMemory();
  readonly #needs: WindowNeeds;
  #segments: Segment[] = [];
  #retired: { readonly names: readonly string[]; readonly freeAtMs: number }[] = [];
  #init: InitFile | null = null;
  #hasChanged = false;

  constructor(needs: WindowNeeds) {
    this.#needs = needs;
    this.bitRate = new BitRateMeter(needs);
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get last(): Segment | null {
    return this.#segments.at(-1) ?? null;
  }

  get open(): Segment | null {
    const last = this.last;
    return last?.durationMs === null ? last : null;
  }

  /** Whether there is a segment that is finished and lacks nothing. */
  get hasWholeSegment(): boolean {
    return this.#segments.some((segment) => segment.durationMs !== null && !segment.isGap);
  }

  /**
   * The initialisation section and the start of the newest whole segment that begins with a key frame: at least one part, and as many as
   * `lengthMs` takes. Null where there is none.
   */
  newestPictures(lengthMs: number): { readonly init: Buffer; readonly media: Buffer } | null {
    const segment = this.#segments.findLast(
      ({ durationMs, isGap, parts }) => durationMs !== null && !isGap && parts[0]?.isIndependent,
    );
    if (segment === undefined || segment.init === null) return null;
    const media: Buffer[] = [];
    let takenMs = 0;
    for (const { bytes, durationMs } of segment.parts) {
      if (media.length > 0 && takenMs >= lengthMs) break;
      if (bytes !== null) media.push(bytes);
      takenMs += durationMs;
    }
    return { init: segment.init.bytes, media: Buffer.concat(media) };
  }

  /**
   * The first parts of whole segments that need the newest initialisation section and begin with a key frame, oldest first; of many at
   * most `most`, evenly spread. Null while there is none.
   */
  keyPictures(most: number): KeyPictures | null {
    const newest = this.#segments.findLast(({ durationMs, isGap }) => durationMs !== null && !isGap);
    const { init = null } = newest ?? {};
    if (newest === undefined || init === null) return null;
    const fitting = this.#segments.filter(
      (segment) => segment.init?.name === init.name && segment.durationMs !== null && segment.parts[0]?.isIndependent,
    );
    if (fitting.length === 0) return null;
    const step = Math.ceil(fitting.length / most);
    const chosen = fitting.filter((_, position) => (fitting.length - 1 - position) % step === 0);
    return {
      init: init.bytes,
      media: Buffer.concat(chosen.flatMap(({ parts }) => parts[0]?.bytes ?? [])),
      startsWallMs: chosen.map(({ startWallMs }) => startWallMs),
      endWallMs: newest.startWallMs + (newest.durationMs ?? 0),
    };
  }

  /** Whether the playlist has something new since this was last asked. */
  takeChanged(): boolean {
    const hadChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hadChanged;
  }

  /** Null before the first part. An open segment counts once it has a part. */
  get position(): Position | null {
    const last = this.last;
    if (last === null) return null;
    if (last.durationMs !== null || last.parts.length > 0) {
      return { mediaSequence: last.mediaSequence, part: last.parts.length - 1 };
    }
    const previous = this.#segments.at(-2);
    return previous === undefined ? null : { mediaSequence: previous.mediaSequence, part: previous.parts.length - 1 };
  }

  /** Name of the part that comes next; after a complete segment that is the first of the one to follow. */
  get nextPartName(): string | null {
    const last = this.last;
    if (last === null) return null;
    if (last.durationMs !== null) return this.#partName(last.mediaSequence + 1, 0);
    return this.#partName(last.mediaSequence, last.parts.length);
  }

  path(name: string): string {
    return this.#needs.folder + name;
  }

  archivePath(name: string): string {
    return this.#needs.archiveFolder + name;
  }

  /**
   * Makes this the initialisation section of the segments opened from now on; identical bytes keep their name. That of an interlude says
   * so in its name, by which our own page knows when the picture is back.
   */
  useInit(bytes: Buffer, isInterlude: boolean): void {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const name = `${this.#needs.sessionPrefix}-${isInterlude ? 'slate-' : ''}${digest}.mp4`;
    if (this.#init?.name === name) return;
    this.#init = { name, bytes };
    this.#needs.shelf.put(this.path(name), bytes);
    this.#needs.archive.put(this.archivePath(name), bytes);
  }

  /** Opens the rendition's own segment for one of the grid. `startWallMs` is that of its first sample. */
  openSegment(segment: GridSegment, startWallMs: number): void {
    const last = this.last;
    if (last !== null && segment.mediaSequence !== last.mediaSequence + 1) this.#retireAll();
    this.#segments.push({
      name: `${this.#needs.sessionPrefix}-${segment.mediaSequence}.m4s`,
      mediaSequence: segment.mediaSequence,
      discontinuityIndex: segment.discontinuityIndex,
      isDiscontinuity: segment.isDiscontinuity,
      isInterlude: segment.isInterlude,
      startWallMs,
      init: this.#init,
      parts: [],
      durationMs: null,
      isGap: false,
    });
  }

  /** Adds the next part of the open segment. */
  addPart(part: { durationMs: number; isIndependent: boolean; bytes: Buffer | null }): void {
    const { open } = this;
    if (open === null) return;
    const name = this.#partName(open.mediaSequence, open.parts.length);
    open.parts.push({ name, ...part });
    this.#hasChanged = true;
    if (part.bytes !== null) this.#needs.shelf.put(this.path(name), part.bytes);
  }

  /** Says that media is missing in the open segment. */
  markGap(): void {
    if (this.open !== null) this.open.isGap = true;
  }

  /** Completes the open segment; its parts become views of the one buffer that holds it whole. */
  closeSegment(durationMs: number): void {
    const { open } = this;
    if (open === null) return;
    open.durationMs = durationMs;
    this.#hasChanged = true;
    const hasMedia = open.parts.some((part) => part.bytes !== null);
    if (!hasMedia) open.isGap = true;
    if (open.isGap) this.memory.join([]);
    this.bitRate.add({ ...open, durationMs, bytes: open.isGap ? null : this.#storeWhole(open) });
    this.#needs.onFinished?.(open);
    this.#trim();
  }

  /** Takes everything off the shelf, at once. */
  clear(): void {
    const init = this.#init;
    this.#init = null;
    this.#retireAll();
    for (const { names } of this.#retired) this.#free(names);
    this.#retired = [];
    if (init === null) return;
    this.#free([init.name]);
    this.#needs.archive.remove(this.archivePath(init.name));
  }

  /** Frees the files whose time has come. */
  freeRetired(): void {
    const nowMs = this.#needs.monotonicMs();
    while (this.#retired[0] !== undefined && this.#retired[0].freeAtMs <= nowMs) {
      this.#free(this.#retired.shift()?.names ?? []);
    }
  }

  #partName(mediaSequence: number, part: number): string {
    return `${this.#needs.sessionPrefix}-${mediaSequence}.${part}.m4s`;
  }

  /** Gives the size in bytes. */
  #storeWhole(segment: Segment): number {
    const whole = this.memory.join(segment.parts.flatMap((part) => part.bytes ?? []));
    let offset = 0;
    for (const [index, part] of segment.parts.entries()) {
      if (part.bytes === null) continue;
      const bytes = whole.subarray(offset, offset + part.bytes.length);
      offset += bytes.length;
      segment.parts[index] = { ...part, bytes };
      this.#needs.shelf.rebase(this.path(part.name), bytes);
    }
    this.#needs.shelf.put(this.path(segment.name), whole, this.archivePath(segment.name));
    this.#needs.archive.put(this.archivePath(segment.name), whole);
    return whole.length;
  }

  #trim(): void {
    let totalMs = this.#segments.reduce((sum, segment) => sum + (segment.durationMs ?? 0), 0);
    for (;;) {
      const first = this.#segments[0];
      if (first === undefined || totalMs - (first.durationMs ?? 0) < this.#needs.windowMs) break;
      totalMs -= first.durationMs ?? 0;
      this.#segments.shift();
      this.#retire(first);
    }
    this.freeRetired();
  }

  #retireAll(): void {
    for (let segment = this.#segments.shift(); segment !== undefined; segment = this.#segments.shift())
      this.#retire(segment);
  }

  /** A removed segment stays for its own duration and the longest playlist's that listed it (RFC 8216bis, 6.2.2). */
  #retire(segment: Segment): void {
    const freeAtMs = this.#needs.monotonicMs() + (segment.durationMs ?? 0) + this.#needs.windowMs;
    const names = [segment.name, ...segment.parts.map((part) => part.name)];
    if (!segment.isGap && segment.durationMs !== null) {
      this.#needs.archive.remove(this.archivePath(segment.name));
    }
    const initName = segment.init?.name ?? null;
    if (initName !== null && !this.#usesInit(initName)) {
      names.push(initName);
      this.#needs.archive.remove(this.archivePath(initName));
    }
    this.#retired.push({ names, freeAtMs });
  }

  #usesInit(name: string): boolean {
    return this.#init?.name === name || this.#segments.some((segment) => segment.init?.name === name);
  }

  #free(names: readonly string[]): void {
    for (const name of names) if (!this.#usesInit(name)) this.#needs.shelf.remove(this.path(name));
  }
}
