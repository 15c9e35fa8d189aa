import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { type CurveStore, FigureCurve, type KeptSample } from './figure-curve.ts';

/** What is kept of the station over time besides its viewers and its chat. */
export const figureNames = [
  'served',
  'inbound',
  'messages',
  'latency',
  'bandwidth',
  'stalls',
  'cpu',
  'memory',
  'disk',
] as const;
export type FigureName = (typeof figureNames)[number];

/** A figure of the last minute; null when there is nothing to tell. */
export type ReadFigures = () => Readonly<Record<FigureName, number | null>>;

export interface FiguresNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly samples: CurveStore;
  readonly read: ReadFigures;
}

const SAMPLE_EVERY_MS = 60_000;
const THIN_EVERY_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** They are nine and never rest, so that they get coarser sooner than the curve of the viewers. */
const thinning = [
  { olderMs: DAY_MS, spanMs: 10 * MINUTE_MS },
  { olderMs: 30 * DAY_MS, spanMs: 60 * MINUTE_MS },
] as const;

/** The station's figures, minute by minute. Where a figure stays at zero nothing is written. A disk that fails costs figures only. */
export class Figures {
  readonly #needs: FiguresNeeds;
  readonly #curves: ReadonlyMap<FigureName, FigureCurve>;
  readonly #last = new Map<FigureName, number>();

  constructor(needs: FiguresNeeds) {
    this.#needs = needs;
    const { samples } = needs;
    this.#curves = new Map(
      figureNames.map((name) => [name, new FigureCurve({ samples, series: `figure.${name}`, thinning })]),
    );
  }

  /** Starts looking; the returned function ends that. */
  start(): () => void {
    const { clock } = this.#needs;
    const endings = [
      clock.every(SAMPLE_EVERY_MS, () => this.#attempt(() => this.#sample())),
      clock.every(THIN_EVERY_MS, () => this.#attempt(() => this.#thin())),
    ];
    return () => {
      for (const end of endings) end();
    };
  }

  /** From a time on, in at most 2,000 points. */
  overTime(name: FigureName, sinceWallMs: number): readonly KeptSample[] {
    return this.#curves.get(name)?.read(sinceWallMs) ?? [];
  }

  #sample(): void {
    const wallMs = this.#needs.clock.wallMs();
    const now = this.#needs.read();
    for (const [name, curve] of this.#curves) {
      const value = now[name];
      if (value === null) continue;
      // The one zero after it is where a curve ends.
      if (value === 0 && (this.#last.get(name) ?? 0) === 0) continue;
      this.#last.set(name, value);
      curve.add({ wallMs, spanMs: SAMPLE_EVERY_MS, value });
    }
  }

  #thin(): void {
    for (const curve of this.#curves.values()) curve.thin(this.#needs.clock.wallMs());
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#needs.log.warn({ error: String(error) }, 'Figures of the station could not be written.');
    }
  }
}
