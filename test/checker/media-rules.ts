import type { Findings } from './findings.ts';
import { readInit, readRuns, type Run, runLength, type TrackInit } from './media-reader.ts';
import type { ParsedPart, ParsedSegment } from './playlist-parser.ts';

/** What media says about a part: its place on the rendition's own timeline, in ms. */
interface PartMedia {
  readonly startMs: number;
  readonly lengthMs: number;
  /** Its longest frame. */
  readonly longestMs: number;
}

/** Media times and playlist times differ by what milliseconds round, or a frame that spans a part's edge. */
const toleranceMs = 5;

/** Checks one rendition's media files against its playlist. */
export class MediaChecker {
  readonly #where: string;
  readonly #findings: Findings;
  readonly #inits = new Map<string, readonly TrackInit[]>();
  /** End of the last part by track, in ticks, with the segment it belongs to. */
  readonly #ends = new Map<number, { ticks: number; mediaSequence: number }>();
  /** PROGRAM-DATE-TIME less media time, by segment. */
  readonly epochs = new Map<number, number>();
  readonly #parts = new Map<string, Buffer>();
  /** Segments in which media is missing: what follows them need not join on. */
  readonly #gaps = new Set<number>();
  /** The longest frame so far. */
  #longestMs = 0;
  #frames = 0;
  #framesMs = 0;

  constructor(needs: { where: string; findings: Findings }) {
    this.#where = needs.where;
    this.#findings = needs.findings;
  }

  /** Tracks of every initialisation section seen. */
  get tracks(): readonly TrackInit[] {
    return [...this.#inits.values()].flat();
  }

  /** Frames per second over all parts seen; null without video. */
  get frameRate(): number | null {
    return this.#framesMs === 0 ? null : (this.#frames * 1000) / this.#framesMs;
  }

  hasInit(uri: string): boolean {
    return this.#inits.has(uri);
  }

  addInit(uri: string, bytes: Buffer): void {
    this.#try(uri, () => this.#inits.set(uri, readInit(bytes)));
  }

  /** Takes note of a segment as the playlist now has it; to be called before its files are added. */
  noteSegment(segment: ParsedSegment): void {
    if (segment.isGap || segment.parts.some((part) => part.isGap)) this.#gaps.add(segment.mediaSequence);
  }

  /** Parts have to come in their order. */
  addPart(segment: ParsedSegment, part: ParsedPart, bytes: Buffer): void {
    this.#parts.set(part.uri, bytes);
    const tracks = this.#inits.get(segment.map ?? '');
    if (tracks === undefined) return;
    this.#try(part.uri, () => {
      const runs = readRuns(bytes);
      // A track may join in later than its segment: what was before the discontinuity is no measure for it.
      const isFirst = (segment.parts[0] ?? part).uri === part.uri;
      if (segment.isDiscontinuity && isFirst) this.#ends.clear();
      for (const run of runs) this.#checkContinuity(segment, part, run, tracks);
      const media = this.#measure(runs, tracks);
      if (media === null) {
        this.#add('part-empty', `${part.uri} holds no samples`);
        return;
      }
      this.#checkStart(segment, part, runs, tracks);
      // A frame may span the edge of a part, where frames are too irregular to end with it.
      this.#longestMs = Math.max(media.longestMs, this.#longestMs);
      const slackMs = toleranceMs + this.#longestMs;
      if (Math.abs(media.lengthMs - part.duration * 1000) > slackMs) {
        this.#add(
          'part-duration',
          `${part.uri} holds ${media.lengthMs.toFixed(1)} ms, DURATION says ${part.duration} s`,
        );
      }
      if (isFirst) this.#checkDate(segment, media);
    });
  }

  /** A segment of a presentation without parts. */
  addWhole(segment: ParsedSegment, bytes: Buffer): void {
    const { uri, duration } = segment;
    if (uri === null || duration === null) return;
    this.addPart(segment, { uri, duration, isIndependent: true, isGap: false }, bytes);
    this.addSegment(segment, bytes);
    this.#parts.delete(uri);
  }

  /** The whole segment has to be its parts one after the other. */
  addSegment(segment: ParsedSegment, bytes: Buffer): void {
    const parts = segment.parts.map((part) => this.#parts.get(part.uri));
    if (parts.length > 0 && parts.every((part) => part !== undefined) && !Buffer.concat(parts).equals(bytes)) {
      this.#add('segment-bytes', `${segment.uri} is not the concatenation of its parts`);
    }
    const tracks = this.#inits.get(segment.map ?? '');
    if (tracks === undefined || segment.duration === null) return;
    this.#try(segment.uri ?? '', () => {
      const runs = readRuns(bytes);
      const main = mainTrack(tracks);
      const ticks = runs.filter((run) => run.trackId === main?.id).reduce((sum, run) => sum + runLength(run), 0);
      const lengthMs = main === undefined ? 0 : (ticks * 1000) / main.timescale;
      const samples = runs.filter((run) => run.trackId === main?.id).flatMap((run) => run.samples);
      const longestMs = (Math.max(0, ...samples.map(({ duration }) => duration)) * 1000) / (main?.timescale ?? 1);
      if (Math.abs(lengthMs - (segment.duration ?? 0) * 1000) > toleranceMs + longestMs + this.#longestMs) {
        this.#add(
          'segment-duration',
          `${segment.uri} holds ${lengthMs.toFixed(1)} ms, EXTINF says ${segment.duration} s`,
        );
      }
      if (main?.kind === 'video') {
        this.#frames += samples.length;
        this.#framesMs += lengthMs;
      }
    });
    for (const part of segment.parts) this.#parts.delete(part.uri);
  }

  #measure(runs: readonly Run[], tracks: readonly TrackInit[]): PartMedia | null {
    // A part between two distant frames may hold audio alone.
    const main = [mainTrack(tracks), ...tracks].find((track) => runs.some((run) => run.trackId === track?.id));
    const own = runs.filter((run) => run.trackId === main?.id && run.samples.length > 0);
    if (own.length === 0 || main === undefined) return null;
    return {
      startMs: (Math.min(...own.map(shownFrom)) * 1000) / main.timescale,
      longestMs:
        (Math.max(...own.flatMap((run) => run.samples.map(({ duration }) => duration))) * 1000) / main.timescale,
      lengthMs: (own.reduce((sum, run) => sum + runLength(run), 0) * 1000) / main.timescale,
    };
  }

  #checkStart(segment: ParsedSegment, part: ParsedPart, runs: readonly Run[], tracks: readonly TrackInit[]): void {
    const main = mainTrack(tracks);
    const first = runs.find((run) => run.trackId === main?.id)?.samples[0];
    if (part.isIndependent && first?.isSync !== true) {
      this.#add('not-independent', `${part.uri} of segment ${segment.mediaSequence} does not start with a sync sample`);
    }
  }

  #checkContinuity(segment: ParsedSegment, part: ParsedPart, run: Run, tracks: readonly TrackInit[]): void {
    const timescale = tracks.find((track) => track.id === run.trackId)?.timescale;
    if (timescale === undefined) {
      this.#add('unknown-track', `${part.uri} has a track ${run.trackId} that its EXT-X-MAP lacks`);
      return;
    }
    const before = this.#ends.get(run.trackId);
    const isJoined =
      before !== undefined && !this.#gaps.has(before.mediaSequence) && !this.#gaps.has(segment.mediaSequence);
    const isNeighbour = segment.mediaSequence - (before?.mediaSequence ?? 0) <= 1;
    if (isJoined && isNeighbour) {
      const jumpMs = ((run.baseDecodeTime - before.ticks) * 1000) / timescale;
      if (Math.abs(jumpMs) > 2)
        this.#add('media-jump', `track ${run.trackId} jumps ${jumpMs.toFixed(2)} ms at ${part.uri}`);
    }
    this.#ends.set(run.trackId, { ticks: run.baseDecodeTime + runLength(run), mediaSequence: segment.mediaSequence });
  }

  #checkDate(segment: ParsedSegment, media: PartMedia): void {
    if (segment.programDateTimeMs === null || segment.isGap) return;
    this.epochs.set(segment.mediaSequence, segment.programDateTimeMs - media.startMs);
  }

  #try(uri: string, check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#add('media-malformed', `${uri}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #add(rule: string, message: string): void {
    this.#findings.add(rule, this.#where, message);
  }
}

/** When the first picture of a run is shown, in ticks: with an open group of pictures that is not the first one decoded. */
function shownFrom(run: Run): number {
  let time = run.baseDecodeTime;
  let earliest = Infinity;
  for (const { duration, compositionOffset } of run.samples) {
    earliest = Math.min(earliest, time + compositionOffset);
    time += duration;
  }
  return earliest;
}

function mainTrack(tracks: readonly TrackInit[]): TrackInit | undefined {
  return tracks.find((track) => track.kind === 'video') ?? tracks[0];
}
