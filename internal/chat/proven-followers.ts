export interface ProvenFollowersNeeds {
  /** Ids of those who have proved to follow the channel; it may take milliseconds. */
  readonly list: () => readonly string[];
  readonly monotonicMs: () => number;
}

/** How old the list may be: who has just followed waits so long, and nobody keeps the server busy by writing. */
const MAX_AGE_MS = 10_000;

/** Who of the chat follows the channel in the fediverse, and has proved it. */
export class ProvenFollowers {
  readonly #needs: ProvenFollowersNeeds;
  #userIds: ReadonlySet<string> = new Set();
  #readMs = -Infinity;

  constructor(needs: ProvenFollowersNeeds) {
    this.#needs = needs;
  }

  has(userId: string): boolean {
    const nowMs = this.#needs.monotonicMs();
    if (nowMs - this.#readMs > MAX_AGE_MS) {
      this.#readMs = nowMs;
      this.#userIds = new Set(this.#needs.list());
    }
    return this.#userIds.has(userId);
  }
}
