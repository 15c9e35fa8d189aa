import type { Clock } from '../platform/clock.ts';
import { type FailureReport, reportSilence, reportSlowness } from './failure-words.ts';
import { judgePace, type PaceSample, paceWindowMs } from './pace.ts';

/** What the watchdog looks at. */
export interface Watched {
  readonly newestInputMs: number;
  readonly newestOutputMs: number;
  readonly feedingSinceMs: number | null;
  readonly silentForMs: number;
  readonly overflows: number;
}

const periodMs = 1_000;
const maxSilenceMs = 5_000;

/** Looks at one process once a second and barks once, when it hangs or falls behind. */
export class Watchdog {
  readonly #needs: {
    readonly clock: Clock;
    readonly watched: Watched;
    readonly onFailure: (report: FailureReport) => void;
  };
  readonly #stop: () => void;
  #samples: PaceSample[] = [];

  constructor(needs: { clock: Clock; watched: Watched; onFailure(report: FailureReport): void }) {
    this.#needs = needs;
    this.#stop = needs.clock.every(periodMs, () => this.#look());
  }

  stop(): void {
    this.#stop();
  }

  #look(): void {
    const report = this.#judge();
    if (report === null) return;
    this.#stop();
    this.#needs.onFailure(report);
  }

  #judge(): FailureReport | null {
    const { clock, watched } = this.#needs;
    if (watched.feedingSinceMs === null) return null;
    if (watched.silentForMs >= maxSilenceMs) return reportSilence(watched.silentForMs);
    const atMs = clock.monotonicMs();
    const { newestInputMs: inputMs, newestOutputMs: outputMs, overflows } = watched;
    this.#samples = [
      ...this.#samples.filter((sample) => atMs - sample.atMs <= paceWindowMs),
      { atMs, inputMs, outputMs, overflows },
    ];
    return judgePace(this.#samples, watched.feedingSinceMs) === 'slow' ? reportSlowness(inputMs - outputMs) : null;
  }
}
