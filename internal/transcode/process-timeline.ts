/** Where on the process's own clock its first frame lies: room below it for a negative composition offset. */
const startMs = 10_000;
/** Frames on their way through ffmpeg; at 120 frames per second these are more than half a minute. */
const maxRemembered = 4_096;
/** A process older than this is replaced long before its 32-bit clock ends at 2^31 ms. */
const maxAgeMs = 2 ** 30;

/**
 * The clock of one ffmpeg: FLV counts 32-bit milliseconds, so every process gets a base of its own, and what comes out is put back on
 * the broadcast's timeline exactly, fractions included.
 */
export class ProcessTimeline {
  readonly #baseMs: number;
  readonly #remembered = new Map<number, number>();

  /** `firstDtsMs` is the decoding time of the first packet that the process will get, or an earlier time. */
  constructor(firstDtsMs: number) {
    this.#baseMs = Math.floor(firstDtsMs) - startMs;
  }

  /** A time of the broadcast on the process's clock, in ms with its fraction. */
  toProcess(timeMs: number): number {
    return timeMs - this.#baseMs;
  }

  /** Remembers a frame that goes in, by its presentation time. */
  enter(ptsMs: number): void {
    this.#remembered.set(Math.round(this.toProcess(ptsMs)), ptsMs);
    if (this.#remembered.size > maxRemembered) {
      for (const oldest of this.#remembered.keys()) {
        this.#remembered.delete(oldest);
        break;
      }
    }
  }

  /** The broadcast's time of a frame that came out. */
  toBroadcast(processMs: number): number {
    return this.find(processMs) ?? Math.round(processMs) + this.#baseMs;
  }

  /** The broadcast's time of a frame that has gone in; null when there was none of that time. */
  find(processMs: number): number | null {
    return this.#remembered.get(Math.round(processMs)) ?? null;
  }

  /** Whether the process has to be replaced before a frame of this time can go in. */
  isWornOut(dtsMs: number): boolean {
    const processMs = this.toProcess(dtsMs);
    return processMs > maxAgeMs || processMs < 0;
  }
}
