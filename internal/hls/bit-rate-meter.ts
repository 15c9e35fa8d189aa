import { targetDurationSeconds } from './grid.ts';

/** Bits per second of a rendition, as the multivariant playlist declares them. */
export interface BitRate {
  readonly peakBitsPerSecond: number;
  readonly averageBitsPerSecond: number;
}

/** A finished segment as it is weighed. */
export interface WeighedSegment {
  /** Null where media is missing in it: it only takes its time. */
  readonly bytes: number | null;
  readonly durationMs: number;
  /** The same for segments between which nothing broke off. */
  readonly discontinuityIndex: number;
  /** Whether it is of what stepped in for the encoder. */
  readonly isInterlude: boolean;
}

interface Weighed {
  readonly bytes: number;
  readonly durationMs: number;
  readonly discontinuityIndex: number;
  /** Where it ends, counted in segments from the first one on. */
  readonly endMs: number;
}

/** The peak is that of any run of segments between 0.5 and 1.5 target durations long (RFC 8216bis, 4.4.6.2). */
const leastRunMs = targetDurationSeconds * 500;
const mostRunMs = targetDurationSeconds * 1500;
/** Segments that go back further say nothing to who joins, though a long live window still lists them. */
const mostSpanMs = 60_000;

/**
 * Measures the bit rate of one rendition as it is now: the peak over the segments that the live window lists, or the last minute of them, the
 * average since the encoder last began. What steps in while the encoder is away counts for the peak for as long: the rates that were
 * measured before are what players have to expect again.
 */
export class BitRateMeter {
  readonly #spanMs: number;
  readonly #windowMs: number;
  #listed: readonly Weighed[] = [];
  #sent: readonly Weighed[] = [];
  #steppedIn: readonly Weighed[] = [];
  #endMs = 0;
  #rate: BitRate | null = null;

  /** `windowMs` is the length of the live window. */
  constructor(needs: { readonly windowMs: number }) {
    this.#windowMs = needs.windowMs;
    this.#spanMs = Math.min(needs.windowMs, mostSpanMs);
  }

  /** Null until enough segments are complete for a peak. */
  get rate(): BitRate | null {
    return this.#rate;
  }

  /** That of all that the live window lists, whoever sent it: what an ended broadcast has to declare. Null as with `rate`. */
  get rateOfAll(): BitRate | null {
    const peak = peakOf(this.#listed);
    const average = averageOf(this.#listed);
    return peak === 0 ? null : { peakBitsPerSecond: Math.max(peak, average), averageBitsPerSecond: average };
  }

  /** Adds the next complete segment. */
  add({ bytes, durationMs, discontinuityIndex, isInterlude }: WeighedSegment): void {
    if (durationMs <= 0) return;
    this.#endMs += durationMs;
    if (bytes === null) return;
    const weighed = { bytes, durationMs, discontinuityIndex, endMs: this.#endMs };
    this.#listed = recent(this.#listed, weighed, this.#windowMs);
    if (isInterlude) this.#steppedIn = recent(this.#steppedIn, weighed, this.#spanMs);
    else {
      this.#sent = recent(this.#sent, weighed, this.#spanMs);
      this.#steppedIn = [];
    }
    this.#rate = this.#measure() ?? this.#rate;
  }

  #measure(): BitRate | null {
    const peak = Math.max(peakOf(this.#sent), peakOf(this.#steppedIn));
    if (peak === 0) return null;
    const counted = this.#sent.length > 0 ? this.#sent : this.#steppedIn;
    const ofLastRun = counted.filter(
      ({ discontinuityIndex }) => discontinuityIndex === counted.at(-1)?.discontinuityIndex,
    );
    const average = averageOf(lengthOf(ofLastRun) < leastRunMs ? counted : ofLastRun);
    return { peakBitsPerSecond: Math.max(peak, average), averageBitsPerSecond: average };
  }
}

/** Those of the last `spanMs`, and one more than are listed, for who has read the media playlist a moment before. */
function recent(before: readonly Weighed[], newest: Weighed, spanMs: number): Weighed[] {
  return [...before.filter(({ endMs }) => endMs > newest.endMs - spanMs - newest.durationMs), newest];
}

function peakOf(segments: readonly Weighed[]): number {
  let peak = 0;
  for (const first of segments.keys()) {
    let bytes = 0;
    let durationMs = 0;
    for (const segment of segments.slice(first)) {
      bytes += segment.bytes;
      durationMs += segment.durationMs;
      if (durationMs > mostRunMs) break;
      if (durationMs >= leastRunMs) peak = Math.max(peak, bitsPerSecond(bytes, durationMs));
    }
  }
  return peak;
}

function lengthOf(segments: readonly Weighed[]): number {
  return segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function averageOf(segments: readonly Weighed[]): number {
  return bitsPerSecond(
    segments.reduce((sum, { bytes }) => sum + bytes, 0),
    lengthOf(segments),
  );
}

/** Rounded up, so that what is declared is never less than what was measured. */
export function bitsPerSecond(bytes: number, durationMs: number): number {
  return durationMs <= 0 ? 0 : Math.ceil((bytes * 8000) / durationMs);
}
