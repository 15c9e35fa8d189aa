import { eq } from 'drizzle-orm';
import { counters } from './schema.ts';
import type { Database, Session } from './session.ts';

/** Sequences of numbers that never go back, over restarts and crashes. */
export class CounterRepository {
  readonly #session: Session;

  constructor(needs: { session: Session }) {
    this.#session = needs.session;
  }

  /** The first number that was not set aside yet. */
  next(name: string): number {
    return this.#session.run((database) => nextOf(database, name));
  }

  /**
   * Sets `count` numbers aside and returns the first of them; none was given before, and the first ever is 0. They are
   * on disk when this returns, as far as a crash of the process goes.
   */
  reserve(name: string, count: number): number {
    return this.#session.transact((database) => {
      const first = nextOf(database, name);
      const next = first + count;
      database
        .insert(counters)
        .values({ name, next })
        .onConflictDoUpdate({ target: counters.name, set: { next } })
        .run();
      return first;
    });
  }

  /** Gives back the unused end of the latest block: the next `reserve` begins at `next`. One that would skip numbers is ignored. */
  release(name: string, next: number): void {
    this.#session.transact((database) => {
      if (next < nextOf(database, name)) database.update(counters).set({ next }).where(eq(counters.name, name)).run();
    });
  }
}

function nextOf(database: Database, name: string): number {
  return database.select().from(counters).where(eq(counters.name, name)).get()?.next ?? 0;
}
