/** Three messages in two seconds, as clients of Owncast expect; also at once, since a phone's line delivers them so. */
export const messagePace = { perSecond: 1.5, burst: 3, silenceMs: 10_000 } as const;

/** `refused`: this one was too much and a silence begins; `silenced`: it came within the silence. */
export type Pace = 'fine' | 'refused' | 'silenced';

/** How fast one connection writes: a bucket of tokens, and a silence for who finds it empty. */
export class RateLimiter {
  readonly #pace: { readonly perSecond: number; readonly burst: number; readonly silenceMs: number };
  #tokens: number;
  #filledMs = 0;
  #silentUntilMs = -Infinity;

  constructor(pace: { readonly perSecond: number; readonly burst: number; readonly silenceMs: number } = messagePace) {
    this.#pace = pace;
    this.#tokens = pace.burst;
  }

  /** Counts one message, at a time that never goes back. */
  take(nowMs: number): Pace {
    if (nowMs < this.#silentUntilMs) return 'silenced';
    const { perSecond, burst, silenceMs } = this.#pace;
    const earned = (Math.max(0, nowMs - this.#filledMs) * perSecond) / 1000;
    this.#tokens = Math.min(burst, this.#tokens + earned);
    this.#filledMs = nowMs;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 'fine';
    }
    this.#silentUntilMs = nowMs + silenceMs;
    return 'refused';
  }
}
