/** Somebody who may only read for a while. */
export interface TimeOut {
  readonly userId: string;
  readonly untilWallMs: number;
}

/** Where time-outs are kept for good. */
export interface TimeOutShelf {
  list(): readonly TimeOut[];
  /** In place of an earlier one. */
  set(timeOut: TimeOut): void;
  remove(userId: string): void;
  removeEnded(nowWallMs: number): void;
}

/** People who may only read for a while. */
export class TimeOuts {
  readonly #shelf: TimeOutShelf;
  readonly #wallMs: () => number;
  #until = new Map<string, number>();

  constructor(needs: { readonly shelf: TimeOutShelf; readonly wallMs: () => number }) {
    this.#shelf = needs.shelf;
    this.#wallMs = needs.wallMs;
    this.refresh();
  }

  /** When somebody may write again; null for who may. */
  until(userId: string): number | null {
    const untilWallMs = this.#until.get(userId);
    return untilWallMs !== undefined && untilWallMs > this.#wallMs() ? untilWallMs : null;
  }

  /** Everybody who may not write now, the soonest to be over first. */
  list(): readonly TimeOut[] {
    return [...this.#until]
      .map(([userId, untilWallMs]) => ({ userId, untilWallMs }))
      .filter(({ untilWallMs }) => untilWallMs > this.#wallMs())
      .toSorted((one, other) => one.untilWallMs - other.untilWallMs);
  }

  /** Lets somebody only read until then, whatever was said before. */
  set(userId: string, untilWallMs: number): void {
    this.#shelf.removeEnded(this.#wallMs());
    this.#shelf.set({ userId, untilWallMs });
    this.refresh();
  }

  lift(userId: string): void {
    this.#shelf.remove(userId);
    this.refresh();
  }

  /** Reads the list anew, which another process may have written to. */
  refresh(): void {
    this.#until = new Map(this.#shelf.list().map(({ userId, untilWallMs }) => [userId, untilWallMs]));
  }
}
