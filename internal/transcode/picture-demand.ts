import type { Clock } from '../platform/clock.ts';

/** A frame as JPEG, a second as GIF, and the same as WebP. */
export const snapshotKinds = ['still', 'moving', 'web'] as const;
export type SnapshotKind = (typeof snapshotKinds)[number];
/** What is made of what is on air. */
export type PictureKind = SnapshotKind | 'storyboard';

const kinds: readonly PictureKind[] = [...snapshotKinds, 'storyboard'];

/** The most often that anything is made. */
const shortestMs = 20_000;
/**
 * How old what nobody asks for may become. The still costs a tenth of the others, and is what posts, cards and pages show: it is made all
 * the time. The others are old only for the first who asks.
 */
const longestMs: Readonly<Record<PictureKind, number>> = {
  still: shortestMs,
  moving: 300_000,
  web: 300_000,
  storyboard: 300_000,
};

interface Turn {
  readonly begunMs: number;
  /** Whether somebody has asked for it since. */
  isAsked: boolean;
}

/** When which picture of what is on air is to be made: at once, and again after 20 seconds if somebody asked for it, else after minutes. */
export class PictureDemand {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #turns = new Map<PictureKind, Turn>();

  constructor(needs: { readonly clock: Pick<Clock, 'monotonicMs'> }) {
    this.#clock = needs.clock;
  }

  /** Nothing has been made. */
  reset(): void {
    this.#turns.clear();
  }

  /** Somebody asks for the one there is; tells whether a newer one is due now. */
  ask(kind: PictureKind): boolean {
    const turn = this.#turns.get(kind);
    if (turn === undefined) return false;
    turn.isAsked = true;
    return this.#untilDueMs(kind) <= 0;
  }

  /** What is to be made now. */
  due(): PictureKind[] {
    return kinds.filter((kind) => this.#untilDueMs(kind) <= 0);
  }

  /** They are being made, of what is on air now: who asks from here on gets older ones. */
  begin(begun: readonly PictureKind[]): void {
    const begunMs = this.#clock.monotonicMs();
    for (const kind of begun) this.#turns.set(kind, { begunMs, isAsked: false });
  }

  /** Nothing came of it: they are still wanted, in 20 seconds. */
  miss(missed: readonly PictureKind[]): void {
    for (const kind of missed) this.ask(kind);
  }

  /** Until something is due. */
  untilNextMs(): number {
    return Math.max(0, Math.min(...kinds.map((kind) => this.#untilDueMs(kind))));
  }

  #untilDueMs(kind: PictureKind): number {
    const turn = this.#turns.get(kind);
    if (turn === undefined) return 0;
    return turn.begunMs + (turn.isAsked ? shortestMs : longestMs[kind]) - this.#clock.monotonicMs();
  }
}
