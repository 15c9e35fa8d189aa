import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { type CurveStore, FigureCurve, type KeptSample } from './figure-curve.ts';

export interface ChatPresenceNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly samples: CurveStore;
  /** Connections to the chat now. */
  readonly readCount: () => number;
}

const SAMPLE_EVERY_MS = 10_000;
const THIN_EVERY_MS = 3_600_000;

/** How many were connected to the chat over time, on air or not. While nobody is, nothing is written. */
export class ChatPresence {
  readonly #needs: ChatPresenceNeeds;
  readonly #curve: FigureCurve;
  #last = 0;

  constructor(needs: ChatPresenceNeeds) {
    this.#needs = needs;
    this.#curve = new FigureCurve({ samples: needs.samples, series: 'chat.clients' });
  }

  /** Starts looking; the returned function ends that. */
  start(): () => void {
    const { clock } = this.#needs;
    const endings = [
      clock.every(SAMPLE_EVERY_MS, () => this.#sample()),
      clock.every(THIN_EVERY_MS, () => this.#attempt(() => this.#curve.thin(clock.wallMs()))),
    ];
    return () => {
      for (const end of endings) end();
    };
  }

  /** From a time on, in at most 2,000 points. */
  overTime(sinceWallMs: number): readonly KeptSample[] {
    return this.#curve.read(sinceWallMs);
  }

  #sample(): void {
    const { clock, readCount } = this.#needs;
    const value = readCount();
    // The one zero after a crowd is where its curve ends.
    if (value === 0 && this.#last === 0) return;
    this.#last = value;
    this.#attempt(() => this.#curve.add({ wallMs: clock.wallMs(), spanMs: SAMPLE_EVERY_MS, value }));
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#needs.log.warn({ error: String(error) }, 'Figures about the chat could not be written.');
    }
  }
}
