import { type Calendar, occurrencesIn, type Window } from './occurrences.ts';
import { endWallMs } from './plan.ts';
import type { Occurrence } from './planned-broadcast.ts';

const DAY_MS = 86_400_000;
/** How far ahead the next broadcast is looked for, and how long what was found holds. */
const AHEAD_MS = 100 * DAY_MS;
const FRESH_MS = 10 * 60_000;

/** What comes next: worked out seldom and asked for often, such as by every page every few seconds. */
export class Outlook {
  readonly #read: () => Calendar;
  readonly #wallMs: () => number;
  #found: { readonly atMs: number; readonly occurrences: readonly Occurrence[] } | null = null;

  constructor(needs: { read: () => Calendar; wallMs: () => number }) {
    this.#read = needs.read;
    this.#wallMs = needs.wallMs;
  }

  /** Forgets what it knew, when the calendar has changed. */
  refresh(): void {
    this.#found = null;
  }

  /** What is on by plan, or else the next that will be; cancelled broadcasts are left out. Null for nothing. */
  next(): Occurrence | null {
    const nowMs = this.#wallMs();
    return this.coming().find((occurrence) => endWallMs(occurrence) > nowMs) ?? null;
  }

  /** What is on by plan and what comes, in order of time, without what is cancelled; for a hundred days. */
  coming(): readonly Occurrence[] {
    const nowMs = this.#wallMs();
    const found = this.#found;
    if (found !== null && nowMs >= found.atMs && nowMs - found.atMs < FRESH_MS) return found.occurrences;
    const window = { fromMs: nowMs - DAY_MS, untilMs: nowMs + AHEAD_MS };
    const occurrences = this.list(window).filter(({ status }) => status === 'scheduled');
    this.#found = { atMs: nowMs, occurrences };
    return occurrences;
  }

  /** Everything within a window, what is cancelled as well. */
  list(window: Window): readonly Occurrence[] {
    return occurrencesIn(this.#read(), window);
  }
}
