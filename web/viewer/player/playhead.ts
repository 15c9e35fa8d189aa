/** One look at a media element. */
export interface PlayheadSample {
  readonly currentTime: number;
  readonly paused: boolean;
  readonly seeking: boolean;
  /** `HTMLMediaElement.readyState`. */
  readonly readyState: number;
  readonly atMs: number;
}

const haveCurrentData = 2;
/** Before the first picture the element leaps to the live edge: a longer step than this is a seek, not playback. */
const longestFirstStepSeconds = 2;

/** Knows whether the playhead moves, and since when. */
export class Playhead {
  #seconds: number | null = null;
  #movedAtMs = 0;
  #startedAtMs: number | null = null;

  /** When the playhead last moved by playing. */
  get movedAtMs(): number {
    return this.#movedAtMs;
  }

  /** When it first moved; null before. */
  get startedAtMs(): number | null {
    return this.#startedAtMs;
  }

  /** Takes a look into account; true when playback has just begun. */
  note({ currentTime, paused, seeking, readyState, atMs }: PlayheadSample): boolean {
    if (seeking || currentTime === this.#seconds) return false;
    const stepSeconds = this.#seconds === null ? 0 : currentTime - this.#seconds;
    this.#seconds = currentTime;
    const leap = this.#startedAtMs === null && stepSeconds > longestFirstStepSeconds;
    if (stepSeconds <= 0 || leap || paused || readyState < haveCurrentData) return false;
    this.#movedAtMs = atMs;
    if (this.#startedAtMs !== null) return false;
    this.#startedAtMs = atMs;
    return true;
  }

  /** Counts standing still from now on: the viewer pressed play. */
  touch(atMs: number): void {
    this.#movedAtMs = atMs;
  }
}
