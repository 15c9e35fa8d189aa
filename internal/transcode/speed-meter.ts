/** How a rendition keeps up: media made per second of real time, and how far it is behind the source. */
export interface RenditionSpeed {
  /** 1 keeps up; null before there is enough to tell. */
  readonly speed: number | null;
  readonly lagMs: number | null;
}

/** A moment, and the newest media that there was: both in milliseconds. */
interface Mark {
  readonly atMs: number;
  readonly mediaMs: number;
}

const markEveryMs = 1000;
const spanMs = 10_000;
/** Less tells more about the moments that were chosen than about the speed. */
const leastSpanMs = 2000;
/** The source's place among the renditions. */
const source = 0;

/** Measures renditions by the frames that come out; a mark a second for the last ten. */
export class SpeedMeter {
  readonly #marks = new Map<number, Mark[]>();
  readonly #newest = new Map<number, Mark>();

  /** A new broadcast. */
  clear(): void {
    this.#marks.clear();
    this.#newest.clear();
  }

  /** A frame of rendition `index` (0 the source) has been made. Media times are of one timeline for all. */
  add(index: number, mediaMs: number, atMs: number): void {
    const mark = { atMs, mediaMs };
    this.#newest.set(index, mark);
    const marks = this.#marks.get(index);
    const last = marks?.at(-1);
    if (marks === undefined || last === undefined || mediaMs < last.mediaMs) this.#marks.set(index, [mark]);
    else if (atMs - last.atMs >= markEveryMs) {
      marks.push(mark);
      if (marks.length > spanMs / markEveryMs + 1) marks.shift();
    }
  }

  of(index: number, nowMs: number): RenditionSpeed {
    const newest = this.#newest.get(index);
    const first = this.#marks.get(index)?.find(({ atMs }) => nowMs - atMs <= spanMs);
    const sourceMs = this.#newest.get(source)?.mediaMs;
    if (newest === undefined || sourceMs === undefined) return { speed: null, lagMs: null };
    const lagMs = Math.max(0, Math.round(sourceMs - newest.mediaMs));
    // Without a mark of late, nothing has come out for all of the span.
    if (first === undefined) return { speed: 0, lagMs };
    const lengthMs = nowMs - newest.atMs > leastSpanMs ? nowMs - first.atMs : newest.atMs - first.atMs;
    if (lengthMs < leastSpanMs) return { speed: null, lagMs };
    return { speed: Math.round(((newest.mediaMs - first.mediaMs) / lengthMs) * 100) / 100, lagMs };
  }
}
