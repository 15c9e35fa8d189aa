/** Time as the rest of the house may see it: handed in, so that tests can turn the hands. */
export interface Clock {
  /** Wall clock in milliseconds since 1970-01-01T00:00Z. May jump when the host's clock is set. */
  wallMs(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Calls `callback` once after `delayMs`; the returned function cancels it, harmlessly if it already ran. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls `callback` every `periodMs` until the returned function is called. */
  every(periodMs: number, callback: () => void): () => void;
}

/** The host's own clock. Its timers never keep the process alive by themselves. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
  every(periodMs, callback) {
    const timer = setInterval(callback, periodMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** The same clock, where what a callback throws goes to `onError` instead of ending the process; what that throws does end it. */
export function guardedClock(clock: Clock, onError: (error: unknown) => void): Clock {
  const guarded = (callback: () => void) => (): void => {
    try {
      callback();
    } catch (error) {
      onError(error);
    }
  };
  return {
    wallMs: () => clock.wallMs(),
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, callback) => clock.after(delayMs, guarded(callback)),
    every: (periodMs, callback) => clock.every(periodMs, guarded(callback)),
  };
}

interface ManualTimer {
  dueMs: number;
  readonly periodMs: number | null;
  readonly callback: () => void;
}

/** A clock for tests: time stands still until `advance` is called, which runs due timers in their order. */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #wallOffsetMs: number;
  readonly #timers = new Set<ManualTimer>();

  constructor(startWallMs = 1_700_000_000_000) {
    this.#nowMs = 0;
    this.#wallOffsetMs = startWallMs;
  }

  wallMs(): number {
    return this.#wallOffsetMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#add({ dueMs: this.#nowMs + delayMs, periodMs: null, callback });
  }

  every(periodMs: number, callback: () => void): () => void {
    return this.#add({ dueMs: this.#nowMs + periodMs, periodMs, callback });
  }

  /** Moves time forward by `byMs`, running every timer that falls due on the way. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const next = this.#nextDue(untilMs);
      if (next === null) break;
      this.#nowMs = next.dueMs;
      if (next.periodMs === null) this.#timers.delete(next);
      else next.dueMs += next.periodMs;
      next.callback();
    }
    this.#nowMs = untilMs;
  }

  #add(timer: ManualTimer): () => void {
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  #nextDue(untilMs: number): ManualTimer | null {
    let next: ManualTimer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueMs <= untilMs && (next === null || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
