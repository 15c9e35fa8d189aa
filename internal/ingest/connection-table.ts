/** What the table needs of a connection. */
export interface Guest {
  /** Whose it is; see `addressGroup`. */
  readonly group: string;
  readonly isPublishing: boolean;
  /** Ends it at once and cheaply. */
  evict(): void;
}

/**
 * Bounds connections in all and per address. A full house does not turn newcomers away: the oldest guest that does not publish makes
 * room, so that idle strangers cannot lock the owner out.
 */
export class ConnectionTable<SomeGuest extends Guest> {
  readonly #limits: { readonly maxConnections: number; readonly maxConnectionsPerAddress: number };
  readonly #guests = new Set<SomeGuest>();
  readonly #perGroup = new Map<string, number>();

  constructor(limits: { maxConnections: number; maxConnectionsPerAddress: number }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#guests.size;
  }

  [Symbol.iterator](): IterableIterator<SomeGuest> {
    return this.#guests.values();
  }

  /** Takes a guest in; returns the one that had to go for it (which may be itself), or null. */
  add(guest: SomeGuest): SomeGuest | null {
    this.#guests.add(guest);
    const inGroup = (this.#perGroup.get(guest.group) ?? 0) + 1;
    this.#perGroup.set(guest.group, inGroup);
    let leaver: SomeGuest | null = null;
    if (inGroup > this.#limits.maxConnectionsPerAddress) leaver = this.#oldest(guest.group);
    else if (this.#guests.size > this.#limits.maxConnections) leaver = this.#oldest(null);
    if (leaver === null) return null;
    this.remove(leaver);
    leaver.evict();
    return leaver;
  }

  /** Harmless for one that is not there. */
  remove(guest: SomeGuest): void {
    if (!this.#guests.delete(guest)) return;
    const left = (this.#perGroup.get(guest.group) ?? 1) - 1;
    if (left > 0) this.#perGroup.set(guest.group, left);
    else this.#perGroup.delete(guest.group);
  }

  #oldest(group: string | null): SomeGuest | null {
    for (const guest of this.#guests) {
      if (!guest.isPublishing && (group === null || guest.group === group)) return guest;
    }
    return null;
  }
}
