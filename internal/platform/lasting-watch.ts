import type { Clock } from './clock.ts';

export interface LastingWatchNeeds {
  readonly clock: Pick<Clock, 'after'>;
  /** How long it takes, in milliseconds, from each beginning on. */
  readonly delayMs: () => number;
  /** Called once for each that has lasted; and again half a minute after it threw, as long as it lasts. */
  readonly onLasted: (id: string) => void;
  readonly onFailed: (error: unknown) => void;
}

/** What cannot be done when the disk is full can be once there is room. */
const RETRY_MS = 30_000;

/** Tells of what has lasted for a while, and of nothing that ended before; while it is away, it waits for its return. */
export class LastingWatch {
  readonly #needs: LastingWatchNeeds;
  #current: { readonly id: string; readonly cancel: () => void; isAway: boolean; isDue: boolean } | null = null;

  constructor(needs: LastingWatchNeeds) {
    this.#needs = needs;
  }

  /** Takes the place of whatever was watched before. */
  begin(id: string): void {
    this.stop();
    this.#wait(id, this.#needs.delayMs());
  }

  pause(id: string): void {
    if (this.#current?.id === id) this.#current.isAway = true;
  }

  resume(id: string): void {
    if (this.#current?.id !== id) return;
    this.#current.isAway = false;
    if (this.#current.isDue) this.#fallDue();
  }

  end(id: string): void {
    if (this.#current?.id === id) this.stop();
  }

  /** Forgets what is watched. */
  stop(): void {
    this.#current?.cancel();
    this.#current = null;
  }

  #fallDue(): void {
    if (this.#current === null) return;
    if (this.#current.isAway) return void (this.#current.isDue = true);
    const { id } = this.#current;
    this.#current = null;
    try {
      this.#needs.onLasted(id);
    } catch (error) {
      this.#needs.onFailed(error);
      this.#wait(id, RETRY_MS);
    }
  }

  #wait(id: string, delayMs: number): void {
    const cancel = this.#needs.clock.after(delayMs, () => this.#fallDue());
    this.#current = { id, cancel, isAway: false, isDue: false };
  }
}
