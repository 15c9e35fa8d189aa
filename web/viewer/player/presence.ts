import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { BrowserClock } from '../../shared/clock.ts';
import type { PlayerState } from './supervisor.ts';

const lingerMs = 2600;

/** Whether the controls are on the picture: while somebody stirs, and whenever nothing plays that they could cover. */
export class Presence {
  /** A menu or the list of keys is open: the controls stay. */
  readonly pinned = signal(false);
  readonly shown: ReadonlySignal<boolean>;
  readonly #stirring = signal(true);
  readonly #clock: BrowserClock;
  #cancel: (() => void) | null = null;

  constructor(clock: BrowserClock, state: ReadonlySignal<PlayerState>) {
    this.#clock = clock;
    this.shown = computed(
      () => this.#stirring.value || this.pinned.value || (state.value !== 'playing' && state.value !== 'connecting'),
    );
  }

  /** Somebody moved, touched or typed. */
  stir(): void {
    this.#stirring.value = true;
    this.#cancel?.();
    this.#cancel = this.#clock.after(lingerMs, () => (this.#stirring.value = false));
  }

  /** The pointer left the picture. */
  rest(): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(400, () => (this.#stirring.value = false));
  }

  /** Hides the controls at once. */
  hide(): void {
    this.#cancel?.();
    this.#stirring.value = false;
  }
}
