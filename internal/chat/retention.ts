import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';

export interface RetentionNeeds {
  /** What is forgotten, for the log: `messages`. */
  readonly what: string;
  /** Forgets up to `atMost` of what is too old; returns how many. */
  readonly forgetSome: (atMost: number) => number;
  readonly onForgotten: () => void;
  readonly clock: Pick<Clock, 'after' | 'every'>;
  readonly log: Logger;
}

const PERIOD_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Few at a time, so that whatever is live goes on between. */
const AT_ONCE = 250;
const PAUSE_MS = 50;

/** Forgets what is too old, every five minutes, in small steps. */
export class Retention {
  readonly #needs: RetentionNeeds;
  #cancelStep: (() => void) | null = null;

  constructor(needs: RetentionNeeds) {
    this.#needs = needs;
  }

  /** Begins; the returned function ends it. */
  start(): () => void {
    this.#begin();
    const end = this.#needs.clock.every(PERIOD_MS, () => this.#begin());
    return () => {
      end();
      this.#cancelStep?.();
    };
  }

  #begin(): void {
    if (this.#cancelStep === null) this.#stepLater(0);
  }

  #stepLater(forgotten: number): void {
    this.#cancelStep = this.#needs.clock.after(PAUSE_MS, () => {
      this.#cancelStep = null;
      this.#step(forgotten);
    });
  }

  #step(forgotten: number): void {
    const { forgetSome, log, onForgotten, what } = this.#needs;
    try {
      const count = forgetSome(AT_ONCE);
      if (count === AT_ONCE) return this.#stepLater(forgotten + count);
      if (forgotten + count === 0) return;
      log.debug({ what, count: forgotten + count }, 'What was too old was forgotten.');
      onForgotten();
    } catch (error) {
      log.warn({ what, error: String(error) }, 'What is too old could not be forgotten; it is tried again later.');
    }
  }
}

/** Messages from before this time are too old: by their age, or since as many newer ones follow as are kept (`surplusWallMs` is the newest such). */
export function oldestKeptWallMs(facts: {
  readonly nowWallMs: number;
  readonly keepHours: number;
  readonly surplusWallMs: number | null;
}): number {
  const byAgeMs = facts.nowWallMs - facts.keepHours * HOUR_MS;
  return facts.surplusWallMs === null ? byAgeMs : Math.max(byAgeMs, facts.surplusWallMs + 1);
}
