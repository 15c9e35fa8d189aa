import { backOffMs } from '../shared/backoff.ts';
import type { BrowserClock } from '../shared/clock.ts';

/** When a part of the page is asked for again that could not be had. */
const retry = { baseMs: 2000, maxMs: 300_000 };

export interface PatienceNeeds {
  readonly clock: Pick<BrowserClock, 'after' | 'random'>;
  /** Called after each failure, before the next attempt is waited for. */
  readonly onFailure: () => Promise<void>;
}

/**
 * Asks for a part of the page until it comes. A browser that keeps the failure of an import for good (HTML before 2026) fails each time
 * after the first; nothing but loading the page anew helps it.
 */
export async function loadPatiently<Part>(
  load: () => Promise<Part>,
  { clock, onFailure }: PatienceNeeds,
): Promise<Part> {
  for (let failures = 0; ; failures++) {
    try {
      return await load();
    } catch {
      await onFailure();
      await new Promise<void>((resolve) => clock.after(backOffMs(failures, clock.random(), retry), resolve));
    }
  }
}
