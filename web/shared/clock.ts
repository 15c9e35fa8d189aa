/** The browser's clocks and chance, handed to whoever needs them so that decisions can be tested without waiting. */
export interface BrowserClock {
  /** Milliseconds since 1970, as this device believes. */
  wallMs(): number;
  /** Milliseconds since page load; never goes back. */
  monotonicMs(): number;
  /** 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** Calls back once after `delayMs`; returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back every `periodMs`; returns what stops it. */
  every(periodMs: number, callback: () => void): () => void;
}

/** The real thing. */
export const browserClock: BrowserClock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  random: () => Math.random(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, callback) {
    const timer = setInterval(callback, periodMs);
    return () => clearInterval(timer);
  },
};
