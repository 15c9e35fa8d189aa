import { effect, type ReadonlySignal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import type { Variant } from './qualities.ts';
import { describePlayback } from './report.ts';
import type { PlayerState } from './supervisor.ts';

/** What is looked at of the player. */
interface ReportedPlayer {
  readonly state: ReadonlySignal<PlayerState>;
  readonly current: ReadonlySignal<string>;
  readonly variants: ReadonlySignal<readonly Variant[]>;
  readonly pacer: { readonly latencySeconds: ReadonlySignal<number | null> };
  measure(): { readonly bitsPerSecond: number | null; readonly transferMs: number | null };
}

export interface ReporterNeeds {
  readonly clock: BrowserClock;
  readonly player: ReportedPlayer;
  readonly sessionId: string;
  /** Sends and forgets: a lost report is none. */
  readonly send: (report: Readonly<Record<string, unknown>>) => void;
}

const everyMs = 10_000;

/** Tells the server every ten seconds how playback goes, and by that who watches; silent while nothing plays. */
export class Reporter {
  readonly #needs: ReporterNeeds;
  #before: PlayerState = 'connecting';
  #hasStalled = false;
  #hasFailed = false;
  #cancelNext: (() => void) | null = null;

  constructor(needs: ReporterNeeds) {
    this.#needs = needs;
  }

  /** Starts with the first picture; returns what ends it. */
  start(): () => void {
    const stopWatching = effect(() => this.#note(this.#needs.player.state.value));
    return () => {
      stopWatching();
      this.#cancelNext?.();
    };
  }

  #note(state: PlayerState): void {
    const before = this.#before;
    this.#before = state;
    if (before === 'playing' && state === 'stalled') this.#hasStalled = true;
    if (state === 'failed' || (state === 'reconnecting' && (before === 'playing' || before === 'stalled'))) {
      this.#hasFailed = true;
    }
    if (state === 'playing' && this.#cancelNext === null) this.#report();
  }

  #report(): void {
    const { clock, player, sessionId, send } = this.#needs;
    const state = player.state.peek();
    this.#cancelNext = null;
    // Whoever pauses or waits for the encoder starts again with the next picture.
    if (state !== 'playing' && state !== 'stalled') return;
    const current = player.current.peek();
    send(
      describePlayback({
        ...player.measure(),
        sessionId,
        state,
        latencySeconds: player.pacer.latencySeconds.peek(),
        renditionBitsPerSecond: player.variants.peek().find(({ id }) => id === current)?.bitsPerSecond ?? null,
        hasStalled: this.#hasStalled,
        hasFailed: this.#hasFailed,
      }),
    );
    this.#hasStalled = false;
    this.#hasFailed = false;
    // Spread, so that viewers who began together do not report together for ever.
    this.#cancelNext = clock.after(everyMs * (0.9 + 0.2 * clock.random()), () => this.#report());
  }
}
