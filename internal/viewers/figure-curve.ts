/** A figure at a time, as it is kept. */
export interface KeptSample {
  readonly wallMs: number;
  /** How long a time it stands for; 0 for a moment. */
  readonly spanMs: number;
  readonly value: number;
}

/** Where figures over time are kept; satisfied by the store's repository. */
export interface CurveStore {
  add(series: string, sample: KeptSample): void;
  read(series: string, sinceWallMs: number, maxCount: number): readonly KeptSample[];
  thin(series: string, beforeWallMs: number, spanMs: number): void;
  forget(series: string, beforeWallMs: number): void;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Older than so long, a sample stands for at least so much. */
export type Thinning = readonly { readonly olderMs: number; readonly spanMs: number }[];

const usualThinning: Thinning = [
  { olderMs: DAY_MS, spanMs: 2 * MINUTE_MS },
  { olderMs: 30 * DAY_MS, spanMs: 60 * MINUTE_MS },
];
const KEPT_MS = 730 * DAY_MS;

/** Points of a curve that are answered at most. */
const MAX_POINTS = 2_000;

/** One figure over two years: exact for a day, coarser the older it is. Its store may throw. */
export class FigureCurve {
  readonly #samples: CurveStore;
  readonly #series: string;
  readonly #thinning: Thinning;

  constructor(needs: { samples: CurveStore; series: string; thinning?: Thinning }) {
    this.#samples = needs.samples;
    this.#series = needs.series;
    this.#thinning = needs.thinning ?? usualThinning;
  }

  add(sample: KeptSample): void {
    this.#samples.add(this.#series, sample);
  }

  /** From a time on, in at most 2,000 points. */
  read(sinceWallMs: number): readonly KeptSample[] {
    return this.#samples.read(this.#series, sinceWallMs, MAX_POINTS);
  }

  /** Makes what is old coarser and forgets what is too old. */
  thin(nowWallMs: number): void {
    this.#samples.forget(this.#series, nowWallMs - KEPT_MS);
    for (const { olderMs, spanMs } of this.#thinning) this.#samples.thin(this.#series, nowWallMs - olderMs, spanMs);
  }
}
