import type { BrowserClock } from '../shared/clock.ts';

/** The browser's clock with the time of the server, whatever the device believes: what the server tells of is as long ago as it was there. */
export class ServerClock implements BrowserClock {
  readonly #own: BrowserClock;
  #aheadMs = 0;

  constructor(own: BrowserClock) {
    this.#own = own;
  }

  /** Sets it by what an answer that has just come says (ISO 8601). */
  set(serverTime: string): void {
    const serverMs = Date.parse(serverTime);
    if (!Number.isNaN(serverMs)) this.#aheadMs = serverMs - this.#own.wallMs();
  }

  /** Milliseconds since 1970, by the server once it was heard. */
  wallMs(): number {
    return this.#own.wallMs() + this.#aheadMs;
  }

  monotonicMs(): number {
    return this.#own.monotonicMs();
  }

  random(): number {
    return this.#own.random();
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#own.after(delayMs, callback);
  }

  every(periodMs: number, callback: () => void): () => void {
    return this.#own.every(periodMs, callback);
  }
}
