import type { Clock } from '../platform/clock.ts';

export interface PacerNeeds {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Calls back once other work that waits has had its turn. */
  readonly defer: (callback: () => void) => void;
}

/** How long the event loop is kept at a time. Parts of the picture come in and go out in between. */
const SLICE_MS = 2;

/** Does what comes in a rush in its order, a little at a time. What waits is bounded by whoever hands it in. */
export class Pacer {
  readonly #needs: PacerNeeds;
  #tasks: (() => void)[] = [];
  #done = 0;
  #isScheduled = false;

  constructor(needs: PacerNeeds) {
    this.#needs = needs;
  }

  /** Does it soon; what it throws is its own to catch. */
  do(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#tasks.length === 0) return;
    this.#isScheduled = true;
    this.#needs.defer(() => this.#doSome());
  }

  #doSome(): void {
    const { clock } = this.#needs;
    const untilMs = clock.monotonicMs() + SLICE_MS;
    do {
      this.#tasks[this.#done]?.();
      this.#done += 1;
    } while (this.#done < this.#tasks.length && clock.monotonicMs() < untilMs);
    this.#tasks = this.#tasks.slice(this.#done);
    this.#done = 0;
    this.#isScheduled = false;
    this.#schedule();
  }
}
