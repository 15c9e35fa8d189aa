import { parseAv1Configuration } from './av1.ts';
import { parseAvcConfiguration } from './h264.ts';
import { parseHevcConfiguration } from './hevc.ts';
import type { VideoConfig } from './packet.ts';
import type { Parsed } from './parsed.ts';
import { parseVp9Configuration } from './vp9.ts';

/** What the moov of a fragmented file with one video track says. */
export interface MovieDescription {
  readonly config: VideoConfig;
  readonly trackId: number;
  readonly timescale: number;
  /** Defaults of trex (ISO/IEC 14496-12, 8.8.3) for what a fragment does not say. */
  readonly defaults: SampleDefaults;
}

export interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/** One sample of a fragment; times in ticks, `offset` in bytes from the start of its moof. */
export interface FragmentSample {
  readonly dts: number;
  readonly pts: number;
  readonly duration: number;
  readonly isKey: boolean;
  readonly offset: number;
  readonly size: number;
}

const nonSyncSample = 0x1_0000;
/** More than ever belongs in one fragment of one frame or one part. */
const maximumSamples = 4096;

/** The contents of the first box of `type` in `bytes`, or null. */
function find(bytes: Buffer, type: string): Buffer | null {
  let found: Buffer | null = null;
  eachBox(bytes, (name, contents) => {
    if (name === type) found ??= contents;
  });
  return found;
}

function findPath(bytes: Buffer, ...path: readonly string[]): Buffer | null {
  let inner: Buffer | null = bytes;
  for (const type of path) inner = inner === null ? null : find(inner, type);
  return inner;
}

/** Calls `visit` for each whole box; stops at the first that does not fit. */
function eachBox(bytes: Buffer, visit: (type: string, contents: Buffer) => void): void {
  let offset = 0;
  while (offset + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(offset);
    if (size < 8 || size > bytes.length - offset) return;
    visit(bytes.toString('latin1', offset + 4, offset + 8), bytes.subarray(offset + 8, offset + size));
    offset += size;
  }
}

/** Fixed part of a visual sample entry (ISO/IEC 14496-12, 12.1.3). */
const sampleEntryBytes = 78;
/** Sample entries that are read, and the box in each that holds the codec data. */
const codecs = [
  ['avc1', 'avcC', parseAvcConfiguration],
  ['avc3', 'avcC', parseAvcConfiguration],
  ['hvc1', 'hvcC', parseHevcConfiguration],
  ['av01', 'av1C', parseAv1Configuration],
  ['vp09', 'vpcC', parseVp9Configuration],
] as const;

/** Reads the contents of a moov box whose first track is video. */
export function parseMovie(moov: Buffer): Parsed<MovieDescription> {
  const track = find(moov, 'trak');
  const trackHeader = track && find(track, 'tkhd');
  const mediaHeader = track && findPath(track, 'mdia', 'mdhd');
  const descriptions = track && findPath(track, 'mdia', 'minf', 'stbl', 'stsd');
  if (!trackHeader || !mediaHeader || !descriptions) return malformed('The moov box has no whole track.');
  const trackId = readVersioned(trackHeader, 12, 20);
  const timescale = readVersioned(mediaHeader, 12, 20);
  if (trackId === null || timescale === null || timescale === 0) return malformed('The track has no timescale.');
  const parsed = parseCodecData(descriptions.subarray(8));
  if (parsed.kind !== 'parsed') return parsed;
  const extend = findPath(moov, 'mvex', 'trex');
  const defaults =
    extend !== null && extend.length >= 24
      ? { duration: extend.readUInt32BE(12), size: extend.readUInt32BE(16), flags: extend.readUInt32BE(20) }
      : { duration: 0, size: 0, flags: 0 };
  return { kind: 'parsed', value: { config: parsed.value, trackId, timescale, defaults } };
}

function parseCodecData(descriptions: Buffer): Parsed<VideoConfig> {
  for (const [entryType, recordType, parse] of codecs) {
    const entry = find(descriptions, entryType);
    const record = entry === null ? null : find(entry.subarray(sampleEntryBytes), recordType);
    if (entry === null || record === null) continue;
    const parsed = parse(Buffer.from(record));
    // The codec data of VP9 say no size.
    return parsed.kind === 'parsed' && parsed.value.width === 0
      ? { kind: 'parsed', value: { ...parsed.value, ...sizeOf(entry) } }
      : parsed;
  }
  return malformed('The track is not video in H.264, HEVC, AV1 or VP9.');
}

function sizeOf(entry: Buffer): { width: number; height: number } {
  return { width: entry.readUInt16BE(24), height: entry.readUInt16BE(26) };
}

/** Reads the contents of a moof box; the samples of tracks other than `movie`'s are passed over. */
export function parseMovieFragment(moof: Buffer, movie: MovieDescription): Parsed<readonly FragmentSample[]> {
  const samples: FragmentSample[] = [];
  let why: string | null = null;
  eachBox(moof, (type, contents) => {
    if (type === 'traf' && why === null) why = readTrackFragment(contents, movie, samples);
  });
  return why === null ? { kind: 'parsed', value: samples } : malformed(why);
}

/** Returns what is wrong, or null. */
function readTrackFragment(traf: Buffer, movie: MovieDescription, samples: FragmentSample[]): string | null {
  const header = find(traf, 'tfhd');
  if (header === null || header.length < 8) return 'A track fragment has no header.';
  if (header.readUInt32BE(4) !== movie.trackId) return null;
  const flags = header.readUInt32BE(0) & 0xff_ffff;
  const fields = new Fields(header, 8);
  // base-data-offset and sample-description-index (8.8.7.1): positions count from the moof, as default-base-is-moof says.
  if ((flags & 0x1) !== 0) fields.skip(8);
  if ((flags & 0x2) !== 0) fields.skip(4);
  const defaults = {
    duration: (flags & 0x8) === 0 ? movie.defaults.duration : fields.next(),
    size: (flags & 0x10) === 0 ? movie.defaults.size : fields.next(),
    flags: (flags & 0x20) === 0 ? movie.defaults.flags : fields.next(),
  };
  const decodeTimeBox = find(traf, 'tfdt');
  const decodeTime = decodeTimeBox === null ? null : readDecodeTime(decodeTimeBox);
  if (fields.overrun || decodeTime === null) return 'A track fragment has no decode time.';
  const cursor = { time: decodeTime, offset: 0 };
  let why: string | null = null;
  eachBox(traf, (type, contents) => {
    if (type === 'trun' && why === null) why = readRun(contents, defaults, cursor, samples);
  });
  return why;
}

function readRun(
  run: Buffer,
  defaults: SampleDefaults,
  cursor: { time: number; offset: number },
  samples: FragmentSample[],
): string | null {
  if (run.length < 8) return 'A track run is cut short.';
  const flags = run.readUInt32BE(0) & 0xff_ffff;
  const count = run.readUInt32BE(4);
  if (count > maximumSamples - samples.length) return `A fragment announces ${count} samples.`;
  const fields = new Fields(run, 8);
  if ((flags & 0x1) !== 0) cursor.offset = fields.nextSigned();
  const firstFlags = (flags & 0x4) === 0 ? null : fields.next();
  for (let index = 0; index < count; index += 1) {
    const duration = (flags & 0x100) === 0 ? defaults.duration : fields.next();
    const size = (flags & 0x200) === 0 ? defaults.size : fields.next();
    const ownFlags = (flags & 0x400) === 0 ? defaults.flags : fields.next();
    const compositionOffset = (flags & 0x800) === 0 ? 0 : fields.nextSigned();
    const sampleFlags = index === 0 && firstFlags !== null ? firstFlags : ownFlags;
    const isKey = (sampleFlags & nonSyncSample) === 0;
    samples.push({
      dts: cursor.time,
      pts: cursor.time + compositionOffset,
      duration,
      isKey,
      offset: cursor.offset,
      size,
    });
    cursor.time += duration;
    cursor.offset += size;
  }
  return fields.overrun ? 'A track run is cut short.' : null;
}

function readDecodeTime(contents: Buffer): number | null {
  if (contents[0] === 1) {
    if (contents.length < 12) return null;
    const time = Number(contents.readBigUInt64BE(4));
    return Number.isSafeInteger(time) ? time : null;
  }
  return contents.length < 8 ? null : contents.readUInt32BE(4);
}

/** A 32-bit field whose place depends on the box's version (0: 32-bit times before it, 1: 64-bit ones). */
function readVersioned(contents: Buffer, offset: number, offsetInVersion1: number): number | null {
  const at = contents[0] === 1 ? offsetInVersion1 : offset;
  return at + 4 <= contents.length ? contents.readUInt32BE(at) : null;
}

/** 32-bit fields in a row; past the end they read as 0 and `overrun` says so. */
class Fields {
  readonly #bytes: Buffer;
  #offset: number;
  #overrun = false;

  constructor(bytes: Buffer, offset: number) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  get overrun(): boolean {
    return this.#overrun;
  }

  skip(count: number): void {
    this.#offset += count;
  }

  next(): number {
    return this.nextSigned() >>> 0;
  }

  nextSigned(): number {
    const at = this.#offset;
    this.#offset += 4;
    if (at + 4 <= this.#bytes.length) return this.#bytes.readInt32BE(at);
    this.#overrun = true;
    return 0;
  }
}

function malformed(why: string): Parsed<never> {
  return { kind: 'malformed', why };
}
