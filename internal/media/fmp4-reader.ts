import { parseMovie, parseMovieFragment } from './fmp4-boxes.ts';
import type { FragmentSample, MovieDescription } from './fmp4-boxes.ts';
import type { VideoConfig } from './packet.ts';

/** One frame out of a fragmented file; `data` is memory of its own. */
export interface Fmp4Frame {
  /** Times of the file in ms, with the fraction that its timescale gives. */
  readonly dtsMs: number;
  readonly ptsMs: number;
  readonly durationMs: number;
  readonly isKey: boolean;
  readonly data: Buffer;
}

export interface Fmp4ReaderNeeds {
  /** Called for each moov box, before its frames. */
  onConfig(config: VideoConfig): void;
  onFrame(frame: Fmp4Frame): void;
  /** Called at most once; `why` is one sentence. What follows is not read. */
  onError(why: string): void;
}

const boxHeaderBytes = 8;
/** Bounds the memory: a frame at the highest level is far smaller. */
const maximumBoxBytes = 16 * 1024 * 1024;

/**
 * Reads a fragmented MP4 file of one video track as it comes out of a pipe (`empty_moov`, `default_base_moof`).
 *
 * Bytes are copied once, out of the pipe's chunks into a box of exact size. Nothing is held but the box in the making.
 */
export class Fmp4Reader {
  readonly #needs: Fmp4ReaderNeeds;
  readonly #header = Buffer.alloc(boxHeaderBytes);
  #headerFilled = 0;
  #contents: Buffer | null = null;
  #contentsFilled = 0;
  #movie: MovieDescription | null = null;
  /** The samples of the moof whose mdat is awaited, and that moof's size. */
  #samples: readonly FragmentSample[] = [];
  #moofBytes = 0;
  #failed = false;

  constructor(needs: Fmp4ReaderNeeds) {
    this.#needs = needs;
  }

  /** Takes the next bytes of the file, in pieces of any size. Does not keep `chunk`. */
  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length && !this.#failed) {
      offset += this.#contents === null ? this.#fillHeader(chunk, offset) : this.#fillContents(chunk, offset);
      if (this.#contents !== null && this.#contentsFilled === this.#contents.length) this.#finishBox(this.#contents);
    }
  }

  #fillHeader(chunk: Buffer, offset: number): number {
    const copied = chunk.copy(this.#header, this.#headerFilled, offset);
    this.#headerFilled += copied;
    if (this.#headerFilled < boxHeaderBytes) return copied;
    const contentsBytes = this.#header.readUInt32BE(0) - boxHeaderBytes;
    // Sizes 0 (to the end of the file) and 1 (64 bits) of 4.2 belong to files, not to live pipes.
    if (contentsBytes < 0 || contentsBytes > maximumBoxBytes) {
      this.#fail(`A box announces ${contentsBytes + boxHeaderBytes} bytes.`);
    } else {
      this.#contents = Buffer.allocUnsafe(contentsBytes);
      this.#contentsFilled = 0;
    }
    return copied;
  }

  #fillContents(chunk: Buffer, offset: number): number {
    if (this.#contents === null) return 0;
    const copied = chunk.copy(this.#contents, this.#contentsFilled, offset);
    this.#contentsFilled += copied;
    return copied;
  }

  #finishBox(contents: Buffer): void {
    this.#contents = null;
    this.#headerFilled = 0;
    const type = this.#header.toString('latin1', 4, 8);
    if (type === 'moov') this.#readMovie(contents);
    else if (type === 'moof') this.#readFragment(contents);
    else if (type === 'mdat') this.#readFrames(contents);
  }

  #readMovie(contents: Buffer): void {
    const parsed = parseMovie(contents);
    if (parsed.kind === 'malformed') return this.#fail(parsed.why);
    if (parsed.kind === 'unsupported') return this.#fail(`The file holds ${parsed.what}.`);
    this.#movie = parsed.value;
    this.#needs.onConfig(parsed.value.config);
  }

  #readFragment(contents: Buffer): void {
    if (this.#movie === null) return this.#fail('A fragment comes before the moov box.');
    const parsed = parseMovieFragment(contents, this.#movie);
    if (parsed.kind === 'malformed') return this.#fail(parsed.why);
    if (parsed.kind === 'unsupported') return this.#fail(parsed.what);
    this.#samples = parsed.value;
    this.#moofBytes = contents.length + boxHeaderBytes;
  }

  #readFrames(contents: Buffer): void {
    if (this.#movie === null) return;
    const contentsOffset = this.#moofBytes + boxHeaderBytes;
    const millisecondsPerTick = 1000 / this.#movie.timescale;
    for (const sample of this.#samples) {
      const start = sample.offset - contentsOffset;
      if (start < 0 || sample.size > contents.length - start) return this.#fail('A frame lies outside its mdat box.');
      this.#needs.onFrame({
        dtsMs: sample.dts * millisecondsPerTick,
        ptsMs: sample.pts * millisecondsPerTick,
        durationMs: sample.duration * millisecondsPerTick,
        isKey: sample.isKey,
        data: contents.subarray(start, start + sample.size),
      });
    }
    this.#samples = [];
  }

  #fail(why: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#contents = null;
    this.#samples = [];
    this.#needs.onError(why);
  }
}
