import { signal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';

/** A piece of a picture, in its pixels, and which moments of the broadcast it stands for, in milliseconds since its start. */
export interface Tile {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A moment of a broadcast, by the server's wall clock. */
export interface Moment {
  readonly wallMs: number;
  /** When the broadcast began. */
  readonly startedAtMs: number;
}

/** Hours have two digits or more (WebVTT 4.1). */
const clockTime = String.raw`(\d{2,}):(\d\d):(\d\d)\.(\d\d\d)`;
const cuePattern = new RegExp(`^${clockTime} --> ${clockTime}\\n(\\S+)#xywh=(\\d+),(\\d+),(\\d+),(\\d+)$`);

function timeMs([hours = 0, minutes = 0, seconds = 0, ms = 0]: readonly number[]): number {
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
}

function parseCue(block: string, address: string): readonly Tile[] {
  const [, ...fields] = cuePattern.exec(block.trim()) ?? [];
  const url = URL.canParse(fields[8] ?? '', address) ? new URL(fields[8] ?? '', address) : null;
  if (fields.length === 0 || url?.origin !== new URL(address).origin) return [];
  const [x = 0, y = 0, width = 0, height = 0] = fields.slice(9).map(Number);
  const numbers = fields.slice(0, 8).map(Number);
  return [{ fromMs: timeMs(numbers), untilMs: timeMs(numbers.slice(4)), url: url.href, x, y, width, height }];
}

/**
 * The tiles of `/storyboard.vtt`; what is not as the server writes it is left out. The browser reads WebVTT only as a track of a video,
 * and the clock of the one that plays is not the broadcast's.
 */
export function parseStoryboard(text: string, address: string): readonly Tile[] {
  return text.split('\n\n').flatMap((block) => parseCue(block, address));
}

/** Nothing newer is made more often. */
const renewMs = 20_000;
/** The first who asks gets an old one, and a new one is made a moment later. */
const outdatedMs = 2500;
const lookMs = 500;
const answerTimeoutMs = 5000;

export interface StoryboardNeeds {
  readonly clock: Pick<BrowserClock, 'monotonicMs' | 'every'>;
  readonly fetch: typeof fetch;
  /** Absolute address of the index. */
  readonly url: string;
}

/** Small pictures of what can be gone back to. They cost the server work: it is asked only while somebody looks. */
export class Storyboard {
  readonly #needs: StoryboardNeeds;
  readonly #tiles = signal<readonly Tile[]>([]);
  /** Of which broadcast they are. */
  #startedAtMs = 0;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(needs: StoryboardNeeds) {
    this.#needs = needs;
  }

  /** What there is of a moment; null where there is nothing. */
  tileAt({ wallMs, startedAtMs }: Moment): Tile | null {
    const tiles = this.#tiles.value;
    if (startedAtMs !== this.#startedAtMs) return null;
    const ms = wallMs - startedAtMs;
    return tiles.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs) ?? null;
  }

  /** Somebody looks at what `read` says, until the returned function is called. */
  watch(read: () => Moment | null): () => void {
    const look = () => {
      const moment = read();
      if (moment) void this.#askFor(moment);
    };
    look();
    return this.#needs.clock.every(lookMs, look);
  }

  async #askFor(moment: Moment): Promise<void> {
    const { clock, fetch, url } = this.#needs;
    const isOutdated = this.#tiles.peek().length > 0 && this.tileAt(moment) === null;
    if (clock.monotonicMs() - this.#askedAtMs < (isOutdated ? outdatedMs : renewMs)) return;
    this.#askedAtMs = clock.monotonicMs();
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) });
      if (!answer.ok) return;
      const tiles = parseStoryboard(await answer.text(), url);
      this.#startedAtMs = moment.startedAtMs;
      this.#tiles.value = tiles;
    } catch {
      // Without pictures the bar says the time alone.
    }
  }
}
