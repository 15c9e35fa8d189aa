import { targetDurationSeconds } from './grid.ts';

/** Bits per second of a rendition, as the multivariant playlist declares them. */
export interface BitRate {
  readonly peakBitsPerSecond: number;
  readonly averageBitsPerSecond: number;
}

interface Weighed {
  readonly bytes: number;
  readonly durationMs: number;
}

/** The peak is that of any run of segments between 0.5 and 1.5 target durations long (RFC 8216bis, 4.4.6.2). */
const leastRunMs = targetDurationSeconds * 500;
const mostRunMs = targetDurationSeconds * 1500;

/** Measures the segment bit rate of one rendition over its whole broadcast. */
export class BitRateMeter {
  #recent: readonly Weighed[] = [];
  #peak = 0;
  #bytes = 0;
  #durationMs = 0;

  /** Null until enough segments are complete for a peak. */
  get rate(): BitRate | null {
    if (this.#peak === 0) return null;
    const average = bitsPerSecond(this.#bytes, this.#durationMs);
    return { peakBitsPerSecond: Math.max(this.#peak, average), averageBitsPerSecond: average };
  }

  /** Adds the next complete segment, without those that are gaps. */
  add(segment: Weighed): void {
    if (segment.durationMs <= 0) return;
    this.#bytes += segment.bytes;
    this.#durationMs += segment.durationMs;
    const run: Weighed[] = [segment];
    let { bytes, durationMs } = segment;
    this.#consider(bytes, durationMs);
    for (const earlier of this.#recent) {
      bytes += earlier.bytes;
      durationMs += earlier.durationMs;
      if (durationMs > mostRunMs) break;
      run.push(earlier);
      this.#consider(bytes, durationMs);
    }
    this.#recent = run;
  }

  #consider(bytes: number, durationMs: number): void {
    if (durationMs >= leastRunMs && durationMs <= mostRunMs) {
      this.#peak = Math.max(this.#peak, bitsPerSecond(bytes, durationMs));
    }
  }
}

/** Rounded up, so that what is declared is never less than what was measured. */
export function bitsPerSecond(bytes: number, durationMs: number): number {
  return durationMs <= 0 ? 0 : Math.ceil((bytes * 8000) / durationMs);
}
