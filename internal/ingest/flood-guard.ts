import type { Logger } from '../platform/log.ts';

const WINDOW_MS = 10_000;
const LINES_PER_WINDOW = 10;
const MAX_KINDS = 50;

interface Window {
  startedMs: number;
  lines: number;
  suppressed: number;
}

/**
 * Keeps strangers from filling the log: ten lines of a kind per ten seconds, then silence, and the number of silenced
 * ones with the next line that is let through.
 */
export class FloodGuard {
  readonly #log: Logger;
  readonly #monotonicMs: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(needs: { log: Logger; monotonicMs: () => number }) {
    this.#log = needs.log;
    this.#monotonicMs = needs.monotonicMs;
  }

  /** Logs, unless there was too much of this kind lately; returns whether it did. */
  log(level: 'debug' | 'info' | 'warn' | 'error', kind: string, fields: object, sentence: string): boolean {
    const nowMs = this.#monotonicMs();
    let window = this.#windows.get(kind);
    if (window === undefined || nowMs - window.startedMs >= WINDOW_MS) {
      const silencedBefore = window?.suppressed ?? 0;
      window = { startedMs: nowMs, lines: 0, suppressed: silencedBefore };
      if (this.#windows.size < MAX_KINDS || this.#windows.has(kind)) this.#windows.set(kind, window);
    }
    if (window.lines >= LINES_PER_WINDOW) {
      window.suppressed += 1;
      return false;
    }
    window.lines += 1;
    const more = window.suppressed > 0 ? { moreLikeItBefore: window.suppressed } : {};
    window.suppressed = 0;
    this.#log[level]({ ...fields, ...more }, sentence);
    return true;
  }
}
