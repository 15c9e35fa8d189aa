import { nameKey } from './name-key.ts';

interface Owner {
  readonly id: string;
  readonly displayName: string;
}

export interface ReservedNamesNeeds {
  /** Those whose names are reserved now; it may take milliseconds. */
  readonly list: () => readonly Owner[];
  readonly monotonicMs: () => number;
}

/** How old the list may be: whoever changes names in a row must not keep the server busy. */
const MAX_AGE_MS = 2_000;

/** Names that belong to somebody: bots, and those who have proved who they are. */
export class ReservedNames {
  readonly #needs: ReservedNamesNeeds;
  #owners = new Map<string, readonly string[]>();
  #readMs = -Infinity;

  constructor(needs: ReservedNamesNeeds) {
    this.#needs = needs;
  }

  /** Whether a name with that key (`nameKey`) belongs to another than `userId`; null stands for somebody new. */
  isTaken(key: string, userId: string | null): boolean {
    const nowMs = this.#needs.monotonicMs();
    if (nowMs - this.#readMs > MAX_AGE_MS) {
      this.#readMs = nowMs;
      this.#owners = ownersByKey(this.#needs.list());
    }
    return this.#owners.get(key)?.some((id) => id !== userId) ?? false;
  }
}

function ownersByKey(owners: readonly Owner[]): Map<string, readonly string[]> {
  const byKey = new Map<string, readonly string[]>();
  for (const { id, displayName } of owners) {
    const key = nameKey(displayName);
    byKey.set(key, [...(byKey.get(key) ?? []), id]);
  }
  return byKey;
}
